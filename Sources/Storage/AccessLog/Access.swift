import Records

/// Something somebody looked at or took away, or a try to sign in. Never what stands in a field.
package struct Access: Sendable, Hashable {
    package enum Action: String, Sendable, CaseIterable {
        case opened, listed, searched, exported, downloaded
        case signedIn = "signed_in"
        case signInFailed = "sign_in_failed"
        case signedOut = "signed_out"
    }

    package var action: Action
    package var user: Int64?
    package var door: Door
    package var origin: String?
    package var kind: String?
    package var record: Int64?
    /// How many records were shown or taken.
    package var count: Int?
    /// What was asked for, without the values it was compared with.
    package var condition: JSON?

    package init(
        _ action: Action, user: Int64?, door: Door, origin: String? = nil, kind: String? = nil, record: Int64? = nil,
        count: Int? = nil, condition: Condition? = nil
    ) {
        self.action = action
        self.user = user
        self.door = door
        self.origin = origin
        self.kind = kind
        self.record = record
        self.count = count
        self.condition = condition.flatMap { $0 == .everything ? nil : $0.withoutValues.json }
    }

    static let table = TableSpec(
        "access_log",
        [
            .init("id", .integer), .init("at", .instant), .init("user_id", .integer, required: false),
            .init("door", .text), .init("origin", .text, required: false), .init("action", .text),
            .init("kind", .text, required: false), .init("record_id", .integer, required: false),
            .init("records", .integer, required: false), .init("condition", .text, required: false),
        ], primaryKey: ["id"],
        indexes: [
            // Who has seen this record, the last first.
            .init("access_of_record", ["kind", "record_id", "id"]),
            // What one person has seen.
            .init("access_of_user", ["user_id", "id"]),
        ], merging: .stays("is never changed: it says what was opened then"))

    func row(_ id: Int64, at now: Instant) -> [Value] {
        [
            .integer(id), .instant(now), user.map(Value.integer) ?? .null, .text(door.rawValue),
            origin.map(Value.text) ?? .null, .text(action.rawValue), kind.map(Value.text) ?? .null,
            record.map(Value.integer) ?? .null, count.map { .integer(Int64($0)) } ?? .null,
            condition.map { .text($0.string) } ?? .null,
        ]
    }
}

extension Condition {
    /// The same question with “…” for whatever fields are compared with: a name typed into a filter is somebody's name.
    package var withoutValues: Condition {
        switch self {
        case .all(let list): .all(list.map(\.withoutValues))
        case .any(let list): .any(list.map(\.withoutValues))
        case .not(let inner): .not(inner.withoutValues)
        case .constant: self
        case .test(let path, let test): .test(path: path, test.withoutValue)
        case .related(let name, let inner, let measure): .related(name, where: inner.withoutValues, measure)
        }
    }
}

extension Condition.Test {
    private static let hidden = JSON.text("…")

    fileprivate var withoutValue: Condition.Test {
        switch self {
        case .equals: .equals(Self.hidden)
        case .differs: .differs(Self.hidden)
        // Of thousands, which a search found, a few tell as much.
        case .among(let values): .among(values.prefix(20).map { _ in Self.hidden })
        case .contains: .contains("…")
        case .startsWith: .startsWith("…")
        case .atLeast: .atLeast(Self.hidden)
        case .atMost: .atMost(Self.hidden)
        case .moreThan: .moreThan(Self.hidden)
        case .lessThan: .lessThan(Self.hidden)
        case .before: .before(Self.hidden)
        case .after: .after(Self.hidden)
        case .between: .between(Self.hidden, Self.hidden)
        case .under: .under(Self.hidden)
        case .within, .empty, .isMe: self
        }
    }
}
