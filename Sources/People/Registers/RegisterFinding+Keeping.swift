import Records
import Storage

extension RegisterFinding {
    /// What became of keeping it.
    package struct Kept: Sendable {
        package let check: RegisterCheck
        package let news: [RegisterNews]
    }

    /// Writes down what was said, marks the account, and tells whoever wants to hear. What was not answered changes
    /// nothing. Runs as the house: whoever may ask need not be allowed to change the account.
    @discardableResult
    package func keep(of account: ID<Account>, in transaction: Transaction) throws -> Kept {
        let house = transaction.asHouse
        let last = try RegisterCheck.last(register, of: account, in: house)
        if let last, isSame(as: last) {
            try house.connection.execute(
                "UPDATE register_check SET confirmed_at = \(house.now) WHERE id = \(last.id.number)")
            var confirmed = last
            confirmed.confirmedAt = house.now
            try mark(account, in: house)
            return Kept(check: confirmed, news: [])
        }
        var check = RegisterCheck()
        (check.account, check.register, check.number, check.state) = (account, register, number, state)
        (check.checkedAt, check.confirmedAt) = (house.now, house.now)
        (check.registeredName, check.proof) = (
            name.map { String($0.prefix(255)) }, proof.map { String($0.prefix(120)) }
        )
        check.facts = facts?.string
        check.id = try house.save(check)
        guard state != .unavailable else { return Kept(check: check, news: []) }
        try mark(account, in: house)
        // Of another number nothing was known before.
        let before = last.flatMap { $0.isAbout(number) ? $0 : nil }
        let news = RegisterNews.between(before, self)
        if !news.isEmpty {
            try house.emit(
                Event(
                    "account.register_news", Reference(kind: Account.name, id: account.number),
                    .record(["news": .array(news.map(\.json))])))
        }
        return Kept(check: check, news: news)
    }

    /// A proof is always kept, and so is silence.
    private func isSame(as last: RegisterCheck) -> Bool {
        state != .unavailable && proof == nil && last.state == state && last.isAbout(number)
            && last.facts == facts?.string
    }

    /// Only while the account still has the number that was asked about.
    private func mark(_ account: ID<Account>, in house: Transaction) throws {
        guard state != .unavailable else { return }
        let kind = house.schema.kind(of: Account.self)
        guard let record = try house.records([account.number], of: kind)[account.number] else { return }
        var marked = try Account(record, kind: kind)
        switch register {
        case .french:
            guard let siren = marked.siren, number.hasPrefix(siren) else { return }
            marked.registerState = entry?.state ?? .notFound
            marked.closedOn = entry?.closedOn
            if let entry { marked.diffusion = entry.diffusion }
        case .vies:
            guard marked.vatNumber == number else { return }
            marked.vatState = state == .valid ? .valid : .invalid
        }
        var draft = Draft(id: account.number)
        draft.fields = [
            "register_state": [marked.registerState.map { .text($0.rawValue) } ?? .null],
            "closed_on": [marked.closedOn.map(Value.day) ?? .null],
            "diffusion": [marked.diffusion.map { .text($0.rawValue) } ?? .null],
            "vat_state": [marked.vatState.map { .text($0.rawValue) } ?? .null],
        ]
        try house.save(draft, as: kind)
    }
}

extension RegisterCheck {
    fileprivate func isAbout(_ number: String) -> Bool {
        register == .french ? self.number.prefix(9) == number.prefix(9) : self.number == number
    }

    /// The last answer; silence is none.
    static func last(_ register: Register, of account: ID<Account>, in transaction: Transaction) throws
        -> RegisterCheck?
    {
        try recent(
            of: account, limit: 1, where: "register = \(register.rawValue) AND state <> 'unavailable'", in: transaction
        )
        .first
    }

    /// The newest first.
    static func recent(
        of account: ID<Account>, limit: Int, where condition: SQL = "1 = 1", in transaction: Transaction
    ) throws -> [RegisterCheck] {
        let ids = try transaction.connection.integers(
            """
            SELECT id FROM register_check WHERE account = \(account.number) AND \(condition)
            ORDER BY checked_at DESC, id DESC LIMIT \(limit)
            """)
        let kind = transaction.schema.kind(of: RegisterCheck.self)
        let records = try transaction.records(ids, of: kind)
        return try ids.compactMap { id in try records[id].map { try RegisterCheck($0, kind: kind) } }
    }
}
