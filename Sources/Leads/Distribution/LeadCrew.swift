import Identity
import Records
import Storage

/// The people who can be given leads: who is there, how many open ones each has, how many they take.
struct LeadCrew: Sendable {
    struct Member: Sendable, Hashable {
        let id: Int64
        let name: String
        let team: Int64?
        var openLeads = 0
        var capacity: Int?
        var isAway = false
        var awayUntil: Day?
    }

    private(set) var members: [Member] = []
    private var places: [Int64: Int] = [:]
    private var children: [Int64: [Int64]] = [:]

    /// Four queries, whatever the number of people.
    init(in transaction: Transaction) throws {
        let connection = transaction.connection, usual = LeadSettings(transaction.settings).capacity
        for row in try connection.rows(
            "SELECT id, name, team FROM \"user\" WHERE is_active = TRUE ORDER BY name, id",
            .integer, .text, .integer)
        {
            var member = Member(id: row[0].integer ?? 0, name: row[1].text ?? "", team: row[2].integer)
            member.capacity = usual
            places[member.id] = members.count
            members.append(member)
        }
        for capacity in try transaction.asHouse.all(LeadCapacity.self) {
            guard let place = capacity.user.flatMap({ places[$0.number] }) else { continue }
            if let maximum = capacity.maximum { members[place].capacity = maximum }
            members[place].isAway = capacity.isAway(on: transaction.today)
            members[place].awayUntil = capacity.awayUntil
        }
        for row in try connection.rows(
            """
            SELECT owner, COUNT(*) FROM lead WHERE owner IS NOT NULL AND status IN (\(LeadStatus.openSQL))
            GROUP BY owner
            """, .integer, .integer)
        {
            if let place = row[0].integer.flatMap({ places[$0] }) {
                members[place].openLeads = Int(row[1].integer ?? 0)
            }
        }
        for row in try connection.rows("SELECT id, parent FROM team WHERE parent IS NOT NULL", .integer, .integer) {
            children[row[1].integer ?? 0, default: []].append(row[0].integer ?? 0)
        }
    }

    subscript(_ user: Int64) -> Member? { places[user].map { members[$0] } }

    func isThere(_ user: Int64) -> Bool { self[user].map { !$0.isAway } ?? false }

    func hasRoom(_ user: Int64) -> Bool {
        guard let member = self[user], !member.isAway else { return false }
        return member.capacity.map { member.openLeads < $0 } ?? true
    }

    func open(_ user: Int64) -> Int { self[user]?.openLeads ?? 0 }
    func capacity(_ user: Int64) -> Int? { self[user]?.capacity }

    /// The one person, or those of the team and of the teams below it.
    func people(of rule: DistributionRule) -> [Int64] {
        if let user = rule.user { return [user.number] }
        guard let team = rule.team?.number else { return [] }
        var teams: Set<Int64> = [team], open = [team]
        while let next = open.popLast() {
            for child in children[next] ?? [] where teams.insert(child).inserted { open.append(child) }
        }
        return members.filter { $0.team.map(teams.contains) ?? false }.map(\.id)
    }
}
