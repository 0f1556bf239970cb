import Records
import Storage

extension Consent {
    /// What a door says becomes a whole line: whom it is about, the address in normal form, the text, how long it
    /// holds.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let house = transaction.asHouse
        for index in changes.indices {
            if !changes[index].isNew {
                changes[index].refuse(fixed)
                continue
            }
            var consent = try changes[index].typed(Consent.self)
            if transaction.door == .import, consent.source != .purchased { consent.source = .import }
            if transaction.door == .api, !changes[index].touched.contains("source") { consent.source = .api }
            if consent.saidAt == nil { consent.saidAt = transaction.now }
            if consent.ipAddress == nil, transaction.door == .api || consent.source == .page || consent.source == .form
            {
                consent.ipAddress = transaction.origin
            }
            try consent.settleAddress(refusing: &changes[index], house)
            consent.checkProof(refusing: &changes[index], now: transaction.now)
            if let purpose = consent.purpose,
                let found = try house.records([purpose.number], of: purposeKind(house))[
                    purpose.number]
            {
                let purpose = try ConsentPurpose(found, kind: purposeKind(house))
                try consent.settle(purpose, refusing: &changes[index], house)
            }
            consent.origin = consent.about.map { "\($0.kind):\($0.id)" }
            changes[index].replace(with: consent)
        }
    }

    private static func purposeKind(_ transaction: Transaction) -> Kind {
        transaction.schema.kind(of: ConsentPurpose.self)
    }

    /// Whose address it is, or which address somebody has.
    private mutating func settleAddress(refusing change: inout Change, _ house: Transaction) throws {
        if let typed = address?.trimmingWhitespace(), !typed.isEmpty {
            guard let normal = channel.normalised(typed, country: house.settings.country) else {
                change.refuse(
                    "address", code: "invalid_value",
                    channel == .email
                        ? Message("“{value}” is not an e-mail address.", ["value": .text(typed)])
                        : Message("“{value}” is not a telephone number.", ["value": .text(typed)]))
                return
            }
            address = normal
            if about == nil { about = try Addressee.holder(of: normal, channel, in: house) }
        } else if let about {
            address = try Addressee.address(of: about, channel, in: house)
        }
        addressKey = address.map(Opposition.fingerprint)
        if about == nil, address == nil {
            change.refuse(
                "address", code: "required",
                Message("Say who it is: a record, an e-mail address or a telephone number."))
        }
    }

    /// Whoever brings consents from elsewhere says where they come from.
    private func checkProof(refusing change: inout Change, now: Instant) {
        let words = proof?.trimmingWhitespace() ?? ""
        if let saidAt, saidAt > now.adding(seconds: 300) {
            change.refuse(
                "said_at", code: "in_future", Message("This is still to come. Give the time when it was said."))
        }
        guard state == .given else { return }
        if source == .purchased, words.count < 20 {
            change.refuse(
                "proof", code: "chain_required",
                Message(
                    "Of a bought list, say the whole chain: who collected the consent, when, with which words, and "
                        + "through whom it came to you."))
        } else if source == .import, words.isEmpty {
            change.refuse(
                "proof", code: "proof_required",
                Message(
                    "Say where each consent is written: a form, a contract, a mail. Without proof it does not count."))
        }
    }

    private mutating func settle(_ purpose: ConsentPurpose, refusing change: inout Change, _ house: Transaction) throws
    {
        if state == .given || state == .asked, !purpose.channels.contains(channel) {
            change.refuse(
                "channel", code: "unknown_choice",
                Message(
                    "“{purpose}” does not use this channel. Choose another, or change the purpose.",
                    ["purpose": .text(purpose.name(house.settings.language))]))
        }
        if text == nil, state == .given || state == .asked {
            text = try ConsentText.current(of: purpose.id, in: house)?.id
        }
        guard state == .given, let saidAt else { return expiresAt = nil }
        expiresAt = purpose.validityMonths.map { months in
            Instant(
                startOf: saidAt.day(in: house.settings.timeZone).adding(months: months), in: house.settings.timeZone)
        }
    }

    /// The opposition list follows what is said.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes where change.isNew {
            let consent = try change.typed(Consent.self)
            if consent.state.isOpposed {
                try Opposition.keep(consent, in: transaction)
            } else if consent.state == .given, !consent.source.isSecondHand {
                try Opposition.lift(consent, in: transaction)
            }
        }
    }

    /// A line goes only with the person it is about; nobody deletes it by itself.
    static func deleting(_: [Record], _ transaction: Transaction) throws {
        guard let journal = transaction.journal else { return }
        let own = try transaction.connection.integer(
            "SELECT 1 FROM journal WHERE id = \(journal) AND operation = 'delete' AND kind = \(Consent.name)")
        if own != nil { throw fixed }
    }

    static let fixed = Refusal(
        .conflict, code: "append_only",
        Message(
            "What was said about being contacted is never changed or removed: it is the proof. Write down what is said "
                + "now as a new line."))
}
