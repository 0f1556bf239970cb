import Records
import TestSupport
import Testing

@testable import Storage

/// A few people's trades, some without a day, some done: what a list that asks for a few owners reads owner by owner.
@Suite("Lists of a few owners")
struct AskedOwnersTests {
    private static let orders = ["", "-name", "due_on", "-due_on", "due_on,-name"]

    private func fill(_ workspace: Workspace) async throws -> [Int64] {
        try await workspace.change { tx in
            for number in 1...4 {
                var person = Member()
                person.name = "Person \(number)"
                try tx.save(person)
            }
            let people = try tx.all(Member.self).map(\.id)
            for number in 0..<60 {
                var trade = Trade()
                trade.name = "Trade \(number % 7)"
                trade.owner = number % 5 == 4 ? nil : people[number % 5]
                trade.dueOn = number % 4 == 0 ? nil : tx.today.adding(days: number % 6 - 9)
                trade.isDone = number % 3 == 0
                try tx.save(trade)
            }
            return people.map(\.number)
        }
    }

    /// All pages, by the size of a page.
    private func pages(
        _ condition: Condition, _ order: String, of size: Int, as viewer: Viewer, _ workspace: Workspace
    ) async throws -> [Int64] {
        try await workspace.read(viewer) { tx throws in
            let kind = tx.schema.kind(of: Trade.self)
            var query = ListQuery(condition, sort: ListQuery.sort(order), limit: size), ids: [Int64] = []
            while true {
                let page = try tx.page(kind, query)
                ids += page.records.map(\.id)
                guard let next = page.next else { return ids }
                query.after = next
            }
        }
    }

    private func statement(_ condition: Condition, _ order: String, as viewer: Viewer, _ workspace: Workspace)
        async throws -> SQL
    {
        try await workspace.read(viewer) { tx throws in
            let place = ConditionCompiler.Place(tx.schema.kind(of: Trade.self))
            let order = try Order(ListQuery.sort(order), place: place, transaction: tx)
            let filter = try PageFilter(condition, place: place, order: order, transaction: tx)
            return "SELECT \(place.column("id")) FROM \(filter.source(filter.ranges(after: nil)[0], limit: 51))"
        }
    }

    private func owners(_ people: [Int64]) -> Condition {
        .test(path: ["owner"], .among(people.map { .text(String($0)) }))
    }

    @Test("are the same, in the same order, as read in one go, whoever looks", arguments: TestDatabases.all)
    func same(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let people = try await fill(workspace)
            try await workspace.change { tx in
                let kind = tx.schema.kind(of: Trade.self)
                for trade in try tx.all(kind).prefix(10) {
                    try tx.share(trade.id, of: kind, with: .user(people[0]), mayChange: false)
                }
            }
            func viewer(_ grants: [Viewer.Grant]) -> Viewer {
                Viewer(user: people[0], rights: ["trade": .init(grants), "user": .init([.all])])
            }
            let viewers = [
                Viewer.house, viewer([.owners([people[0], people[1]]), .shared]), viewer([.shared]),
                viewer([.condition(.test(path: ["is_done"], .equals(false)))]),
            ]
            let open = Condition.test(path: ["is_done"], .equals(false))
            let late = Condition.test(path: ["due_on"], .before(.text(TestCompany.now.day(in: .gmt).iso)))
            let mine = Condition.test(path: ["owner"], .isMe(true))
            let lists: [(all: [Condition], owners: [Int64])] = [
                ([], Array(people[0...2])), ([open], Array(people[0...2])), ([open, late], [people[1], people[3]]),
                ([.all([open, owners([people[1], people[2]])])], Array(people[0...1])), ([mine], Array(people[0...1])),
                ([open], []), ([.test(path: ["owner", "name"], .contains("person"))], Array(people[0...2])),
            ]
            for (number, list) in lists.enumerated() {
                let split = Condition.all(list.all + [owners(list.owners)])
                // Below “any” the owners are not told apart: the plain statement.
                let plain = Condition.any([split])
                for (who, viewer) in viewers.enumerated() {
                    for order in AskedOwnersTests.orders {
                        let whole = try await pages(plain, order, of: 100, as: viewer, workspace)
                        let paged = try await pages(split, order, of: 9, as: viewer, workspace)
                        #expect(paged == whole, "list \(number), viewer \(who), by \(order)")
                    }
                }
            }
            let few = try await pages(
                .all([open, owners(Array(people[0...2]))]), "due_on", of: 7, as: .house, workspace)
            #expect(few.count == 24)
        }
    }

    @Test("read each owner's own range of an index", arguments: [("name", "name"), ("-due_on", "due_on")])
    func plan(order: String, field: String) async throws {
        try await TestCompany.with(.memory) { workspace in
            let people = try await fill(workspace)
            let open = Condition.test(path: ["is_done"], .equals(false))
            let sql = try await statement(.all([open, owners(people)]), order, as: .house, workspace)
            let plan = try await workspace.look { tx in
                try tx.connection.rows("EXPLAIN QUERY PLAN \(sql)", .integer, .integer, .integer, .text)
                    .compactMap { $0[3].text }
            }
            let ranges = plan.filter { $0.contains("INDEX trade_\(field)_owned (owner=?") }
            #expect(ranges.count == people.count, "\(plan)")
            #expect(!plan.contains { $0.hasPrefix("SCAN t0") }, "\(plan)")
        }
    }

    @Test("are read in one go where that is as good: one owner, many, an order without index, other records asked")
    func plain() async throws {
        try await TestCompany.with(.memory) { workspace in
            let people = try await fill(workspace), two = owners(Array(people[0...1]))
            let many = owners(people + (1...60).map { Int64($0) })
            let name = Condition.test(path: ["owner", "name"], .contains("a"))
            func isSplit(_ condition: Condition, _ order: String = "name") async throws -> Bool {
                try await statement(condition, order, as: .house, workspace).rendered(for: .sqlite).text
                    .contains("UNION ALL")
            }
            #expect(try await isSplit(two))
            #expect(try await !isSplit(owners([people[0]])))
            #expect(try await !isSplit(many))
            #expect(try await isSplit(.all([many, two])))
            #expect(try await !isSplit(two, "updated_at"))
            #expect(try await !isSplit(.all([two, name])))
            #expect(try await !isSplit(.any([two, .test(path: ["is_done"], .equals(true))])))
        }
    }

    @Test("a fault names its place as written, and a hidden owner is unknown")
    func faults() async throws {
        try await TestCompany.with(.memory) { workspace in
            let people = try await fill(workspace), two = owners(Array(people[0...1]))
            func fault(_ condition: Condition, as viewer: Viewer) async -> String? {
                let refusal = await #expect(throws: Refusal.self) {
                    _ = try await pages(condition, "name", of: 5, as: viewer, workspace)
                }
                return refusal?.fields.first?.field
            }
            let wrong = Condition.all([two, .test(path: ["nothing"], .equals(.text("x")))])
            #expect(await fault(wrong, as: .house) == "$.all[1].field")
            let blind = Viewer(user: 1, rights: ["trade": .init([.all])], hiddenFields: ["trade.owner"])
            #expect(await fault(two, as: blind) == "$.field")
            #expect(await fault(owners([0]).and(.test(path: ["owner"], .among([.text("x")]))), as: .house) != nil)
        }
    }
}
