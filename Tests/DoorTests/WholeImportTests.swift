import Activities
import Exchange
import Foundation
import Identity
import People
import Records
import Sales
import Storage
import TestSupport
import Testing

@testable import App

@Suite("Everything out and in again")
struct WholeImportTests {
    private static let kinds = [
        "user", "team", "account", "contact", "product", "pipeline", "stage", "opportunity", "stage_change",
        "activity", "note", "attachment",
    ]

    /// A demo company with a field of its own and a file, exported.
    private func exported(_ backend: TestDatabases, _ body: (Installation, String) async throws -> Void) async throws {
        try await withInstallation(backend) { old in
            try await DemoData.make(.init(.medium, seed: 5, size: handful), in: old.workspace)
            var field = CustomField(
                kind: "account", name: "loyalty", labelFrench: "Fidélité", labelEnglish: "Loyalty", type: "choice")
            field.choices = ["gold", "silver"]
            try await old.workspace.write(.house, .command) { [field] in try field.add(in: $0) }
            try await old.workspace.reload()
            let incoming = old.product.files.incomingPath()
            try Data("Devis signé".utf8).write(to: URL(fileURLWithPath: incoming))
            let key = try old.product.files.keep(incoming: incoming, extension: "txt")
            try await old.workspace.write(.house, .command) { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                let id = try #require(try transaction.connection.integer("SELECT MIN(id) FROM account"))
                try transaction.save(Draft(id: id, fields: ["loyalty": [.text("gold")]]), as: kind)
                var attachment = Attachment()
                (attachment.name, attachment.file, attachment.bytes) = ("devis.txt", key, 12)
                (attachment.contentType, attachment.sha256) = ("text/plain", String(repeating: "0", count: 64))
                attachment.about = Reference(kind: "account", id: id)
                try transaction.save(attachment)
            }
            try await withFolder { folder in
                _ = try await WholeExport(old.workspace, old.product.files, to: folder + "/all").write()
                try await body(old, folder + "/all")
            }
        }
    }

    @Test("a fresh company is the same company again", arguments: TestDatabases.all)
    func round(_ backend: TestDatabases) async throws {
        try await exported(backend) { old, folder in
            try await withInstallation(backend, node: 2) { new in
                let report = try await WholeImport(new.workspace, new.product.files, from: folder).run()
                #expect(report.files == 1 && report.kinds.allSatisfy { $0.updated == 0 && $0.unchanged == 0 })
                for kind in Self.kinds {
                    let (before, after) = (
                        try await old.workspace.contents(kind, leaving: []),
                        try await new.workspace.contents(kind, leaving: [])
                    )
                    #expect(!before.isEmpty && before == after, "\(kind)")
                }
                for table in ["history", "contact_account", "search_entry", "match_key"] {
                    let (before, after) = (try await old.workspace.rows(table), try await new.workspace.rows(table))
                    #expect(before == after, "\(table)")
                }
                let findings = await Examination.examine(new.workspace.database, new.settings, clock: { noon })
                #expect(!findings.contains { $0.level == .problem && $0.check.hasPrefix("records") }, "\(findings)")
                let again = try await WholeImport(new.workspace, new.product.files, from: folder).run()
                #expect(again.kinds.allSatisfy { $0.created == 0 && $0.updated == 0 }, "a second time nothing changes")
                #expect(again.history == 0 && again.files == 0)
            }
        }
    }

    @Test("people, pipelines and stages that are there already are found", arguments: TestDatabases.all)
    func matched(_ backend: TestDatabases) async throws {
        try await exported(backend) { old, folder in
            try await withInstallation(backend, node: 2) { new in
                let names = try await old.workspace.read(.house) { transaction in
                    let stages = try transaction.all(Stage.self)
                    return try transaction.all(Pipeline.self).map { pipeline in
                        (pipeline.name, stages.filter { $0.pipeline == pipeline.id }.map(\.name))
                    }
                }
                try await new.workspace.write(.house, .command) { transaction in
                    var pipeline = Pipeline()
                    pipeline.name = names[0].0
                    var stage = Stage()
                    stage.pipeline = try transaction.save(pipeline)
                    stage.name = names[0].1[0]
                    try transaction.save(stage)
                }
                _ = try await WholeImport(new.workspace, new.product.files, from: folder).run()
                for kind in ["pipeline", "stage", "opportunity", "stage_change"] {
                    let (before, after) = (try await old.workspace.rows(kind), try await new.workspace.rows(kind))
                    #expect(before == after, "\(kind)")
                }
            }
        }
    }

    @Test("a folder that is not whole is refused, and nothing is kept")
    func torn() async throws {
        try await exported(.memory) { _, folder in
            try await withInstallation(.memory, node: 2) { new in
                let path = folder + "/contacts.csv"
                let lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\r\n")
                try lines.dropLast(2).joined(separator: "\r\n").write(toFile: path, atomically: true, encoding: .utf8)
                await #expect { try await WholeImport(new.workspace, new.product.files, from: folder).run() } throws: {
                    ($0 as? Refusal)?.code == "export_incomplete"
                }
                #expect(try await new.workspace.rows("account") == 0)
                await #expect {
                    try await WholeImport(new.workspace, new.product.files, from: "/nowhere").run()
                } throws: {
                    ($0 as? Refusal)?.code == "no_export"
                }
            }
        }
    }
}
