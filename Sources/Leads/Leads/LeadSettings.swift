import Records
import Storage

/// What the company has decided about its leads: how soon they are answered, how many one person can take, and when
/// they go back.
package struct LeadSettings: Sendable, Hashable {
    package static let setting = "leads"
    package static let permission = "settings.manage"

    /// Open minutes within which a lead gets its first answer; nil: no clock.
    package var respondMinutes: Int? = 60
    /// How many open leads one person takes, where nothing else is said of them; nil: as many as come.
    package var capacity: Int?
    /// Days without any work after which a lead goes back to the pool; nil: it stays.
    package var recycleDays: Int? = 14
    /// How often it goes back before it counts as lost.
    package var recycleTimes = 2
    /// A lead of a customer goes to whoever looks after that customer.
    package var goesToKnownOwner = true
    package init() {}

    package init(_ settings: WorkspaceSettings) {
        let json = settings.extra[LeadSettings.setting]
        func number(_ name: String, _ usual: Int?) -> Int? {
            guard let value = json?[name] else { return usual }
            return value.integer.map(Int.init)
        }
        respondMinutes = number("respond_minutes", 60)
        capacity = number("capacity", nil)
        recycleDays = number("recycle_days", 14)
        recycleTimes = number("recycle_times", 2) ?? 2
        goesToKnownOwner = json?["to_known_owner"]?.boolean ?? true
    }

    package var json: JSON {
        func number(_ value: Int?) -> JSON { value.map { .number(String($0)) } ?? .null }
        return .record([
            "respond_minutes": number(respondMinutes), "capacity": number(capacity),
            "recycle_days": number(recycleDays), "recycle_times": number(recycleTimes),
            "to_known_owner": .boolean(goesToKnownOwner),
        ])
    }

    package func save(in transaction: Transaction) throws {
        try WorkspaceSettings.save(LeadSettings.setting, json, in: transaction)
    }
}
