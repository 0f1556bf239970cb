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
            if let siret = account.siret, changes[index].changes("siret") {
                do { account.siret = try SIRET(siret).digits } catch {
                    changes[index].refuse("siret", code: error.code, error.message)
                }
                if account.siren == nil { account.siren = SIRET.normalised(siret).map { String($0.prefix(9)) } }
            }
            if let siren = account.siren, changes[index].changes("siren") {
                do { account.siren = try SIREN(siren).digits } catch {
                    changes[index].refuse("siren", code: error.code, error.message)
                }
            }
            changes[index].replace(with: account)
        }
        try transaction.refuseCycles(
            &changes, along: "parent",
            Message("An account cannot be its own parent, nor the parent of its parent."))
    }
}
