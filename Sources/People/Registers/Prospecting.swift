import Records
import Storage

/// Whether a customer may be prospected. Every campaign asks here, and nowhere else.
package enum Prospecting {
    /// Why this account must not be prospected; nil where it may be.
    package static func bar(_ account: Account) -> ProspectingBar? { account.prospectingBarred }

    /// Accounts that may be prospected: what a campaign adds to its own condition.
    package static let allowed = Condition.test(path: ["prospecting_barred"], .empty(true))

    /// The bars of these accounts, for those that have one; looked at past the viewer's rights, because a bar holds for
    /// everybody.
    package static func bars(_ accounts: [ID<Account>], in transaction: Transaction) throws -> [ID<Account>:
        ProspectingBar]
    {
        guard !accounts.isEmpty else { return [:] }
        let rows = try transaction.connection.rows(
            """
            SELECT id, prospecting_barred FROM account
            WHERE id IN (\(SQL.set(accounts.map { .integer($0.number) }))) AND prospecting_barred IS NOT NULL
            """, .integer, .text)
        var bars: [ID<Account>: ProspectingBar] = [:]
        for row in rows {
            guard let id = row[0].integer, let bar = row[1].text.flatMap({ ProspectingBar(rawValue: $0) }) else {
                continue
            }
            bars[ID(id)] = bar
        }
        return bars
    }

    /// What follows from the register. Opposition weighs more: it stays when a company has closed.
    static func derived(_ state: RegisterState?, _ diffusion: Diffusion?) -> ProspectingBar? {
        if diffusion == .partial { return .opposed }
        return state == .closed ? .closed : nil
    }
}
