import Activities
import Records
import Storage

/// How far an objective is in its present turn: what is done, what would be done by now at an even pace, and where this
/// pace leads.
package struct ObjectiveProgress: Sendable {
    package let objective: Objective
    package let from: Day
    package let to: Day
    /// Minor units of the company's currency, or a number.
    package let done: Int64
    package let goal: Int64
    /// Working days of the turn, and those that are over.
    package let days: Int
    package let daysOver: Int

    package enum Standing: String, Sendable { case reached, onPace = "on_pace", behind, farBehind = "far_behind" }

    /// What an even pace would have brought until last evening.
    package var expected: Int64 {
        days == 0 ? 0 : goal / Int64(days) * Int64(daysOver) + goal % Int64(days) * Int64(daysOver) / Int64(days)
    }

    /// What the present pace leads to; nil before the first day is over.
    package var projected: Int64? {
        guard daysOver > 0 else { return nil }
        return Int64((Double(done) * Double(days) / Double(daysOver)).rounded())
    }

    package var percent: Int { goal <= 0 ? 0 : Int(min(999, (Double(done) * 100 / Double(goal)).rounded(.down))) }

    package var standing: Standing {
        if done >= goal { return .reached }
        if done >= expected { return .onPace }
        return done * 10 >= expected * 7 ? .behind : .farBehind
    }

    /// Of several of the same kind the latest holds.
    package static func present(_ objectives: [Objective], on day: Day) -> [Objective] {
        var latest: [String: Objective] = [:]
        for objective in objectives {
            guard let start = objective.startsOn, start <= day, objective.endsOn.map({ day <= $0 }) ?? true else {
                continue
            }
            let whose = objective.team.map { "t\($0.number)" } ?? "o\(objective.owner?.number ?? 0)"
            let key = "\(whose) \(objective.measure.rawValue) \(objective.period.rawValue)"
            if let other = latest[key], (other.startsOn ?? start, other.id.number) > (start, objective.id.number) {
                continue
            }
            latest[key] = objective
        }
        return latest.values.sorted {
            (ObjectiveProgress.rank($0), $0.id.number) < (ObjectiveProgress.rank($1), $1.id.number)
        }
    }

    /// One's own before the team's, money before numbers.
    private static func rank(_ objective: Objective) -> Int {
        (objective.team == nil ? 0 : 10) + (ObjectiveMeasure.allCases.firstIndex(of: objective.measure) ?? 0)
    }

    /// Those of a person and of their team, each with one query. Asked as the house: that somebody has an objective
    /// with the team says they may know how far it is.
    package static func of(_ user: Int64, team: Int64?, in transaction: Transaction) throws -> [ObjectiveProgress] {
        let house = transaction.asHouse
        let own = Condition.all([
            .test(path: ["owner"], .equals(.text(String(user)))), .test(path: ["team"], .empty(true)),
        ])
        let teams = team.map { Condition.test(path: ["team"], .equals(.text(String($0)))) }
        let all = try house.all(Objective.self, where: teams.map { .any([own, $0]) } ?? own)
        let seesAmounts = transaction.viewer.may("sales.see_revenue")
        return try present(all, on: house.today).filter { seesAmounts || !$0.measure.isMoney }
            .map { try ObjectiveProgress($0, in: house) }
    }

    package init(_ objective: Objective, in house: Transaction) throws {
        let span = objective.period.span(around: house.today), time = house.settings.workingTime
        self.objective = objective
        (from, to) = span
        goal = objective.measure.isMoney ? objective.amount?.minor ?? 0 : Int64(objective.number ?? 0)
        let open = stride(from: 0, through: Int(span.to.number - span.from.number), by: 1)
            .map { span.from.adding(days: $0) }.filter { time.isOpen($0) }
        days = open.count
        daysOver = open.filter { $0 < house.today }.count
        done = try ObjectiveProgress.count(objective, from: span.from, to: span.to, in: house)
    }

    private static func count(_ objective: Objective, from: Day, to: Day, in house: Transaction) throws -> Int64 {
        let people = try people(of: objective, in: house)
        if people.isEmpty { return 0 }
        let zone = house.settings.timeZone
        let query: SQL
        switch objective.measure {
        case .wonAmount, .wonCount:
            let what: SQL = objective.measure.isMoney ? "COALESCE(SUM(amount_base), 0)" : "COUNT(*)"
            query = """
                SELECT \(what) FROM opportunity WHERE owner IN (\(SQL.list(people))) AND outcome = 'won'
                AND closed_on >= \(from) AND closed_on <= \(to)
                """
        case .calls, .meetings:
            let type = objective.measure == .calls ? ActivityType.call.rawValue : ActivityType.meeting.rawValue
            query = """
                SELECT COUNT(*) FROM activity WHERE owner IN (\(SQL.list(people))) AND type = \(type)
                AND is_done = TRUE AND done_at >= \(Instant(startOf: from, in: zone))
                AND done_at < \(Instant(startOf: to.adding(days: 1), in: zone))
                """
        }
        return try house.connection.integer(query) ?? 0
    }

    /// The owner; of a team, everybody in it and in the teams below.
    private static func people(of objective: Objective, in house: Transaction) throws -> [Int64] {
        guard let team = objective.team else { return objective.owner.map { [$0.number] } ?? [] }
        return try house.connection.integers(
            """
            WITH RECURSIVE below(id) AS (
            SELECT id FROM team WHERE id = \(team) UNION SELECT t.id FROM team AS t JOIN below AS b ON t.parent = b.id)
            SELECT u.id FROM "user" AS u JOIN below AS b ON u.team = b.id
            """)
    }
}
