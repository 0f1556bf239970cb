import Records
import Storage
import Web

/// Why the gate said no; the word is also the code that programs get.
package enum GateReason: String, Choice {
    case barred, opposed, resting, expired
    case noConsent = "no_consent"
    case notProfessional = "not_professional"
    case outsideHours = "outside_hours"
    case tooManyCalls = "too_many_calls"

    package var label: String {
        switch self {
        case .barred: "Barred by the register"
        case .opposed: "They do not want it"
        case .resting: "Rest after a refusal"
        case .expired: "Consent too old"
        case .noConsent: "No consent"
        case .notProfessional: "Not about their profession"
        case .outsideHours: "Outside calling hours"
        case .tooManyCalls: "Called too often"
        }
    }
}

/// A no of the gate on its way out, or a fault of the database met meanwhile.
struct GateRefusal: Error {
    var reason = GateReason.opposed
    var message = Message("")
    var failure: (any Error)?

    init(_ reason: GateReason, _ message: Message) { (self.reason, self.message) = (reason, message) }
    init(failing failure: any Error) { self.failure = failure }

    func refusal(
        _ channel: ContactChannel, _ purpose: ContactPurpose, _ addressee: Addressee, asked: Reference?, at: Instant
    ) -> Refusal {
        let about = asked ?? addressee.about
        return Refusal(
            code: reason.rawValue, message,
            details: [
                RefusedContact.detail: .record([
                    "channel": .text(channel.rawValue), "purpose": .text(purpose.rawValue),
                    "fingerprint": .text(addressee.key), "about": about.map { .text("\($0.kind):\($0.id)") } ?? .null,
                    "at": .text(at.iso),
                ])
            ])
    }
}

/// A message or a call that the gate refused: proof that nobody was contacted against their will.
package struct RefusedContact: Entity {
    package static let name = "refused_contact", plural = "refused_contacts"
    package static let label = "Refused contact", pluralLabel = "Refused contacts"
    package static let title = "fingerprint", icon = "shield-check"
    package var id = ID<Self>(), custom = CustomValues()
    package var about: Reference?
    package var channel = ContactChannel.email
    package var purpose = ContactPurpose.prospecting
    package var reason = GateReason.opposed
    package var refusedAt: Instant?
    package var fingerprint = ""
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("refused_at", \.refusedAt, "Refused at", .readOnly, .listed, .sorted),
        Field("about", \.about, "About", .readOnly, .listed),
        Field("channel", \.channel, "Channel", .required, .readOnly, .listed),
        Field("purpose", \.purpose, "What for", .required, .readOnly, .listed),
        Field("reason", \.reason, "Reason", .required, .readOnly, .listed),
        Field("fingerprint", \.fingerprint, "Fingerprint of the address", .required, .readOnly, .max(64)),
    ]

    static let detail = "refused_contact"

    /// Writes down what the gate refused; anything else is none of ours. A sender that goes on with the next letter
    /// calls this in its own transaction; where the refusal ends the transaction, `Context.guarded` does.
    @discardableResult
    package static func keep(_ refusal: Refusal, in transaction: Transaction) throws -> Bool {
        guard let told = refusal.details[detail], let reason = GateReason(rawValue: refusal.code) else { return false }
        var line = RefusedContact()
        line.reason = reason
        line.channel = told["channel"]?.text.flatMap { ContactChannel(rawValue: $0) } ?? .email
        line.purpose = told["purpose"]?.text.flatMap { ContactPurpose(rawValue: $0) } ?? .prospecting
        line.fingerprint = told["fingerprint"]?.text ?? ""
        line.refusedAt = told["at"]?.text.flatMap { Instant(iso: $0) } ?? transaction.now
        let about = told["about"]?.text?.split(separator: ":") ?? []
        if about.count == 2, let id = Int64(about[1]) { line.about = Reference(kind: String(about[0]), id: id) }
        try transaction.asHouse.save(line)
        return true
    }
}

extension Context {
    /// A change that passes the gate: what the gate refuses is written down although nothing else is.
    package func guarded<Result: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        do {
            return try await write(body)
        } catch let refusal as Refusal where refusal.details[RefusedContact.detail] != nil {
            _ = try await write { try RefusedContact.keep(refusal, in: $0) }
            throw refusal
        }
    }
}
