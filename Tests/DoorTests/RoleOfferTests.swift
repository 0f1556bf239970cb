import Foundation
import Identity
import Logging
import Records
import Storage
import TestSupport
import Testing

@testable import App

@Suite("A company that a newer version opens")
struct RoleOfferTests {
    private static let log = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

    /// Founded, then as an earlier version left it: no lines for what came later, no note of what was offered.
    private func old(
        _ backend: TestDatabases,
        _ body: (Workspace, _ roles: @Sendable () async throws -> [String: Role]) async throws
            -> Void
    ) async throws {
        try await withInstallation(backend) { installation in
            let workspace = installation.workspace
            try await Company.found(
                .init(company: "C", email: "ann@example.com", password: "correct horse battery", language: "fr"),
                in: workspace, door: .command)
            let roles: @Sendable () async throws -> [String: Role] = {
                try await workspace.read(.house) { transaction in
                    Dictionary(try transaction.all(Role.self).map { ($0.key ?? "", $0) }, uniquingKeysWith: { $1 })
                }
            }
            #expect(try await !workspace.read(.house) { try RoleOffers.areWaiting(in: $0) }, "a new company has all")
            try await workspace.write(.house, .command) { transaction in
                let known = ["account", "contact", "opportunity", "activity", "note", "attachment", "*"]
                for var role in try transaction.all(Role.self) {
                    role.rights.removeAll { !known.contains($0.entity) }
                    role.permissions.removeAll { $0.permission != "sales.see_revenue" }
                    role.fieldRights = []
                    try transaction.save(role)
                }
                for table in ["role_origin", "role_offer"] {
                    try transaction.connection.execute("DELETE FROM \(name: table)")
                }
            }
            try await body(workspace, roles)
        }
    }

    @Test("gives the roles of presets their lines, once, and tells administrators", arguments: TestDatabases.all)
    func given(_ backend: TestDatabases) async throws {
        try await old(backend) { workspace, roles in
            try await workspace.write(.house, .command) { transaction in
                var own = Role()
                own.name = "Stagiaire"
                try transaction.save(own)
            }
            try await RoleUpdate.run(in: workspace, Self.log)
            let fresh = try await roles()
            let seller = try #require(fresh["seller"])
            #expect(seller.rights.contains { $0.entity == "need" && $0.read == .all && $0.change == .own })
            #expect(seller.permissions.contains { $0.permission == "quality.see" })
            #expect(seller.fieldRights.map(\.field) == ["bank_accounts"])
            #expect(fresh["director"]?.permissions.contains { $0.permission == "duplicates.scan" } == true)
            #expect(fresh["director"]?.rights.map(\.entity) == ["*"])
            #expect(fresh["administrator"]?.rights.isEmpty == true)
            #expect(fresh["stagiaire"]?.rights.isEmpty == true && fresh["stagiaire"]?.permissions.isEmpty == true)
            let texts = try await workspace.database.read {
                try $0.rows("SELECT text FROM notification WHERE kind = 'roles' ORDER BY id", .text)
                    .compactMap { $0[0].text }
            }
            #expect(texts.count == 2 && texts[0].contains("Commercial") && texts[1].contains("Stagiaire"))
            try await RoleUpdate.run(in: workspace, Self.log)
            #expect(try await roles().mapValues(\.rights) == fresh.mapValues(\.rights))
            #expect(try await workspace.rows("notification") == texts.count, "nothing is told twice")
        }
    }

    @Test("leaves what the company made of its roles as it is", arguments: TestDatabases.all)
    func respected(_ backend: TestDatabases) async throws {
        try await old(backend) { workspace, roles in
            try await workspace.write(.house, .command) { transaction in
                for var role in try transaction.all(Role.self) {
                    if role.key == "seller" {
                        // A line of its own for the kind, and another name.
                        role.name = "Vendeurs"
                        var line = RoleRight()
                        (line.entity, line.read) = ("need", .own)
                        role.rights.append(line)
                    } else if role.key == "marketer" {
                        var line = RoleRight()
                        (line.entity, line.read) = ("*", .own)
                        role.rights.append(line)
                    } else {
                        continue
                    }
                    try transaction.save(role)
                }
            }
            try await RoleUpdate.run(in: workspace, Self.log)
            var now = try await roles()
            #expect(now["seller"]?.rights.filter { $0.entity == "need" }.map(\.read) == [.own])
            #expect(now["marketer"]?.rights.contains { $0.entity == "need" } == false)
            #expect(now["marketer"]?.permissions.contains { $0.permission == "quality.see" } == true)
            // What is taken away afterwards is not given again, even if something else is new one day.
            try await workspace.write(.house, .command) { transaction in
                var role = try RolePreset.find("seller", in: transaction)
                role.permissions.removeAll { $0.permission == "quality.see" }
                role.key = "vendeurs"
                try transaction.save(role)
                try transaction.connection.execute("DELETE FROM role_offer WHERE thing = 'field account.bank_accounts'")
                var other = try RolePreset.find("guest", in: transaction)
                other.fieldRights = []
                try transaction.save(other)
            }
            try await RoleUpdate.run(in: workspace, Self.log)
            now = try await roles()
            #expect(now["vendeurs"]?.permissions.contains { $0.permission == "quality.see" } == false)
            #expect(now["guest"]?.fieldRights.map(\.field) == ["bank_accounts"])
        }
    }
}
