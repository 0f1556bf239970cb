import Exchange
import People
import Records
import Sales
import Storage
import TestSupport
import Testing

@testable import App

@Suite("Merges move with everything to another server")
struct WholeImportMergeTests {
    private static let kinds = ["account", "contact", "contact_account", "contact_email", "opportunity", "activity"]

    /// A demo company in which two accounts with people and sales became one, exported; what each kind held before.
    private func exported(
        _ backend: TestDatabases,
        _ body: (_ folder: String, _ merge: Merge, _ before: [String: [[String]]]) async throws -> Void
    ) async throws {
        try await withInstallation(backend) { old in
            try await DemoData.make(.init(.medium, seed: 5, size: handful), in: old.workspace)
            let ids = try await old.workspace.write(.house, .command) { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                let ids = try transaction.connection.integers(
                    "SELECT account FROM opportunity GROUP BY account ORDER BY COUNT(*) DESC, account LIMIT 2")
                for (id, name) in zip(ids, ["KEPT-1", "GONE-2"]) {
                    try transaction.save(Draft(id: id, fields: ["external_id": [.text(name)]]), as: kind)
                }
                return ids
            }
            let before = try await picture(old.workspace)
            let merge = try await old.workspace.write(.house, .command) { transaction in
                try transaction.merge([ids[1]], into: ids[0], of: transaction.schema.kind(of: Account.self))
            }
            try await withFolder { folder in
                let manifest = try await WholeExport(old.workspace, old.product.files, to: folder + "/all").write()
                #expect((manifest["merges"]?["count"]?.integer ?? 0) > 4)
                try await body(folder + "/all", merge, before)
            }
        }
    }

    private func picture(_ workspace: Workspace) async throws -> [String: [[String]]] {
        var picture: [String: [[String]]] = [:]
        for kind in Self.kinds {
            // Rows of parts get numbers of their own where they come to.
            let leaving: Set = kind.hasPrefix("contact_") ? ["version", "id"] : ["version"]
            picture[kind] = try await workspace.contents(kind, leaving: leaving).sorted {
                $0.lexicographicallyPrecedes($1)
            }
        }
        return picture
    }

    @Test("former identifiers lead to the survivor, and the merge can be undone there", arguments: TestDatabases.all)
    func undone(_ backend: TestDatabases) async throws {
        try await exported(backend) { folder, merge, before in
            try await withInstallation(backend, node: 2) { new in
                let report = try await WholeImport(new.workspace, new.product.files, from: folder).run()
                #expect(report.merges == 1)
                let again = try await WholeImport(new.workspace, new.product.files, from: folder).run()
                #expect(again.merges == 0 && again.kinds.allSatisfy { $0.created == 0 && $0.updated == 0 })
                let (survivor, named) = try await new.workspace.read(.house) { transaction in
                    let kind = transaction.schema.kind(of: Account.self)
                    return (
                        try transaction.survivor(of: merge.merged[0].id, kind),
                        try transaction.survivors(externally: ["GONE-2"], kind)
                    )
                }
                #expect(survivor == merge.survivor && named == ["GONE-2": merge.survivor])
                let undone = try await new.workspace.write(.house, .command) { try $0.unmerge(merge.id) }
                #expect(undone.changed.isEmpty && undone.added.isEmpty, "\(undone.changed) \(undone.added)")
                let after = try await picture(new.workspace)
                for kind in Self.kinds { #expect(after[kind] == before[kind], "\(kind)") }
            }
        }
    }

    @Test("they lead to the record that is here already under another identifier", arguments: TestDatabases.all)
    func matched(_ backend: TestDatabases) async throws {
        try await exported(backend) { folder, merge, _ in
            try await withInstallation(backend, node: 2) { new in
                let here = try await new.workspace.write(.house, .command) { transaction in
                    let kind = transaction.schema.kind(of: Account.self)
                    return try transaction.save(
                        Draft(fields: ["name": [.text("Known here")], "external_id": [.text("KEPT-1")]]), as: kind)
                }
                _ = try await WholeImport(new.workspace, new.product.files, from: folder).run()
                let survivor = try await new.workspace.read(.house) {
                    try $0.survivor(of: merge.merged[0].id, $0.schema.kind(of: Account.self))
                }
                #expect(survivor == here)
                let undone = try await new.workspace.write(.house, .command) { try $0.unmerge(merge.id) }
                #expect(undone.restored == [Reference(kind: "account", id: merge.merged[0].id)])
                let sales = try await new.workspace.database.read {
                    try $0.integer("SELECT COUNT(*) FROM opportunity WHERE account = \(merge.merged[0].id)")
                }
                #expect((sales ?? 0) > 0, "its sales are its own again")
            }
        }
    }

    @Test("what was merged here is not made again by an older export", arguments: TestDatabases.all)
    func older(_ backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            let workspace = installation.workspace
            try await DemoData.make(.init(.medium, seed: 5, size: handful), in: workspace)
            try await withFolder { folder in
                _ = try await WholeExport(workspace, installation.product.files, to: folder + "/all").write()
                let ids = try await workspace.write(.house, .command) { transaction in
                    let ids = try transaction.connection.integers("SELECT id FROM account ORDER BY id LIMIT 2")
                    try transaction.merge([ids[1]], into: ids[0], of: transaction.schema.kind(of: Account.self))
                    return ids
                }
                let report = try await WholeImport(workspace, installation.product.files, from: folder + "/all").run()
                #expect(report.kinds.allSatisfy { $0.created == 0 })
                let gone = try await workspace.database.read {
                    try $0.integer("SELECT id FROM account WHERE id = \(ids[1])")
                }
                #expect(gone == nil)
            }
        }
    }
}
