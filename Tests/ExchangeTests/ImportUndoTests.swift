import Jobs
import Records
import Storage
import TestSupport
import Testing

@testable import Exchange

@Suite("Undoing and resuming imports")
struct ImportUndoTests {
    private static let mapping = """
        {"entity":"contacts","match":"external_id","columns":{"key":"external_id","name":"name","firm":"account.name"},
        "links":"create"}
        """

    @Test("undoing leaves nothing it made, and what it changed as before", arguments: TestDatabases.all)
    func undo(_ backend: TestDatabases) async throws {
        try await ImportWorld.with(backend) { world in
            let first = try await world.bring(Self.mapping, "key,name,firm\n1,Zoé Martin,Alpha\n")
            let second = try await world.bring(Self.mapping, "key,name,firm\n1,Zoé Durand,Beta\n2,Yanis Petit,Beta\n")
            #expect(second.counts.updated == 1 && second.counts.created == 1)
            let undone = try await world.undo(second.id)
            #expect(undone.state == .done)
            #expect(try await world.values("contact", "name") == ["Zoé Martin"])
            #expect(try await world.values("account", "name") == ["Alpha"])
            let again = await refusal { try await world.undo(second.id) }
            #expect(again?.code == "already_undone")
            _ = try await world.undo(first.id)
            #expect(try await world.count("contact") == 0)
            #expect(try await world.count("account") == 0)
        }
    }

    @Test("an import stopped at any moment goes on with the very next line", arguments: TestDatabases.all)
    func resume(_ backend: TestDatabases) async throws {
        try await ImportWorld.with(backend) { world in
            let text = "key,name,firm\n" + (1...900).map { "\($0),Person \($0),Firm \($0 % 7)\n" }.joined()
            let run = try await world.start(Self.mapping, Array(text.utf8))
            let runner = world.installation.runner()
            let task = Task { try await runner.run(run.job ?? 0) }
            while try await world.count("import_line") == 0 { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            _ = await task.result
            let done = try await world.count("import_line")
            #expect(try await world.count("contact") == done)
            let state = try await world.installation.runner().run(run.job ?? 0)
            #expect(state.state == .done)
            let finished = try await world.find(run.id)
            #expect(finished.counts.created == 900 && finished.counts.lines == 900)
            #expect(try await world.count("contact") == 900)
            #expect(try await world.count("import_line") == 900)
        }
    }

    @Test("a running import is not undone under its feet")
    func running() async throws {
        try await ImportWorld.with { world in
            let run = try await world.start(Self.mapping, Array("key,name,firm\n1,Zoé,Alpha\n".utf8))
            let refused = await refusal { try await world.undo(run.id) }
            #expect(refused?.code == "import_running")
        }
    }
}
