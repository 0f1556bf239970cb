import Records
import Storage

extension PostgresDatabase {
    /// The tables of the workspace's schema. Indexes that only carry a constraint are not named.
    package func structure() async throws -> DatabaseStructure {
        try await read { connection in
            let columns = try connection.rows(
                """
                SELECT c.relname, a.attname, t.typname
                FROM pg_class AS c
                JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                JOIN pg_type AS t ON t.oid = a.atttypid
                WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
                    AND c.relkind IN ('r', 'p')
                """, .text, .text, .text)
            let indexes = try connection.rows(
                """
                SELECT c.relname, i.relname
                FROM pg_index AS x
                JOIN pg_class AS c ON c.oid = x.indrelid
                JOIN pg_class AS i ON i.oid = x.indexrelid
                WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
                    AND NOT EXISTS (
                        SELECT FROM pg_constraint AS k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
                """, .text, .text)
            return DatabaseStructure(columns: columns, indexes: indexes, type: columnType)
        }
    }
}

/// What is none of our six types (a search vector) reads as text.
private func columnType(_ name: String) -> ColumnType {
    switch name {
    case "int8", "int4", "int2": .integer
    case "bool": .boolean
    case "date": .day
    case "timestamptz", "timestamp": .instant
    case "bytea": .bytes
    default: .text
    }
}
