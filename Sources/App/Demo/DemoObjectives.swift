import Identity
import Records
import Sales
import Storage

/// What each seller wants to win and how often to call in a month: within reach of what the invented story sells.
enum DemoObjectives {
    static func make(_ owners: [ID<User>], _ size: DemoSize, currency: String, in transaction: Transaction) throws {
        let months = DemoCalendar.days / 30 * max(1, owners.count)
        // In tens of thousands; the last months are the busiest.
        let tens = max(4, size.opportunities * 90_000 / months / 10_000)
        let calls = max(5, size.activities * 5 / 2 / months)
        for owner in owners {
            var amount = Objective()
            (amount.owner, amount.amount) = (owner, Money(minor: Int64(tens) * 1_000_000, currency: currency))
            try transaction.save(amount)
            var talk = Objective()
            (talk.owner, talk.measure, talk.number) = (owner, .calls, calls)
            try transaction.save(talk)
        }
    }
}
