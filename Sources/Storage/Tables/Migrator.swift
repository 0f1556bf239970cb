import Records

/// Brings a database to what the declarations say. Additive change (tables, columns, indexes) is derived by comparing;
/// anything else is an explicit `MigrationStep`, run once and remembered. See docs/decisions.md.
package struct Migrator: Sendable {
    let tables: [TableSpec]
    /// Statements that create what no `TableSpec` can say (full text); each may run again.
    let extra: [String]
    let steps: [MigrationStep]

    package init(tables: [TableSpec], extra: [String] = [], steps: [MigrationStep] = []) {
        self.tables = tables
        self.extra = extra
        self.steps = steps
    }

    /// What would be done, as SQL, without doing it: for `migrate --dry-run` and `doctor`.
    package func plan(against structure: DatabaseStructure, dialect: Dialect) -> [String] {
        var statements: [String] = []
        for table in tables where structure.tables[table.name] == nil {
            statements.append(creation(of: table, dialect))
        }
        for table in tables {
            let existing = structure.tables[table.name]
            if let existing {
                for column in table.columns where existing.columns[column.name] == nil {
                    statements.append(addition(of: column, to: table.name, dialect))
                }
            } else if dialect == .postgres {
                // SQLite declares foreign keys inside CREATE TABLE; PostgreSQL after every table exists.
                statements += table.columns.compactMap { foreignKey(of: $0, in: table.name) }
            }
            for index in table.indexes where existing?.indexes.contains(index.name) != true {
                let unique = index.isUnique ? "UNIQUE " : ""
                let columns = index.columns.map(SQL.quoted).joined(separator: ", ")
                statements.append(
                    "CREATE \(unique)INDEX \(SQL.quoted(index.name)) ON \(SQL.quoted(table.name)) (\(columns))")
            }
        }
        return statements
    }

    package func migrate(_ database: any Database, now: Instant) async throws {
        let structure = try await database.structure()
        let statements = plan(against: structure, dialect: database.dialect) + extra
        let isNew = structure.tables["migration_step"] == nil
        let steps = steps
        let dialect = database.dialect
        try await database.write { connection in
            if dialect == .postgres { try connection.execute(SQL(text: Migrator.foldFunction)) }
            for statement in statements { try connection.execute(SQL(text: statement)) }
            let done =
                isNew
                ? [] : Set(try connection.rows("SELECT name FROM migration_step", .text).compactMap { $0[0].text })
            for step in steps where !done.contains(step.name) {
                // A new database has nothing to convert: the step is only remembered.
                if !isNew { try step.run(connection) }
                try connection.execute("INSERT INTO migration_step (name, done_at) VALUES (\(step.name), \(now))")
            }
        }
    }

    package static let stepTable = TableSpec(
        "migration_step", [.init("name", .text), .init("done_at", .instant)], primaryKey: ["name"],
        merging: .stays("names no record"))

    /// `entregent_fold` is `folded` of Records, inside PostgreSQL; SQLite gets the Swift function itself. Plain ASCII
    /// takes the short way: it is thirty times as fast.
    private static let foldFunction = #"""
        CREATE OR REPLACE FUNCTION entregent_fold(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        $$ SELECT CASE WHEN octet_length(word) = length(word) THEN lower(word COLLATE "C") COLLATE "und-x-icu" ELSE
             replace(replace(replace(replace(replace(replace(translate(lower(
             regexp_replace(normalize(word, NFD), '[\u0300-\u036f]', '', 'g') COLLATE "und-x-icu"),
             E'’‘\u00a0\u202f', '''''  '),
             'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'ø', 'o'), 'đ', 'd'), 'ł', 'l') END $$
        """#

    private func creation(of table: TableSpec, _ dialect: Dialect) -> String {
        var lines = table.columns.map { column in
            var line = "\(SQL.quoted(column.name)) \(dialect.declaration(of: column.type))"
            if column.isRequired { line += " NOT NULL" }
            if dialect == .sqlite {
                if table.primaryKey == [column.name] { line += " PRIMARY KEY" }
                if column.type == .boolean { line += " CHECK (\(SQL.quoted(column.name)) IN (0, 1))" }
                if let target = column.references { line += " " + reference(to: target) }
            }
            return line
        }
        if dialect == .postgres || table.primaryKey.count > 1 {
            lines.append("PRIMARY KEY (\(table.primaryKey.map(SQL.quoted).joined(separator: ", ")))")
        }
        return
            "CREATE TABLE \(SQL.quoted(table.name)) (\n  \(lines.joined(separator: ",\n  "))\n)\(dialect.tableSuffix)"
    }

    private func addition(of column: TableSpec.ColumnSpec, to table: String, _ dialect: Dialect) -> String {
        var text = "ALTER TABLE \(SQL.quoted(table)) ADD COLUMN \(SQL.quoted(column.name)) "
        text += dialect.declaration(of: column.type)
        if column.isRequired { text += " NOT NULL DEFAULT " + defaultText(column.type) }
        if let target = column.references { text += " " + reference(to: target) }
        return text
    }

    private func defaultText(_ type: ColumnType) -> String {
        switch type {
        case .integer: "0"
        case .boolean: "FALSE"
        case .day: "'1970-01-01'"
        case .instant: "'1970-01-01T00:00:00.000000Z'"
        case .text, .bytes: "''"
        }
    }

    private func foreignKey(of column: TableSpec.ColumnSpec, in table: String) -> String? {
        guard let target = column.references else { return nil }
        let name = SQL.quoted("\(table)_\(column.name)_fkey")
        return "ALTER TABLE \(SQL.quoted(table)) ADD CONSTRAINT \(name) FOREIGN KEY (\(SQL.quoted(column.name))) "
            + reference(to: target)
    }

    /// Checked at commit, so that an import may link to a later line.
    private func reference(to target: String) -> String {
        "REFERENCES \(SQL.quoted(target)) (\"id\") DEFERRABLE INITIALLY DEFERRED"
    }
}

/// A change that cannot be derived: renaming a column, converting values. Runs on both databases, once.
package struct MigrationStep: Sendable {
    package let name: String
    package let run: @Sendable (any Connection) throws -> Void
    package init(_ name: String, _ run: @escaping @Sendable (any Connection) throws -> Void) {
        self.name = name
        self.run = run
    }
}
