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
            if let parent = account.parent, changes[index].changes("parent"), let id = changes[index].old?.id,
                try isWithin(parent.number, id, transaction)
            {
                changes[index].refuse(
                    "parent", code: "cycle",
                    Message("An account cannot be its own parent, nor the parent of its parent."))
            }
        }
    }

    /// Whether `account` is `ancestor` or below it.
    private static func isWithin(_ account: Int64, _ ancestor: Int64, _ transaction: Transaction) throws -> Bool {
        var current: Int64? = account
        for _ in 0..<100 {
            guard let id = current else { return false }
            if id == ancestor { return true }
            current = try transaction.connection.integer("SELECT parent FROM account WHERE id = \(id)")
        }
        return true
    }
}
