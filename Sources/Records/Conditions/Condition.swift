/// The one condition language: filters, saved views, segments, rights, triggers, gates. Stored as JSON, compiled to SQL
/// in `Storage`, read back as a sentence in `Localisation`. Operands stay as written until a schema gives them a type.
package indirect enum Condition: Sendable, Hashable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    /// `account.sector` is a path through links.
    case test(path: [String], Test)
    /// Records that reach this one by a named reverse link or part, how many of them or the sum of a field.
    case related(String, where: Condition, Measure)
    case constant(Bool)

    package enum Test: Sendable, Hashable {
        case equals(JSON)
        case differs(JSON)
        case among([JSON])
        case contains(String)
        case startsWith(String)
        case atLeast(JSON)
        case atMost(JSON)
        case moreThan(JSON)
        case lessThan(JSON)
        case before(JSON)
        case after(JSON)
        case between(JSON, JSON)
        case within(Period)
        case empty(Bool)
        case isMe(Bool)
        /// The record itself or one below it: a company of the group, a team of the division.
        case under(JSON)
    }

    package enum Measure: Sendable, Hashable {
        case count(atLeast: Int64?, atMost: Int64?)
        case sum(field: String, atLeast: JSON?, atMost: JSON?)

        /// At least one.
        package static let some = Measure.count(atLeast: 1, atMost: nil)
    }

    /// A span of time relative to today, in the workspace's time zone.
    package enum Period: Sendable, Hashable {
        case last(Int, TimeUnit)
        case next(Int, TimeUnit)
        case this(TimeUnit)
        case previous(TimeUnit)
        case following(TimeUnit)
        case today, yesterday, tomorrow
    }

    package enum TimeUnit: String, Sendable, CaseIterable { case day, week, month, quarter, year }

    package static let everything = Condition.all([])
}

/// Why a condition cannot be used, and where: a JSON path such as `$.all[1].is`.
package struct ConditionFault: Error, Sendable, Hashable {
    package let path: String
    package let message: Message
    package init(_ path: String, _ message: Message) {
        self.path = path
        self.message = message
    }

    /// As doors show it.
    package var refusal: Refusal {
        Refusal(code: "invalid_condition", message, fields: [FieldRefusal(path, code: "invalid_condition", message)])
    }
}

extension Condition {
    /// Both hold; a condition that says nothing disappears.
    package func and(_ other: Condition) -> Condition {
        if self == .everything { return other }
        if other == .everything { return self }
        return .all([self, other])
    }
}

extension Condition {
    /// With whom single records are shared, as conditions name it.
    package static let sharedWith = "shared_with"
}
