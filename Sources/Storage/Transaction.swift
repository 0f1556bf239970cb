import Foundation
import Records

/// What a verb works in: one database transaction, seen through one viewer's eyes, through one door, at one instant.
/// Lives on one thread; never leaves the closure it is given to.
package final class Transaction {
    package let connection: any Connection
    package let schema: Schema
    package let viewer: Viewer
    package let door: Door
    /// The address of the client that asked; nil for work of the house.
    package let origin: String?
    package let now: Instant
    package let settings: WorkspaceSettings
    package let ids: IDGenerator
    let rules: RuleBook
    /// Set while import, delete or mass edit runs: what is needed to undo is written here.
    package var journal: Int64?

    package init(
        connection: any Connection, schema: Schema, viewer: Viewer, door: Door, origin: String? = nil,
        now: Instant, settings: WorkspaceSettings, ids: IDGenerator, rules: RuleBook
    ) {
        self.connection = connection
        self.schema = schema
        self.viewer = viewer
        self.door = door
        self.origin = origin
        self.now = now
        self.settings = settings
        self.ids = ids
        self.rules = rules
    }

    package var today: Day { now.day(in: settings.timeZone) }

    package var compiler: ConditionCompiler { compiler(for: viewer) }

    package func compiler(for viewer: Viewer) -> ConditionCompiler {
        ConditionCompiler(
            schema: schema, viewer: viewer, today: today, zone: settings.timeZone, companyCurrency: settings.currency)
    }

    /// The same transaction as the house sees it: for rules and side effects, never for showing.
    package var asHouse: Transaction { seen(by: Viewer(user: viewer.user, rights: nil)) }

    /// The same transaction through other eyes.
    package func seen(by viewer: Viewer) -> Transaction {
        let other = Transaction(
            connection: connection, schema: schema, viewer: viewer, door: door, origin: origin, now: now,
            settings: settings, ids: ids, rules: rules)
        other.journal = journal
        return other
    }

    /// The user to write into `created_by`: nil for the house itself.
    package var author: Int64? { viewer.user == 0 ? nil : viewer.user }

    package func emit(_ event: Event) throws { try Outbox.write([event], in: self) }

    /// Those alike but for their record are one line of the outbox.
    package func emit(_ events: [Event]) throws { try Outbox.write(events, in: self) }
}

/// What a workspace decides once: its language, currency, zone. Kept in the `setting` table.
package struct WorkspaceSettings: Sendable, Hashable {
    package var company = "Entregent"
    package var language = "fr"
    package var currency = "EUR"
    package var country = "FR"
    package var timeZone = TimeZone(identifier: "Europe/Paris") ?? .gmt
    /// Units of company currency for one unit of another, by ISO code.
    package var rates: [String: Exact] = [:]
    package var maximumUploadBytes = 25 * 1024 * 1024
    /// Everything else, by name, as JSON.
    package var extra: [String: JSON] = [:]

    package init() {}

    /// An amount in company currency, half away from zero. Nil when no rate is known.
    package func inCompanyCurrency(_ money: Money) -> Int64? {
        if money.currency == currency { return money.minor }
        guard let rate = rates[money.currency] else { return nil }
        let shift = Money.decimals(of: currency) - Money.decimals(of: money.currency)
        var amount = Decimal(money.minor) * Decimal(rate.millionths) / 1_000_000
        amount *= pow(Decimal(10), abs(shift)) == 1 ? 1 : (shift > 0 ? pow(10, shift) : 1 / pow(10, -shift))
        var rounded = Decimal()
        NSDecimalRound(&rounded, &amount, 0, .plain)
        return NSDecimalNumber(decimal: rounded).int64Value
    }
}
