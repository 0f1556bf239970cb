import Records
import Storage

/// Where an account is paid, or pays from: its number, its bank, and in whose name it stands. Who sees these is said by
/// the rights of the field `bank_accounts`.
package struct BankAccount: PartItem, Hashable {
    package static let name = "bank_account"
    package var id = ID<Self>()
    package var iban: String?
    package var bic: String?
    package var holder: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("iban", \.iban, "IBAN", .required, .max(42)),
        Field("bic", \.bic, "BIC", .max(14)),
        Field("holder", \.holder, "Account holder", .max(160)),
    ]
}

extension Account {
    /// Keeps the numbers without spaces and says which one is wrong, and why. What was there before is left alone.
    mutating func checkBankAccounts(since old: Account?, refusing change: inout Change) {
        for place in bankAccounts.indices {
            let before = old?.bankAccounts.first { $0.id == bankAccounts[place].id }
            if let typed = bankAccounts[place].iban, typed != before?.iban {
                do { bankAccounts[place].iban = try IBAN(typed).number } catch {
                    change.refuse("bank_accounts[\(place)].iban", code: error.code, error.message)
                }
            }
            if let typed = bankAccounts[place].bic, typed != before?.bic {
                do { bankAccounts[place].bic = try BIC(typed).code } catch {
                    change.refuse("bank_accounts[\(place)].bic", code: error.code, error.message)
                }
            }
        }
    }
}
