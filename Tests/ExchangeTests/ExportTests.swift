import Foundation
import Jobs
import Records
import Storage
import TestSupport
import Testing

@testable import Exchange

@Suite("Exports")
struct ExportTests {
    private static let people = """
        {"entity":"contacts","match":"external_id","columns":{"key":"external_id","name":"name","firm":"account.name",
        "mail":"emails.address","born":"birthday"},"links":"create","dates":"dmy"}
        """
    private static let file =
        "key,name,firm,mail,born\n1,Zoé Martin,=Alpha,zoe@ex.fr,25/10/1990\n2,Yanis Petit,Beta,,\n"

    @Test(
        "what is exported comes back unchanged, with its identifiers, in every format of tables",
        arguments: [ExportFormat.csv, .excelCSV])
    func roundTrip(_ format: ExportFormat) async throws {
        try await ImportWorld.with { world in
            try await world.bring(Self.people, Self.file)
            let path = world.folder + "/contacts.csv"
            let kind = world.workspace.schema.kind("contact")
            let written = try await RecordExport.write(
                kind, format: format, to: path, in: world.workspace, as: .house, worker: nil)
            #expect(written.announced == 2 && written.count == 2)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("'=Alpha"))
            let again = try await world.bring(try await guessed(text, kind, world).json.string, text)
            #expect(again.counts.skipped == 2)
        }
    }

    @Test(
        "everything leaves in one folder and comes back elsewhere under the same identifiers",
        arguments: TestDatabases.all)
    func everything(_ backend: TestDatabases) async throws {
        try await ImportWorld.with(backend) { world in
            try await world.bring(Self.people, Self.file)
            let folder = world.folder + "/all"
            let manifest = try await WholeExport(world.workspace, world.files, to: folder).write()
            let counts = Dictionary(
                uniqueKeysWithValues: (manifest["kinds"]?.array ?? []).map {
                    ($0["plural"]?.text ?? "", $0["count"]?.integer ?? 0)
                })
            #expect(counts["contacts"] == 2 && counts["accounts"] == 2)
            let full = await refusal { try await WholeExport(world.workspace, world.files, to: folder).write() }
            #expect(full?.code == "folder_not_empty")
            try await ImportWorld.with { other in
                for plural in ["accounts", "contacts"] {
                    let text = try String(contentsOfFile: "\(folder)/\(plural).csv", encoding: .utf8)
                    let kind = try #require(other.workspace.schema.kind(plural: plural))
                    let run = try await other.bring(try await guessed(text, kind, other).json.string, text)
                    #expect(run.counts.created == 2)
                }
                #expect(try await ids(other) == ids(world))
                #expect(try await other.values("contact", "name") == ["Yanis Petit", "Zoé Martin"])
            }
        }
    }

    @Test("an export asked for in the background counts what it delivers")
    func job() async throws {
        try await ImportWorld.with { world in
            try await world.bring(Self.people, Self.file)
            let kind = world.workspace.schema.kind("contact")
            let condition = try Condition(json: JSON(parsing: #"{"field":"account.name","is":"Beta"}"#))
            let id = try await world.workspace.write(.house, .screen) {
                try ExportJob.start(kind, where: condition, format: .json, in: $0)
            }
            let state = try await world.installation.runner().run(id)
            #expect(state.result?["count"] == 1 && state.result?["announced"] == 1)
            let file = try #require(ExportJob.file(of: state, in: world.files))
            #expect(try String(contentsOfFile: file.path, encoding: .utf8).contains("Yanis Petit"))
        }
    }

    private func guessed(_ text: String, _ kind: Kind, _ world: ImportWorld) async throws -> ImportMapping {
        let guess = try TableGuess(TableBytes(memory: Array(text.utf8)))
        return MappingGuess(kind, schema: world.workspace.schema, viewer: .house) { _ in [] }.mapping(guess)
    }

    private func ids(_ world: ImportWorld) async throws -> [Int64] {
        try await world.workspace.database.read { try $0.integers("SELECT id FROM contact ORDER BY id") }
    }
}
