import Records

/// Which database runs the SQL, and the few words in which the two differ.
package enum Dialect: String, Sendable, CaseIterable {
    case sqlite
    case postgres

    package func placeholder(_ number: Int) -> String { self == .sqlite ? "?\(number)" : "$\(number)" }

    /// How a column of this type is declared. SQLite tables are STRICT.
    package func declaration(of type: ColumnType) -> String {
        switch (self, type) {
        case (.sqlite, .integer), (.sqlite, .boolean): "INTEGER"
        case (.sqlite, .text), (.sqlite, .day), (.sqlite, .instant): "TEXT"
        case (.sqlite, .bytes): "BLOB"
        case (.postgres, .integer): "BIGINT"
        case (.postgres, .boolean): "BOOLEAN"
        case (.postgres, .text): "TEXT COLLATE \"C\""
        case (.postgres, .day): "DATE"
        case (.postgres, .instant): "TIMESTAMPTZ"
        case (.postgres, .bytes): "BYTEA"
        }
    }

    package var tableSuffix: String { self == .sqlite ? " STRICT" : "" }

    /// At most this many values are bound in one statement (SQLite 32,766, PostgreSQL 65,535).
    package var valueLimit: Int { 30_000 }
}
