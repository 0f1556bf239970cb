import Foundation
import Localisation
import Messaging
import Records
import Storage

/// Bringing people in: a link that lets somebody choose a password, to be copied, and sent by mail where mail is set
/// up.
package enum Invitations {
    /// What was made: the whole address, and whether a mail with it is on its way.
    package struct Made: Sendable {
        package let address: String
        package let isMailed: Bool
    }

    /// For somebody with an e-mail address who is active. `base` is the server's public address.
    package static func make(
        _ purpose: SecretLink.Purpose, for user: ID<User>, base: String, words: @Sendable (Language) -> Translator,
        in transaction: Transaction
    ) throws -> Made {
        let user = try transaction.asHouse.find(user)
        guard user.isActive else {
            throw Refusal(
                code: "not_active", Message("This user is not active and could not sign in. Make them active first."))
        }
        guard let email = user.email, let to = MailAddress(email, name: user.name) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "email", code: "required",
                    Message("Give this user an e-mail address first: it is what they sign in with."))
            ])
        }
        let path = try SecretLink.make(purpose, for: user.id.number, in: transaction)
        let address = base + path
        guard MailSettings(transaction.settings).isSet else { return Made(address: address, isMailed: false) }
        let house = Language(rawValue: transaction.settings.language) ?? .french
        let t = words(user.language.flatMap { Language(rawValue: $0.rawValue) } ?? house)
        try Post.queue(mail(purpose, user, to, address, t, in: transaction), in: transaction)
        return Made(address: address, isMailed: true)
    }

    private static func mail(
        _ purpose: SecretLink.Purpose, _ user: User, _ to: MailAddress, _ address: String, _ t: Translator,
        in transaction: Transaction
    ) throws -> Mail {
        let company = Message.Argument.text(transaction.settings.company)
        let greeting = t(Message("Hello {name},", ["name": .text(user.name)]))
        let letter: Letter, subject: String
        switch purpose {
        case .invitation:
            subject = t(Message("Your access to {company}", ["company": company]))
            letter = Letter(
                greeting: greeting,
                [
                    t(Message("{company} has made you an access to its CRM, Entregent.", ["company": company])),
                    t("Choose a password to begin. The link works once, for seven days."),
                ], link: (t("Choose a password"), address),
                closing: t("If you expected nothing of the kind, ignore this mail: nothing happens without the link."))
        case .reset:
            subject = t(Message("A new password for {company}", ["company": company]))
            letter = Letter(
                greeting: greeting,
                [
                    t("Somebody asked for a new password for you, most probably yourself."),
                    t("Choose it here. The link works once, for one hour."),
                ], link: (t("Choose a password"), address),
                closing: t("If it was not you, ignore this mail: your password stays as it is."))
        }
        var mail = Mail(
            "\(purpose.rawValue).\(transaction.ids.next())", to: [to], subject: subject, text: letter.text)
        mail.html = letter.html
        return mail
    }

    /// Sets the password chosen behind a link; every link and session of before ends.
    static func choose(
        _ hash: String, _ language: Language, with secret: String, _ purpose: SecretLink.Purpose,
        in transaction: Transaction
    ) throws -> Int64 {
        let user = try SecretLink.holder(secret, purpose, in: transaction), id = user.id.number
        let house = transaction.seen(by: .house)
        try Credentials.setPassword(hash, of: user.id, in: house)
        if user.language?.rawValue != language.rawValue {
            try house.save(
                Draft(id: id, fields: ["language": [.text(language.rawValue)]]), as: house.schema.kind(of: User.self))
        }
        try SecretLink.end(of: id, in: house)
        try transaction.connection.execute("DELETE FROM session WHERE user_id = \(id)")
        return id
    }
}
