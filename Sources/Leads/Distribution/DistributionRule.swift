import Identity
import Records

/// Which leads go to whom: “those from Brittany, in turn to the western team”. Asked in order; the first that fits and
/// has somebody with room decides.
package struct DistributionRule: Entity {
    package static let name = "distribution_rule", plural = "distribution_rules"
    package static let label = "Distribution rule", pluralLabel = "Distribution rules"
    package static let icon = "split"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var position = 0
    /// Which leads it is about, as JSON; empty: every one.
    package var condition: String?
    package var user: ID<User>?
    package var team: ID<Team>?
    package var way = DistributionWay.roundRobin
    package var isActive = true
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .searched, .listed, .sorted, .unique),
        Field("position", \.position, "Position", .required, .listed, .sorted),
        Field("condition", \.condition, "For leads that fulfil", .shape(.longText), .max(20_000)),
        Field("user", \.user, "To a person", .listed, .reverse("distribution_rules")),
        Field("team", \.team, "To a team", .listed, .reverse("distribution_rules")),
        Field("way", \.way, "Within the team", .required, .listed),
        Field("is_active", \.isActive, "In use", .required, .listed),
    ]
}

/// Whose turn it is within a team.
package enum DistributionWay: String, Choice {
    case roundRobin = "round_robin"
    case leastBusy = "least_busy"

    package var label: String {
        switch self {
        case .roundRobin: "In turn"
        case .leastBusy: "To whoever has the fewest open leads"
        }
    }
}

/// How many leads somebody takes at most, and whether they are there to take any.
package struct LeadCapacity: Entity {
    package static let name = "lead_capacity", plural = "lead_capacities"
    package static let label = "Capacity for leads", pluralLabel = "Capacities for leads"
    package static let title = "id"
    package static let icon = "chart-pie"
    package var id = ID<Self>(), custom = CustomValues()
    package var user: ID<User>?
    package var maximum: Int?
    package var isAway = false
    /// The last day of the absence; empty: until said otherwise.
    package var awayUntil: Day?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("user", \.user, "Person", .required, .listed, .unique),
        Field("maximum", \.maximum, "Open leads at most", .listed),
        Field("is_away", \.isAway, "Away", .required, .listed),
        Field("away_until", \.awayUntil, "Away until", .listed),
    ]

    /// Nobody is away for ever: after the day said they are there again.
    package func isAway(on day: Day) -> Bool { isAway && awayUntil.map { day <= $0 } ?? true }
}

/// To whom a lead was given, when, and why: kept for each time, shown on its page.
package struct LeadAssignment: Entity {
    package static let name = "lead_assignment", plural = "lead_assignments"
    package static let label = "Assignment of a lead", pluralLabel = "Assignments of leads"
    package static let title = "id"
    package static let icon = "split"
    package var id = ID<Self>(), custom = CustomValues()
    package var lead: ID<Lead>?
    package var user: ID<User>?
    package var reason = AssignmentReason.byHand
    package var rule: ID<DistributionRule>?
    /// As the rule was called then.
    package var ruleName: String?
    /// How many open leads they had before this one, and could have had.
    package var openLeads: Int?
    package var capacity: Int?
    package var at = Instant(microseconds: 0)
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("lead", \.lead, "Lead", .required, .readOnly, .listed, .goesWithLink),
        Field("user", \.user, "Person", .readOnly, .listed),
        Field("reason", \.reason, "Reason", .required, .readOnly, .listed),
        Field("rule", \.rule, "Rule", .readOnly),
        Field("rule_name", \.ruleName, "Name of the rule", .readOnly, .max(120), .listed),
        Field("open_leads", \.openLeads, "Open leads then", .readOnly),
        Field("capacity", \.capacity, "Capacity then", .readOnly),
        Field("at", \.at, "At", .required, .readOnly, .listed, .sorted),
    ]
}

/// Why it was they.
package enum AssignmentReason: String, Choice {
    case roundRobin = "round_robin"
    case leastBusy = "least_busy"
    case named
    case known
    case byHand = "by_hand"
    case taken
    case pool
    case recycled

    package var label: String {
        switch self {
        case .roundRobin: "In turn"
        case .leastBusy: "Fewest open leads"
        case .named: "Named by the rule"
        case .known: "Looks after this customer already"
        case .byHand: "Given by hand"
        case .taken: "Taken from the pool"
        case .pool: "Nobody had room"
        case .recycled: "Given back: nobody worked it"
        }
    }
}
