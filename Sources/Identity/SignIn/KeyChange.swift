import Records
import Storage

/// A way into somebody's account was added, changed, used up or taken away. They are told, whoever did it: what a
/// stranger does in their name must not go unseen (OWASP ASVS 4.0.3, 2.2.3 and 2.5.5).
package enum KeyChange: String, Sendable {
    case password, app, passkey, token, address
    case appRemoved = "app_removed"
    case passkeyRemoved = "passkey_removed"
    case recoveryCode = "recovery_code"
    case secondStepReset = "second_step_reset"

    /// Its record is the user, its payload `{"what": …}`.
    package static let event = "user.keys_changed"

    func tell(_ user: Int64, in transaction: Transaction) throws {
        try transaction.emit(
            Event(
                KeyChange.event, Reference(kind: User.name, id: user), .record(["what": .text(rawValue)])))
    }

    package var sentence: Message {
        switch self {
        case .password: Message("Your password was changed.")
        case .app: Message("An authenticator app was added to your account.")
        case .appRemoved: Message("The authenticator app was removed from your account.")
        case .passkey: Message("A passkey was added to your account.")
        case .passkeyRemoved: Message("A passkey was removed from your account.")
        case .recoveryCode: Message("Somebody signed in to your account with a recovery code.")
        case .secondStepReset: Message("The second step of your account was taken away.")
        case .token: Message("A token for programs was made in your name.")
        case .address: Message("The e-mail address you sign in with was changed.")
        }
    }
}
