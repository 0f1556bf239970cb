import Foundation
import Messaging
import Records
import Storage

/// The service that carries our short messages: one HTTP call, shaped as the company says. In the body the words
/// `{to}`, `{text}`, `{sender}` and `{reference}` are filled in, as JSON texts without their quotes.
package struct SmsAdapter: Sendable {
    package static let name = "sms"
    var address: String
    /// `Authorization`
    var header: String
    /// `Bearer …`, kept under the seal.
    var secret: String
    var body: String
    var sender: String
    /// What prospecting ends with: `STOP 36xxx`
    var stop: String
    /// Where in the answer the service says what it calls the message: `id`, `messages.0.id`.
    var referencePath: String
    /// A service of the house, such as a modem in the cellar.
    var isPrivate: Bool

    static let exampleBody = #"{"to":"{to}","from":"{sender}","text":"{text}","reference":"{reference}"}"#

    /// Nil where nobody set one up.
    package static func of(_ settings: WorkspaceSettings) -> SmsAdapter? {
        guard let kept = settings.extra[name], let address = kept["address"]?.text, !address.isEmpty else { return nil }
        func text(_ name: String) -> String { kept[name]?.text ?? "" }
        let secret = text("secret").isEmpty ? "" : Seal(settings)?.open(text("secret")) ?? ""
        return SmsAdapter(
            address: address, header: text("header"), secret: secret,
            body: text("body").isEmpty ? exampleBody : text("body"), sender: text("sender"), stop: text("stop"),
            referencePath: text("reference_path"), isPrivate: kept["is_private"]?.boolean ?? false)
    }

    func save(in transaction: Transaction) throws {
        let json = JSON.record([
            "address": .text(address), "header": .text(header),
            "secret": .text(secret.isEmpty ? "" : try Seal.of(transaction).close(secret)), "body": .text(body),
            "sender": .text(sender), "stop": .text(stop), "reference_path": .text(referencePath),
            "is_private": .boolean(isPrivate),
        ])
        try WorkspaceSettings.save(SmsAdapter.name, json, in: transaction)
    }

    /// The call for one message. Throws where the body is no JSON once it is filled.
    func call(to number: String, text: String, reference: String) throws(Refusal) -> HttpCall {
        let filled = body.replacing("{to}", with: SmsAdapter.inside(number))
            .replacing("{sender}", with: SmsAdapter.inside(sender))
            .replacing("{reference}", with: SmsAdapter.inside(reference))
            .replacing("{text}", with: SmsAdapter.inside(text))
        guard case .success(let json) = Result(catching: { try JSON(parsing: filled) }), json.members != nil else {
            throw SmsAdapter.malformed
        }
        var headers: [(name: String, value: String)] = [
            ("Content-Type", "application/json"), ("Idempotency-Key", reference),
        ]
        if !header.isEmpty, !secret.isEmpty { headers.append((header, secret)) }
        var call = HttpCall(.post, address, headers: headers, body: Data(json.bytes))
        call.allowsPrivateAddresses = isPrivate
        call.timeoutSeconds = 20
        return call
    }

    /// What the service calls the message, as its answer says.
    func reference(in reply: HttpReply) -> String? {
        guard !referencePath.isEmpty,
            case .success(var json) = Result(catching: {
                try JSON(parsing: String(decoding: reply.body, as: UTF8.self))
            })
        else { return nil }
        for step in referencePath.split(separator: ".") {
            guard
                let next = Int(step).flatMap({ index in
                    json.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                })
                    ?? json[String(step)]
            else { return nil }
            json = next
        }
        return json.text ?? json.integer.map(String.init)
    }

    /// A JSON text without its quotes.
    private static func inside(_ text: String) -> String { String(JSON.text(text).string.dropFirst().dropLast()) }

    static let malformed = Refusal(
        code: "sms_body_malformed",
        Message("The body for the carrier is no JSON object. Start from {example}.", ["example": .text(exampleBody)]))
    static let notSetUp = Refusal(
        code: "sms_not_set_up",
        Message("No carrier of short messages is set up. An administrator names one under Settings, Letters and SMS."))
    /// The same for what waits already: another carrier may be named before it is given up.
    static let notSetUpNow = Refusal(.unavailable, code: notSetUp.code, notSetUp.message)
}
