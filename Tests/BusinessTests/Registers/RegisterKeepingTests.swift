import Activities
import Foundation
import Identity
import Jobs
import Messaging
import Records
import Storage
import TestSupport
import Testing

@testable import People

@Suite("What registers said")
struct RegisterKeepingTests {
    private typealias Answers = RegisterWorld

    private func account(
        _ siren: String = "732829320", vat: String? = nil, in world: BusinessWorld, of user: Int64? = nil
    )
        async throws -> ID<Account>
    {
        let owner = user ?? world.ben
        return try await world.change { transaction in
            var account = Account()
            (account.name, account.siren, account.owner, account.vatNumber) = ("Acme", siren, ID(owner), vat)
            return try transaction.save(account)
        }
    }

    private func read(_ id: ID<Account>, in world: BusinessWorld) async throws -> Account {
        try await world.look { transaction in
            let kind = transaction.schema.kind(of: Account.self)
            return try Account(try transaction.record(id.number, of: kind), kind: kind)
        }
    }

    private func checks(in world: BusinessWorld) async throws -> [RegisterCheck] {
        try await world.look { try $0.all(RegisterCheck.self).sorted { $0.id.number < $1.id.number } }
    }

    private func told(_ world: BusinessWorld) async throws -> [String] {
        try await OutboxDispatcher(
            world.workspace, events: world.product.registry.events, signal: world.product.outboxSignal
        ).drain()
        return try await world.look { transaction in
            try transaction.connection.rows(
                "SELECT text FROM notification WHERE user_id = \(world.ben) AND kind = 'register' ORDER BY id", .text
            ).compactMap { $0[0].text }
        }
    }

    @Test(
        "an answer is kept with its day, marks the account, and is only confirmed when it is given again",
        arguments: BusinessWorld.backends)
    func kept(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await account(in: world), first = try Answers.finding(Answers.company())
            try await world.change { _ = try first.keep(of: id, in: $0) }
            let marked = try await read(id, in: world)
            #expect(marked.registerState == .open && marked.diffusion == .full && marked.prospectingBarred == nil)
            world.clock.pass(days: 30)
            try await world.change { _ = try first.keep(of: id, in: $0) }
            let rows = try await checks(in: world)
            #expect(rows.count == 1 && rows[0].state == .valid && rows[0].entry == first.entry)
            #expect(rows[0].checkedAt == BusinessWorld.now && rows[0].confirmedAt == world.clock.now)
            #expect(try await told(world).isEmpty)
        }
    }

    @Test(
        "closing, moving and a new name reach the owner; a closed company is not prospected",
        arguments: BusinessWorld.backends)
    func news(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await account(in: world)
            let answers = [
                Answers.company(), Answers.company(name: "FONDERIE DU RHONE", city: "GIVORS"),
                Answers.company(name: "FONDERIE DU RHONE", state: "C", city: "GIVORS", closedOn: "2026-10-01"),
            ]
            for answer in answers {
                let finding = try Answers.finding(answer)
                try await world.workspace.write(.house, .job) { _ = try finding.keep(of: id, in: $0) }
                world.clock.pass(days: 1)
            }
            let texts = try await told(world)
            #expect(texts.count == 3 && texts[0].contains("changed its name") && texts[1].contains("has moved"))
            #expect(texts[2].contains("has closed"))
            let marked = try await read(id, in: world)
            #expect(marked.registerState == .closed && marked.closedOn == Day(iso: "2026-10-01"))
            #expect(Prospecting.bar(marked) == .closed)
            let listed = await world.get("/api/v1/accounts?register_state=closed&count=exact")
            #expect(try listed.json["count"]?.integer == 1)
        }
    }

    @Test(
        "who opposed publication is barred, and stays so when the SIREN is emptied", arguments: BusinessWorld.backends)
    func opposed(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await account(in: world), other = try await account("303265045", in: world)
            let finding = try Answers.finding(Answers.company(diffusion: "P"))
            try await world.workspace.write(.house, .job) { _ = try finding.keep(of: id, in: $0) }
            #expect(try await read(id, in: world).prospectingBarred == .opposed)
            let bars = try await world.look { try Prospecting.bars([id, other], in: $0) }
            #expect(bars == [id: .opposed])
            let allowed = try await world.look { transaction in
                try transaction.page(transaction.schema.kind(of: Account.self), ListQuery(Prospecting.allowed)).records
                    .map(\.id)
            }
            #expect(allowed == [other.number])
            let refused = await world.send(
                .patch, "/api/v1/accounts/\(id.number)", headers: ["Content-Type": "application/json"],
                body: Array(#"{"prospecting_barred":null}"#.utf8))
            #expect(refused.status == 422, "only the register says so")
            for siren in [nil, "303265045"] as [String?] {
                try await world.change { transaction in
                    var draft = Draft(id: id.number)
                    draft.fields = ["siren": [siren.map(Value.text) ?? .null]]
                    try transaction.save(draft, as: transaction.schema.kind(of: Account.self))
                }
                #expect(try await read(id, in: world).prospectingBarred == .opposed)
            }
            let texts = try await told(world)
            #expect(texts.contains { $0.contains("opposed publication") })
        }
    }

    @Test("another SIREN is another company: what was said of the first no longer holds")
    func another() async throws {
        try await BusinessWorld.with(.memory) { world in
            let id = try await account(in: world)
            let finding = try Answers.finding(Answers.company(state: "C"))
            try await world.change { _ = try finding.keep(of: id, in: $0) }
            #expect(try await read(id, in: world).registerState == .closed)
            try await world.change { transaction in
                var draft = Draft(id: id.number)
                draft.fields = ["siren": [.text("303265045")]]
                try transaction.save(draft, as: transaction.schema.kind(of: Account.self))
            }
            let marked = try await read(id, in: world)
            #expect(marked.registerState == nil && marked.prospectingBarred == nil)
            try await world.change { _ = try finding.keep(of: id, in: $0) }
            #expect(try await read(id, in: world).registerState == nil, "an answer about the number of before")
        }
    }

    @Test("silence is noted and changes nothing; each proof of VIES is kept", arguments: BusinessWorld.backends)
    func silence(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await account(vat: "FR44732829320", in: world)
            let silence = RegisterFinding(register: .vies, number: "FR44732829320", state: .unavailable)
            try await world.change { _ = try silence.keep(of: id, in: $0) }
            #expect(try await read(id, in: world).vatState == nil)
            for proof in ["W1", "W2"] {
                let yes = RegisterFinding(register: .vies, number: "FR44732829320", state: .valid, proof: proof)
                try await world.change { _ = try yes.keep(of: id, in: $0) }
            }
            #expect(try await read(id, in: world).vatState == .valid)
            let no = RegisterFinding(register: .vies, number: "FR44732829320", state: .invalid)
            try await world.workspace.write(.house, .job) { _ = try no.keep(of: id, in: $0) }
            #expect(try await read(id, in: world).vatState == .invalid)
            #expect(try await checks(in: world).map(\.state) == [.unavailable, .valid, .valid, .invalid])
            let texts = try await told(world)
            #expect(texts.contains { $0.contains("not valid, says VIES") })
            let page = await world.get("/accounts/\(id.number)"),
                panels = await world.get("/accounts/\(id.number)/panels")
            #expect(panels.text.contains("Check now") && page.text.contains("checked the VAT number"))
        }
    }

    @Test(
        "all accounts are checked again, goes on where it broke off, and stops where the register is away",
        arguments: BusinessWorld.backends)
    func again(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await account(in: world), second = try await account("303265045", in: world)
            for siren in ["552100554", "542065479", "552081317", "552032534"] {
                _ = try await account(siren, in: world)
            }
            let server = try SmallServer([
                Answers.answer(Answers.page([Answers.company()])),
                Answers.answer(Answers.page([])), SmallServer.answer("500 Oh"),
            ])
            let desk = RegisterDesk(
                french: FrenchRegister(Answers.line(server)), vies: Vies(Answers.line(server, "/vies")), everyDays: 30)
            let limit = world.clock.now.adding(seconds: 1)
            let done = try await RegisterJobs.checkAll(world.workspace, desk, before: limit) { _ in }
            #expect(done["checked"]?.integer == 2 && done["silent"] == .array(["french"]))
            #expect(try await read(first, in: world).registerState == .open)
            #expect(try await read(second, in: world).registerState == .notFound)
            let due = try await world.look {
                try RegisterJobs.due(.french, before: BusinessWorld.now.adding(seconds: -1), after: 0, in: $0)
            }
            #expect(due.count == 4, "what was answered is not asked again")
            #expect(try await checks(in: world).count == 2, "silence in a run leaves no lines")
        }
    }
}
