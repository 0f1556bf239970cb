import Identity
import Records
import Storage
import TestSupport
import Testing

@testable import App

@Suite("A company founded before roles were records")
struct RoleColumnTests {
    @Test("gives each person the role of the word they had", arguments: TestDatabases.all)
    func words(_ backend: TestDatabases) async throws {
        try await withFolder { folder in
            try await backend.withDatabase { database in
                let before = try await installed(database, in: folder)
                try await Company.found(
                    .init(company: "C", email: "ann@example.com", password: "correct horse battery", language: "fr"),
                    in: before.workspace, door: .command)
                try await before.workspace.write(.house, .command) { transaction in
                    var seller = User()
                    seller.name = "Ben"
                    try transaction.save(seller)
                }
                try await RoleColumnTests.makeOld(database)
                let after = try await installed(database, in: folder, node: 2)
                try await after.workspace.write(.house, .command) { try RolePreset.ensure("fr", in: $0) }
                let roles = try await database.read { connection in
                    try connection.rows(
                        "SELECT u.name, r.key FROM \"user\" AS u JOIN role AS r ON r.id = u.role ORDER BY u.id", .text,
                        .text)
                }
                #expect(roles.map { $0[1].text } == ["administrator", "seller"])
            }
        }
    }

    /// As an earlier version left it: the role a word, no table of roles.
    private static func makeOld(_ database: any Database) async throws {
        let type = database.dialect.declaration(of: .text)
        try await database.write { connection in
            try connection.execute("DROP INDEX user_role_link")
            try connection.execute("ALTER TABLE \"user\" RENAME COLUMN role TO role_before")
            try connection.execute(SQL(text: "ALTER TABLE \"user\" ADD COLUMN role \(type)"))
            try connection.execute(
                """
                UPDATE "user" SET role_before = NULL,
                role = (SELECT key FROM role WHERE role.id = "user".role_before)
                """)
            for table in ["role_right", "role_field", "role_permission", "role"] {
                try connection.execute("DELETE FROM \(name: table)")
            }
            try connection.execute("DELETE FROM migration_step WHERE name = 'users link to roles'")
        }
    }
}
