import Identity
import People
import Records
import Storage

/// Gives leads to people by the company's rules. One at a time, whatever the number of nodes: the count of open leads
/// and whose turn it is are read when everybody before has finished.
package enum Distribution {
    /// Who it was and why; nil user: the pool.
    package struct Outcome: Sendable, Hashable {
        package var user: Int64?
        package var team: Int64?
        package var reason: AssignmentReason
        package var rule: DistributionRuleName?
        package var openLeads: Int?
        package var capacity: Int?

        package init(_ reason: AssignmentReason, user: Int64? = nil) {
            self.reason = reason
            self.user = user
        }
    }

    package struct DistributionRuleName: Sendable, Hashable {
        package let id: Int64
        package let name: String
    }

    static let permission = "leads.distribute"

    /// Finds somebody for a lead and gives it to them. `besides` has just had it and is not asked again.
    @discardableResult
    package static func distribute(_ id: Int64, besides: Int64? = nil, in transaction: Transaction) throws -> Outcome {
        let house = transaction.asHouse
        try takeTurn(house)
        let lead = try house.find(ID<Lead>(id))
        let outcome = try choose(lead, besides: besides, in: house)
        try give(lead, outcome, in: transaction)
        return outcome
    }

    /// On PostgreSQL two transactions would count the same open leads; SQLite has one writer anyhow.
    static func takeTurn(_ transaction: Transaction) throws {
        guard transaction.connection.dialect == .postgres else { return }
        _ = try transaction.connection.text("SELECT CAST(pg_advisory_xact_lock(5311202511) AS text)")
    }

    static func give(_ lead: Lead, _ outcome: Outcome, in transaction: Transaction) throws {
        var draft = Draft(id: lead.id.number, facts: ["assigned": outcome.json])
        draft.fields["owner"] = [outcome.user.map { .integer($0) } ?? .null]
        if let team = outcome.team { draft.fields["team"] = [.integer(team)] }
        let house = transaction.asHouse
        // Nobody had room: it stays where it is, and that is told too.
        if outcome.user == nil, lead.owner == nil {
            try LeadAssignments.note(lead.id, outcome, in: house)
            return
        }
        try house.save(draft, as: house.schema.kind(of: Lead.self))
    }

    // Choosing

    static func choose(_ lead: Lead, besides: Int64?, in house: Transaction) throws -> Outcome {
        let crew = try LeadCrew(in: house)
        if LeadSettings(house.settings).goesToKnownOwner,
            let user = try knownOwner(of: lead, crew, house), user != besides
        {
            var outcome = Outcome(.known, user: user)
            (outcome.openLeads, outcome.capacity) = (crew.open(user), crew.capacity(user))
            return outcome
        }
        let rules = try house.all(DistributionRule.self).filter(\.isActive).sorted {
            ($0.position, $0.id.number) < ($1.position, $1.id.number)
        }
        for rule in rules {
            guard try applies(rule, to: lead, house) else { continue }
            let people = crew.people(of: rule).filter { $0 != besides && crew.hasRoom($0) }
            guard let user = try next(of: people, rule, crew, house) else { continue }
            var outcome = Outcome(reason(rule), user: user)
            outcome.team = rule.team?.number
            outcome.rule = DistributionRuleName(id: rule.id.number, name: rule.name)
            (outcome.openLeads, outcome.capacity) = (crew.open(user), crew.capacity(user))
            return outcome
        }
        return Outcome(.pool)
    }

    private static func reason(_ rule: DistributionRule) -> AssignmentReason {
        if rule.user != nil { return .named }
        return rule.way == .roundRobin ? .roundRobin : .leastBusy
    }

    /// Whoever looks after the customer, or has an open lead of the same address or number.
    private static func knownOwner(of lead: Lead, _ crew: LeadCrew, _ house: Transaction) throws -> Int64? {
        var users: [Int64?] = []
        if let contact = lead.contact {
            users.append(
                try house.connection.integer("SELECT owner FROM contact WHERE id = \(contact) AND owner IS NOT NULL"))
        }
        if let account = lead.account {
            users.append(
                try house.connection.integer("SELECT owner FROM account WHERE id = \(account) AND owner IS NOT NULL"))
        }
        for (column, value) in [("email", lead.email), ("phone_number", lead.phoneNumber)] {
            guard let value else { continue }
            users.append(
                try house.connection.integer(
                    """
                    SELECT l.owner FROM match_key AS k JOIN lead AS l ON l.id = k.record_id
                    WHERE k.kind = 'lead' AND k.key = \(column == "email" ? "email" : "phone") AND k.value = \(value)
                    AND l.id <> \(lead.id) AND l.owner IS NOT NULL AND l.status IN (\(LeadStatus.openSQL))
                    ORDER BY l.id DESC LIMIT 1
                    """))
        }
        return users.compactMap(\.self).first { crew.isThere($0) }
    }

    private static func applies(_ rule: DistributionRule, to lead: Lead, _ house: Transaction) throws -> Bool {
        guard let condition = rule.wanted else { return false }
        if condition == .everything { return true }
        let place = ConditionCompiler.Place(house.schema.kind(of: Lead.self))
        let predicate: SQL?
        do { predicate = try house.compiler.predicate(condition, at: place) } catch {
            // A field it asks for is gone: the rule is shown as such, and the next one is asked.
            return false
        }
        let filter = predicate.map { " AND \($0)" as SQL } ?? ""
        return try house.connection.integer(
            "SELECT \(place.column("id")) FROM \(place.from) WHERE \(place.column("id")) = \(lead.id)\(filter)") != nil
    }

    /// In turn: whoever was given one by this rule longest ago. Least busy: fewest open leads, and in turn among those.
    private static func next(
        of people: [Int64], _ rule: DistributionRule, _ crew: LeadCrew, _ house: Transaction
    ) throws -> Int64? {
        guard people.count > 1 else { return people.first }
        var last: [Int64: Int64] = [:]
        for row in try house.connection.rows(
            """
            SELECT user_id, MAX(id) FROM (SELECT "user" AS user_id, id FROM lead_assignment
            WHERE rule = \(rule.id) AND "user" IN (\(SQL.set(people)))) AS given GROUP BY user_id
            """, .integer, .integer)
        {
            last[row[0].integer ?? 0] = row[1].integer ?? 0
        }
        return people.min { left, right in
            let busy = rule.way == .leastBusy ? (crew.open(left), crew.open(right)) : (0, 0)
            return (busy.0, last[left] ?? 0, left) < (busy.1, last[right] ?? 0, right)
        }
    }
}

extension Distribution.Outcome {
    var json: JSON {
        .record([
            "reason": .text(reason.rawValue), "rule": rule.map { .text(String($0.id)) } ?? .null,
            "rule_name": rule.map { .text($0.name) } ?? .null,
            "open_leads": openLeads.map { .number(String($0)) } ?? .null,
            "capacity": capacity.map { .number(String($0)) } ?? .null,
        ])
    }

    init(_ json: JSON, user: Int64?) {
        self.init(json["reason"]?.text.flatMap { AssignmentReason(rawValue: $0) } ?? .byHand, user: user)
        if let id = json["rule"]?.text.flatMap({ Int64($0) }) {
            rule = Distribution.DistributionRuleName(id: id, name: json["rule_name"]?.text ?? "")
        }
        openLeads = json["open_leads"]?.integer.map(Int.init)
        capacity = json["capacity"]?.integer.map(Int.init)
    }
}

extension LeadStatus {
    /// The states in which somebody is still to work on it, for `IN (…)`.
    static var openSQL: SQL { SQL.list(open.map { Value.text($0.rawValue) }) }
}
