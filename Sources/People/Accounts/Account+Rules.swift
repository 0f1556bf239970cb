import Records
import Storage

extension Account {
    /// Normalises identifiers and refuses a parent chain that returns to itself.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let country = transaction.settings.country
        for index in changes.indices {
            var account = try changes[index].typed(Account.self)
            account.phoneNumber = account.phone.flatMap { PhoneNumber.normalised($0, country: country) }
            account.email = account.email.map { EmailAddress.normalised($0) ?? $0 }
            let old = try changes[index].typedOld(Account.self)
            account.checkIdentifiers(since: old, refusing: &changes[index])
            account.checkBankAccounts(since: old, refusing: &changes[index])
            changes[index].replace(with: account)
        }
        try transaction.refuseCycles(
            &changes, along: "parent",
            Message("An account cannot be its own parent, nor the parent of its parent."))
    }
}
