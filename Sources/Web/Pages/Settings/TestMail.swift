import Localisation
import Messaging
import Records
import Storage

/// A letter to oneself, sent at once, so that what is wrong with a mail server is told at once.
package enum TestMail {
    /// Throws a `Refusal` that says what the server answered, or that the person has no address.
    package static func send(
        through server: MailServer, from: MailAddress? = nil, trust: String?, next: String, _ request: Request,
        _ context: Context
    ) async throws -> Response {
        let t = context.t
        guard let person = context.person, let to = MailAddress(person.email, name: person.name) else {
            throw Refusal(
                code: "mail_without_address", Message("Give yourself an e-mail address first: the test goes to you."))
        }
        var mail = Mail(
            "test.\(context.workspace.ids.next())", to: [to], subject: t("A test mail from Entregent"),
            text: t("This mail came from your CRM: sending works.") + "\n")
        mail.from = from
        do {
            try await server.send(mail, at: context.now, trust: trust)
        } catch let failure as MailFailure {
            throw Refusal(
                .unavailable, code: "mail_failed",
                Message(
                    "The mail server did not take the test: {reason}. Check the settings.",
                    ["reason": .text(failure.description)]))
        }
        let said = t(Message("A test mail is on its way to {address}.", ["address": .text(to.address)]))
        return Response.accepted(request, next: next).saying(Toast(said))
    }
}
