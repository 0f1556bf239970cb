import Records
import Storage

/// The column `role` of users was a word before it became a link; this brings such a database along.
enum RoleColumn {
    static let step = MigrationStep("users link to roles") { connection in
        let isWord: Bool =
            switch connection.dialect {
            case .sqlite:
                try connection.text("SELECT type FROM pragma_table_info('user') WHERE name = 'role'") == "TEXT"
            case .postgres:
                try connection.text(
                    """
                    SELECT data_type FROM information_schema.columns
                    WHERE table_schema = current_schema() AND table_name = 'user' AND column_name = 'role'
                    """) == "text"
            }
        guard isWord else { return }
        try connection.execute("DROP INDEX IF EXISTS user_role_link")
        try connection.execute("ALTER TABLE \"user\" RENAME COLUMN role TO role_word")
        let type = connection.dialect.declaration(of: .integer)
        try connection.execute(SQL(text: "ALTER TABLE \"user\" ADD COLUMN role \(type) REFERENCES role (id)"))
        try connection.execute("CREATE INDEX user_role_link ON \"user\" (role, id)")
    }

    /// Every word becomes the role of that key.
    static func convert(_ transaction: Transaction) throws {
        let connection = transaction.connection
        let isThere: Bool =
            switch connection.dialect {
            case .sqlite:
                try connection.integer("SELECT 1 FROM pragma_table_info('user') WHERE name = 'role_word'") != nil
            case .postgres:
                try connection.integer(
                    """
                    SELECT CAST(1 AS BIGINT) FROM information_schema.columns
                    WHERE table_schema = current_schema() AND table_name = 'user' AND column_name = 'role_word'
                    """) != nil
            }
        guard isThere else { return }
        try connection.execute(
            """
            UPDATE "user" SET role = (SELECT role.id FROM role WHERE role.key = "user".role_word) WHERE role IS NULL
            """)
        try connection.execute("ALTER TABLE \"user\" DROP COLUMN role_word")
    }
}
