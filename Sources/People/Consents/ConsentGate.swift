import Records
import Storage

/// By which way a person is reached.
package enum ContactChannel: String, Choice {
    case email, sms, call

    package var label: String {
        switch self {
        case .email: "E-mail"
        case .sms: "SMS"
        case .call: "Call"
        }
    }
}

/// Why a person is written to or called: to serve them, to keep a contract, or to win them.
package enum ContactPurpose: String, Choice {
    case service, contract, prospecting

    package var label: String {
        switch self {
        case .service: "Service"
        case .contract: "Contract"
        case .prospecting: "Prospecting"
        }
    }
}

/// The one gate that every mail, short message and call passes before it leaves: it says yes by silence, and no with
/// the reason and what to do. What it refuses is proof of good conduct: see `RefusedContact`.
package enum ConsentGate {
    /// Throws the refusal. `named` is the company's own purpose, where the sender knows it; `moment` is when the
    /// message will leave or the call be made.
    package static func check(
        _ channel: ContactChannel, to address: String, about: Reference?, purpose: ContactPurpose,
        named: ID<ConsentPurpose>? = nil, at moment: Instant? = nil, in transaction: Transaction
    ) throws {
        let house = transaction.asHouse
        let addressee = try Addressee.find(channel, address, about: about, in: house)
        let work = Work(
            channel: channel, addressee: addressee, moment: moment ?? transaction.now,
            words: try ConsentWords.load(addressee.about, keys: [addressee.key], in: house),
            purposes: try purposes(purpose, named, channel, in: house), named: named != nil)
        do throws(GateRefusal) {
            try purpose == .prospecting ? work.prospecting(in: house) : work.serving()
        } catch {
            if let failure = error.failure { throw failure }
            throw error.refusal(channel, purpose, addressee, asked: about, at: moment ?? transaction.now)
        }
    }

    private static func purposes(
        _ purpose: ContactPurpose, _ named: ID<ConsentPurpose>?, _ channel: ContactChannel, in house: Transaction
    ) throws -> [ConsentPurpose] {
        if let named { return [try house.find(named)] }
        return try ConsentPurpose.active(in: house).filter { $0.kind == purpose && $0.channels.contains(channel) }
    }

    /// One question at the gate, with all that is known.
    private struct Work {
        let channel: ContactChannel
        let addressee: Addressee
        let moment: Instant
        let words: ConsentWords
        let purposes: [ConsentPurpose]
        let named: Bool

        private var said: [ConsentWords.Word] { purposes.compactMap { words.word(on: $0, by: channel) } }
        private var hasAgreed: Bool { said.contains { $0.state == .given } }

        /// What serves or keeps a contract passes, unless they asked to be spared this very purpose.
        func serving() throws(GateRefusal) {
            guard !purposes.isEmpty, said.count == purposes.count, said.allSatisfy(\.state.isOpposed) else { return }
            throw GateRefusal(.opposed, opposedMessage(said[0].at))
        }

        func prospecting(in house: Transaction) throws(GateRefusal) {
            try bar(house)
            try opposition(house)
            let settings = ConsentSettings(house.settings)
            let isConsumer = addressee.isConsumer(channel, settings)
            switch channel {
            case .email: try email(isConsumer)
            case .sms: if !hasAgreed { throw missing(isConsumer) }
            case .call: if isConsumer { try call(house) }
            }
        }

        /// The registers know companies that do not want it.
        private func bar(_ house: Transaction) throws(GateRefusal) {
            let bars: [ID<Account>: ProspectingBar]
            do { bars = try Prospecting.bars(addressee.accounts, in: house) } catch {
                throw GateRefusal(failing: error)
            }
            guard let bar = bars.values.sorted(by: { $0.rawValue < $1.rawValue }).first else { return }
            throw GateRefusal(.barred, bar.reason)
        }

        private func opposition(_ house: Transaction) throws(GateRefusal) {
            let isOpposed =
                words.opposesAll(by: channel) && !hasAgreed
                || said.contains(where: \.state.isOpposed) && !hasAgreed
            guard isOpposed else { return }
            let at = words.lastRefusal(by: channel) ?? moment
            if channel == .call, addressee.isConsumer(channel, ConsentSettings(house.settings)),
                let rule = try rule(house), let days = rule.restDays
            {
                let free = at.day(in: house.settings.timeZone).adding(days: days)
                if moment.day(in: house.settings.timeZone) < free {
                    throw GateRefusal(
                        .resting,
                        Message(
                            "They refused calls on {instant}: leave them alone until {day}, and ask for consent before "
                                + "any further call.", ["instant": .instant(at), "day": .day(free)]))
                }
            }
            throw GateRefusal(.opposed, opposedMessage(at))
        }

        private func opposedMessage(_ at: Instant) -> Message {
            Message(
                "They do not want this: they said so on {instant}. Do not contact them for it; only they can agree "
                    + "anew, on their preference page for example.", ["instant": .instant(at)])
        }

        private func email(_ isConsumer: Bool) throws(GateRefusal) {
            if hasAgreed { return }
            if isConsumer { throw missing(true) }
            if named, purposes.contains(where: { !$0.isProfessional }) {
                throw GateRefusal(
                    .notProfessional,
                    Message(
                        "This has nothing to do with their profession, and they have not agreed to it. Ask for their "
                            + "consent first."))
            }
        }

        private func missing(_ isConsumer: Bool) -> GateRefusal {
            if said.contains(where: { $0.state == .expired }) {
                return GateRefusal(.expired, Message("Their consent is too old to count. Ask for it again."))
            }
            if said.contains(where: { $0.state == .asked }) {
                return GateRefusal(
                    .noConsent,
                    Message("They were asked and have not confirmed yet. Wait for their answer, or ask them again."))
            }
            return GateRefusal(
                .noConsent,
                isConsumer
                    ? Message(
                        "This is a private person who has not agreed to it. Ask for consent first, with a form or the "
                            + "preference page; a note in the consents of the record is enough where there is proof.")
                    : Message("Short messages need consent, also from professionals. Ask for it first."))
        }

        /// The dated rules of the company on calling consumers.
        private func call(_ house: Transaction) throws(GateRefusal) {
            let rule = try rule(house)
            if rule?.needsConsent ?? true, !hasAgreed { throw missing(true) }
            guard let rule else { return }
            if let closure = rule.closure(at: moment, house.settings) { throw GateRefusal(.outsideHours, closure) }
            guard let most = rule.maximumCalls, let days = rule.withinDays else { return }
            let made: Int
            do {
                made = try CallsMade.count(
                    to: addressee.about, since: moment.adding(seconds: -days * 86_400), in: house)
            } catch {
                throw GateRefusal(failing: error)
            }
            if made >= most {
                throw GateRefusal(
                    .tooManyCalls,
                    Message(
                        "They were called {calls} times in {days} days, and that is as often as is allowed. Write to "
                            + "them, or wait.", ["calls": .number(made), "days": .number(days)]))
            }
        }

        private func rule(_ house: Transaction) throws(GateRefusal) -> CallingRule? {
            do {
                return try CallingRule.holding(on: moment.day(in: house.settings.timeZone), in: house)
            } catch {
                throw GateRefusal(failing: error)
            }
        }
    }
}

/// Calls that were made: activities that are done, whoever made them.
enum CallsMade {
    static func count(to about: Reference?, since: Instant, in house: Transaction) throws -> Int {
        guard let about, house.schema["activity"]?["done_at"] != nil else { return 0 }
        return Int(
            try house.connection.integer(
                """
                SELECT COUNT(*) FROM activity
                WHERE about_kind = \(about.kind) AND about_id = \(about.id) AND type = 'call' AND is_done = TRUE
                AND done_at >= \(since)
                """) ?? 0)
    }
}
