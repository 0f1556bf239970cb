import Records
import Storage

extension SQLiteDatabase {
    /// SQLite keeps booleans as integers, and days and instants as text: they read back as such.
    package func structure() async throws -> DatabaseStructure {
        try await read { connection in
            let columns = try connection.rows(
                """
                SELECT list.name, info.name, info.type
                FROM pragma_table_list AS list JOIN pragma_table_info(list.name) AS info
                WHERE list.schema = 'main' AND list.type = 'table' AND list.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                """, .text, .text, .text)
            let indexes = try connection.rows(
                "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL", .text, .text)
            return DatabaseStructure(columns: columns, indexes: indexes, type: columnType)
        }
    }
}

private func columnType(_ declared: String) -> ColumnType {
    switch declared.uppercased() {
    case "INTEGER", "INT": .integer
    case "BLOB": .bytes
    default: .text
    }
}
