import Identity
import Records

/// What a person or a team wants to reach in every month, quarter or year: an amount won, or so many calls.
package struct Objective: Entity {
    package static let name = "objective", plural = "objectives"
    package static let label = "Objective", pluralLabel = "Objectives"
    package static let icon = "trophy"
    package var id = ID<Self>(), custom = CustomValues()
    package var name: String?
    package var measure = ObjectiveMeasure.wonAmount
    package var period = ObjectivePeriod.month
    package var amount: Money?
    package var number: Int?
    package var owner: ID<User>?
    package var team: ID<Team>?
    package var startsOn: Day?
    package var endsOn: Day?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("measure", \.measure, "What is counted", .required, .listed),
        Field("period", \.period, "In every", .required, .listed),
        Field(
            "amount", \.amount, "Amount", .listed, .sorted, .needs("sales.see_revenue"),
            .help("To be won in each period.")),
        Field("number", \.number, "How many", .listed, .help("To be reached in each period, where no amount is.")),
        Field(
            "owner", \.owner, "Owner", .listed, .help("Whose it is; of a team’s objective, who answers for it.")),
        Field("team", \.team, "Team", .listed, .help("Empty: it is the owner’s own.")),
        Field("starts_on", \.startsOn, "First day", .listed, .sorted, .help("Empty: from this month on.")),
        Field("ends_on", \.endsOn, "Last day", .help("Empty: until another one of the same kind begins.")),
        Field("name", \.name, "Name", .max(120), .searched, .listed, .help("Empty: it names itself.")),
    ]
}

/// What an objective counts.
package enum ObjectiveMeasure: String, Choice {
    case wonAmount = "won_amount"
    case wonCount = "won_count"
    case calls, meetings

    package var label: String {
        switch self {
        case .wonAmount: "Amount won"
        case .wonCount: "Sales won"
        case .calls: "Calls made"
        case .meetings: "Meetings held"
        }
    }

    package var isMoney: Bool { self == .wonAmount }

    var icon: String {
        switch self {
        case .wonAmount: "euro"
        case .wonCount: "trophy"
        case .calls: "phone"
        case .meetings: "users"
        }
    }
}

/// How long one turn of an objective lasts.
package enum ObjectivePeriod: String, Choice {
    case month, quarter, year

    package var label: String {
        switch self {
        case .month: "Month"
        case .quarter: "Quarter"
        case .year: "Year"
        }
    }

    /// The first and the last day of the turn in which this day lies.
    package func span(around day: Day) -> (from: Day, to: Day) {
        let parts = day.parts
        let (first, months) =
            switch self {
            case .month: (parts.month, 1)
            case .quarter: ((parts.month - 1) / 3 * 3 + 1, 3)
            case .year: (1, 12)
            }
        let begin = day.adding(days: 1 - parts.day).adding(months: first - parts.month)
        return (begin, begin.adding(months: months).adding(days: -1))
    }
}
