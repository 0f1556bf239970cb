import Foundation
import Records
import Storage
import Web

/// On whose clock somebody lives: the company's, unless they chose one of their own.
enum Clock {
    static func of(_ user: Int64?, in transaction: Transaction) throws -> TimeZone {
        guard let user else { return transaction.settings.timeZone }
        return try Preferences.timeZones(of: [user], in: transaction)[user] ?? transaction.settings.timeZone
    }
}
