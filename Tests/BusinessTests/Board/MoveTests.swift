import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("Moving a sale")
struct MoveTests {
    private func history(_ id: ID<Opportunity>, _ world: BusinessWorld) async throws -> [(String?, String?)] {
        let stages = try await world.stages()
        let changes = try await world.look { transaction in
            try transaction.all(
                StageChange.self, where: .test(path: ["opportunity"], .equals(.text(String(id.number)))))
        }
        return changes.sorted { $0.id.number < $1.id.number }.map { change in
            (stages.first { $0.id == change.from }?.name, stages.first { $0.id == change.to }?.name)
        }
    }

    @Test(
        "a drag is saved, writes the history and answers what both columns add up to", arguments: BusinessWorld.backends
    )
    func moves(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.sale("A", 100, in: "Qualification")
            let from = try await world.stage("Qualification").number, to = try await world.stage("Proposal").number
            let response = await world.post(
                "/opportunities/\(id.number)/stage", ["stage": "\(to)", "before": ""], headers: BusinessWorld.script)
            try #require(response.status == 200, "\(response.text)")
            let columns = try response.json["columns"]
            #expect(columns?["\(from)"]?["size"] == "0" && columns?["\(to)"]?["size"] == "1")
            #expect(columns?["\(to)"]?["weighted"]?.text?.contains("50") == true)
            #expect(response.headers["X-Toast"] != nil)
            let steps = try await history(id, world)
            #expect(steps.map(\.1) == ["Qualification", "Proposal"] && steps.last?.0 == "Qualification")
        }
    }

    @Test("a sale dropped where it lay stays there, and its one column is told", arguments: BusinessWorld.backends)
    func staysPut(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.sale("A", 100, in: "Qualification")
            let stage = try await world.stage("Qualification").number
            let response = await world.post(
                "/opportunities/\(id.number)/stage", ["stage": "\(stage)"], headers: BusinessWorld.script)
            try #require(response.status == 200, "\(response.text)")
            #expect(try response.json["columns"]?["\(stage)"]?["size"] == "1")
            #expect(try await history(id, world).count == 1)
        }
    }

    @Test(
        "a loss without a reason is refused, names the sheet that asks for it, and changes nothing",
        arguments: BusinessWorld.backends)
    func lossNeedsReason(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.sale("A", 100, in: "Qualification")
            let lost = try await world.stage("Lost").number, path = "/opportunities/\(id.number)"
            let refused = await world.post(path + "/stage", ["stage": "\(lost)"], headers: BusinessWorld.script)
            #expect(refused.status == 422)
            let error = try refused.json["error"]
            #expect(error?["code"] == "verb_needs" && error?["sheet"] == .text(path + "/lose?stage=\(lost)"))
            #expect(try await world.look { try $0.find(id) }.outcome == .open)
            #expect(try await history(id, world).count == 1)

            let sheet = await world.get(path + "/lose?stage=\(lost)", headers: BusinessWorld.script)
            #expect(sheet.status == 200 && sheet.text.contains("name=\"lost_reason\""))
            let done = await world.post(
                path + "/lose", ["stage": "\(lost)", "lost_reason": "Price"], headers: BusinessWorld.script)
            #expect(done.status == 200)
            let sale = try await world.look { try $0.find(id) }
            #expect(sale.outcome == .lost && sale.lostReason == "Price" && sale.closedOn == BusinessWorld.today)
        }
    }

    @Test("without script, buttons and forms lead through pages", arguments: BusinessWorld.backends)
    func plain(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.sale("A", 100, in: "Qualification"), path = "/opportunities/\(id.number)"
            #expect(await world.post(path + "/win").headers["Location"] == path)
            #expect(try await world.look { try $0.find(id) }.outcome == .won)
            #expect(await world.post(path + "/reopen").status == 303)
            let reopened = try await world.look { try $0.find(id) }, first = try await world.stage("Qualification")
            #expect(reopened.outcome == .open && reopened.closedOn == nil)
            #expect(reopened.stage == first, "it returns to where it stood open last")
            #expect(await world.post(path + "/lose").headers["Location"] == path + "/lose")
            let empty = await world.post(path + "/lose", ["lost_reason": " "])
            #expect(empty.status == 422 && empty.text.contains("Say why this sale was lost."))
            #expect(await world.post(path + "/lose", ["lost_reason": "Price"]).headers["Location"] == path)
        }
    }

    @Test("undoing a move is one POST, and refused when somebody moved it since", arguments: BusinessWorld.backends)
    func undo(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.sale("A", 100, in: "Qualification")
            let to = try await world.stage("Proposal").number, path = "/opportunities/\(id.number)/stage"
            let response = await world.post(path, ["stage": "\(to)"], headers: BusinessWorld.script)
            let toast = try JSON(parsing: percentDecoded((response.headers["X-Toast"] ?? "").utf8) ?? "")
            let undo = try #require(toast["undo"]?.text)
            #expect(await world.post(undo, headers: BusinessWorld.script).status == 200)
            let back = try await world.look { try $0.find(id) }, first = try await world.stage("Qualification")
            #expect(back.stage == first)
            #expect(await world.post(undo, headers: BusinessWorld.script).status == 412)
        }
    }

    @Test("who does not see a sale does not move it", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.sale("Hers", 100, in: "Qualification"),
                to = try await world.stage("Proposal").number
            let refused = await world.post(
                "/opportunities/\(id.number)/stage", ["stage": "\(to)"], headers: BusinessWorld.script, as: "ben")
            #expect(refused.status == 404)
            let gone = await world.post(
                "/opportunities/\(id.number)/stage", ["stage": "7"], headers: BusinessWorld.script)
            #expect(gone.status == 422)
        }
    }

    @Test("programs set the outcome as a fact", arguments: BusinessWorld.backends)
    func outcome(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.sale("A", 100, in: "Proposal").number,
                address = "/api/v1/opportunities/\(id)/outcome"
            func send(_ body: String) async -> Response {
                await world.send(.post, address, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
            }
            let won = try await send(#"{"outcome":"won","closed_on":"2026-11-03"}"#).json
            #expect(won["outcome"] == "won" && won["closed_on"] == "2026-11-03")
            let reopened = try await send(#"{"outcome":"open"}"#).json, proposal = try await world.stage("Proposal")
            #expect(reopened["stage"] == .text(String(proposal.number)) && reopened["closed_on"] == .null)
            let refused = await send(#"{"outcome":"lost"}"#)
            #expect(refused.status == 422)
            let lost = try await send(#"{"outcome":"lost","lost_reason":"Budget"}"#).json
            #expect(lost["lost_reason"] == "Budget" && lost["version"] == 4)
            let wrong = await send(#"{"outcome":"maybe","colour":1}"#)
            #expect(wrong.status == 422)
            let fields = try wrong.json["error"]?["fields"]?.array?.compactMap { $0["field"]?.text }
            #expect(fields == ["outcome", "colour"])
        }
    }
}
