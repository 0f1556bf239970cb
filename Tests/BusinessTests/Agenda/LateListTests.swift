import Activities
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("The list of what is late")
struct LateListTests {
    private static let condition = #"{"all":[{"field":"is_done","is":false},{"field":"due_on","before":"2026-11-22"}]}"#

    private func plan(_ count: Int, of user: Int64, _ world: BusinessWorld) async throws {
        try await world.change { transaction in
            for number in 0..<count {
                var activity = Activity()
                (activity.subject, activity.owner) = ("Call \(number)", ID(user))
                activity.dueOn = BusinessWorld.today.adding(days: -1 - number)
                try transaction.save(activity)
            }
        }
    }

    @Test("of fifty it asks no more questions than of two", arguments: BusinessWorld.backends)
    func questions(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let address = "/activities?where=\(percentEncoded(LateListTests.condition))&sort=due_on"
            try await plan(2, of: world.ann, world)
            _ = await world.get(address)
            let few = await world.queries { _ = await world.get(address) }.count
            try await plan(60, of: world.ben, world)
            _ = await world.get(address)
            let many = await world.queries { _ = await world.get(address) }
            #expect(many.count == few && few <= 9, "\(many)")
            let home = await world.queries { _ = await world.get("/") }
            #expect(home.count <= 12, "\(home)")
        }
    }

    @Test("of a team it reads what each is late with, and nothing else")
    func team() async throws {
        try await BusinessWorld.with(.memory) { world in
            try await plan(3, of: world.ann, world)
            try await plan(3, of: world.ben, world)
            let owners = #"{"field":"owner","in":["\#(world.ann)","\#(world.ben)"]}"#
            let condition = #"{"all":[\#(LateListTests.condition),\#(owners)]}"#
            let address = "/activities?where=\(percentEncoded(condition))&sort=due_on"
            let statements = await world.queries { _ = await world.get(address) }
            let page = try #require(statements.first { $0.contains("AS found") }, "\(statements)")
                .replacing("?", with: "1")
            let plan = try await world.look { tx in
                try tx.connection.rows(
                    "EXPLAIN QUERY PLAN \(SQL(text: page))", .integer, .integer, .integer, .text
                ).compactMap { $0[3].text }
            }
            let index = "activity_open_owned"
            #expect(plan.count { $0.contains("INDEX \(index) (owner=? AND is_done=? AND due_on") } == 2, "\(plan)")
        }
    }

    @Test("what is done is not read: of everybody, of one person, on the home page")
    func plan() async throws {
        try await BusinessWorld.with(.memory) { world in
            for (condition, index) in [
                ("is_done = FALSE AND due_on < '2026-11-22'", "activity_open"),
                ("owner = \(world.ann) AND is_done = FALSE AND due_on <= '2026-11-29'", "activity_open_owned"),
            ] {
                let plan = try await world.look { tx in
                    try tx.connection.rows(
                        """
                        EXPLAIN QUERY PLAN SELECT id, subject FROM activity WHERE \(SQL(text: condition))
                        ORDER BY due_on, id LIMIT 51
                        """, .integer, .integer, .integer, .text
                    ).compactMap { $0[3].text }
                }
                #expect(plan.count == 1 && plan[0].contains("USING INDEX \(index) "), "\(plan)")
            }
        }
    }
}
