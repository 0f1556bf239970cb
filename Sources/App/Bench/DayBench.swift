import Activities
import Identity
import People
import Records
import Storage

/// The seller's day: the week of a team of twenty and what is late, against SQL written by hand. The team and its week
/// are the same in a company of any size, so that figures of a large one can be held against those of a small one.
struct DayBench {
    let workspace: Workspace
    let seconds: Double
    let say: @Sendable (String) -> Void

    private static let team = "Bench team", people = 20, perDay = 4, late = 5
    private var kind: Kind { workspace.schema.kind(of: Activity.self) }

    func run() async throws -> [BenchRow] {
        say("agenda and late list of a team of twenty")
        let users = try await hire()
        let planned = try await workspace.write(.house, .command) { try DayBench.plan(users, in: $0) }
        var rows = [try await agenda(users)]
        rows.append(try await lateList(nil))
        rows.append(try await lateList(users))
        _ = try await workspace.write(.house, .command) {
            try $0.delete(planned, of: $0.schema.kind(of: Activity.self))
        }
        return rows
    }

    private func agenda(_ users: [Int64]) async throws -> BenchRow {
        let day = workspace.clock().day(in: workspace.settings.timeZone), monday = day.adding(days: 1 - day.weekday)
        let week = monday...monday.adding(days: 6), shown = Shown()
        let pair = try await Stopwatch.pair(seconds: seconds, atLeast: 20) { _ in
            shown.count = try await workspace.read(.house) {
                try AgendaQuery(people: users, days: week).items(in: $0).count
            }
        } _: { _ in
            try await workspace.database.read { connection in
                let columns = ["id", "subject", "type", "owner", "about_kind", "about_id", "due_on", "starts_at"]
                let found = try connection.rows(
                    """
                    SELECT \(SQL.names(columns)) FROM activity
                    WHERE owner IN (\(SQL.list(users))) AND due_on BETWEEN \(week.lowerBound) AND \(week.upperBound)
                    ORDER BY due_on, starts_at, id
                    """, [.integer, .text, .text, .integer, .text, .integer, .day, .instant])
                _ = try connection.rows(
                    """
                    SELECT p.activity, p."user" FROM activity_participant AS p JOIN activity AS a ON a.id = p.activity
                    WHERE p."user" IN (\(SQL.list(users)))
                    AND a.due_on BETWEEN \(week.lowerBound) AND \(week.upperBound)
                    """, .integer, .integer)
                let accounts = Set(found.compactMap { $0[5].integer })
                _ = try connection.rows(
                    "SELECT id, name FROM account WHERE id IN (\(SQL.list(accounts.sorted())))", .integer, .text)
            }
        }
        return .time(
            "agenda week of a team of 20", pair, against: "its SQL by hand", atMost: 3, note: "\(shown.count) entries")
    }

    /// Fifty of what is late, oldest first: of everybody, or of one team.
    private func lateList(_ users: [Int64]?) async throws -> BenchRow {
        let kind = kind, columns = kind.columns
        let today = workspace.clock().day(in: workspace.settings.timeZone)
        var tests: [Condition] = [
            .test(path: ["is_done"], .equals(false)), .test(path: ["due_on"], .before(.text(today.iso))),
        ]
        if let users { tests.append(.test(path: ["owner"], .among(users.map { .text(String($0)) }))) }
        let query = ListQuery(.all(tests), sort: [.init("due_on")], limit: 50)
        let own: SQL = users.map { " AND owner IN (\(SQL.list($0)))" } ?? ""
        let pair = try await Stopwatch.pair(seconds: seconds, atLeast: 20) { _ in
            _ = try await workspace.read(.house) { try $0.page(kind, query) }
        } _: { _ in
            try await workspace.database.read { connection in
                let found = try connection.rows(
                    """
                    SELECT \(SQL.names(columns.map(\.name))) FROM activity
                    WHERE is_done = \(false) AND due_on < \(today)\(own) ORDER BY due_on, id LIMIT 51
                    """, columns.map(\.type))
                let ids = found.compactMap { $0[0].integer }
                for part in kind.parts {
                    _ = try connection.rows(
                        """
                        SELECT \(SQL.names(part.kind.columns.map(\.name))) FROM \(name: part.kind.table)
                        WHERE \(name: kind.name) IN (\(SQL.list(ids)))
                        """, part.kind.columns.map(\.type))
                }
            }
        }
        return .time(
            users == nil ? "late activities, 50 rows" : "late activities of a team of 20, 50 rows", pair,
            against: "its prepared SQL", atMost: 3)
    }

    /// Twenty people who do nothing but be measured.
    private func hire() async throws -> [Int64] {
        try await workspace.write(.house, .demo) { transaction in
            let name = Condition.test(path: ["name"], .equals(.text(DayBench.team)))
            var team = try transaction.all(Team.self, where: name).first ?? Team()
            if team.id == ID() {
                team.name = DayBench.team
                team.id = try transaction.save(team)
            }
            let members = Condition.test(path: ["team"], .equals(.text(String(team.id.number))))
            var users = try transaction.all(User.self, where: members).map(\.id.number)
            while users.count < DayBench.people {
                var user = User()
                (user.name, user.team) = ("Bench \(users.count + 1)", team.id)
                users.append(try transaction.save(user).number)
            }
            return users.sorted()
        }
    }

    /// Four visits a day and person this week, and five things that each is late with.
    private static func plan(_ users: [Int64], in transaction: Transaction) throws -> [Int64] {
        let kind = transaction.schema.kind(of: Activity.self), zone = transaction.settings.timeZone
        let monday = transaction.today.adding(days: 1 - transaction.today.weekday)
        let accounts = try transaction.connection.integers("SELECT id FROM account ORDER BY id LIMIT 100")
        var records: [Record] = []
        func add(_ activity: Activity) {
            var record = Record(empty: kind)
            activity.write(to: &record, kind: kind)
            record.id = transaction.ids.next()
            record.set("created_at", [.instant(transaction.now)], in: kind)
            record.set("updated_at", [.instant(transaction.now)], in: kind)
            record.set("version", [.integer(1)], in: kind)
            records.append(record)
        }
        for user in users {
            for number in 0..<perDay * 5 {
                var visit = Activity()
                (visit.subject, visit.type, visit.owner) = ("Visit \(number)", .meeting, ID(user))
                visit.about = Reference(kind: Account.name, id: accounts[records.count % accounts.count])
                let day = monday.adding(days: number / perDay)
                visit.startsAt = Instant(day, minute: 540 + number % perDay * 120, in: zone)
                (visit.dueOn, visit.durationMinutes) = (day, 60)
                add(visit)
            }
            for number in 0..<late {
                var call = Activity()
                (call.subject, call.type, call.owner) = ("Call \(number)", .call, ID(user))
                call.about = Reference(kind: Account.name, id: accounts[records.count % accounts.count])
                call.dueOn = transaction.today.adding(days: -1 - number)
                add(call)
            }
        }
        try BulkLoad(country: transaction.settings.country).load(records, of: kind, in: transaction)
        return records.map(\.id)
    }

    private final class Shown { var count = 0 }
}
