import Records

/// What asking a register about a number came to, before it is kept.
package struct RegisterFinding: Sendable, Hashable {
    package let register: Register
    package let number: String
    package var state: CheckState
    package var entry: RegisterEntry?
    package var name: String?
    package var address: String?
    package var proof: String?

    /// Asks, and takes silence for an answer of its own.
    package static func of(_ number: String, in register: FrenchRegister) async throws -> RegisterFinding {
        var finding = RegisterFinding(register: .french, number: number, state: .unavailable)
        do {
            finding.entry = try await register.find(number)
        } catch is RegisterTrouble {
            return finding
        }
        finding.state = finding.entry.map { $0.isClosed ? .closed : .valid } ?? .notFound
        finding.name = finding.entry?.name
        return finding
    }

    package static func of(_ number: VATNumber, in vies: Vies) async throws -> RegisterFinding {
        var finding = RegisterFinding(register: .vies, number: number.number, state: .unavailable)
        do {
            let answer = try await vies.check(number)
            finding.state = answer.isValid ? .valid : .invalid
            (finding.name, finding.address, finding.proof) = (answer.name, answer.address, answer.proof)
        } catch is RegisterTrouble {}
        return finding
    }

    /// What is kept of it beside its state.
    var facts: JSON? {
        if let entry { return entry.json }
        guard register == .vies, state == .valid else { return nil }
        return .record(["name": name.map(JSON.text) ?? .null, "address": address.map(JSON.text) ?? .null])
    }
}

/// What changed in a register since it was asked last, and somebody should hear of.
package enum RegisterNews: Sendable, Hashable {
    case closed
    case reopened
    case moved(String)
    case renamed(String)
    case opposed
    case vatInvalid

    /// Between two answers; without one before, only what cannot wait.
    static func between(_ old: RegisterCheck?, _ new: RegisterFinding) -> [RegisterNews] {
        if new.register == .vies { return new.state == .invalid && old?.state != .invalid ? [.vatInvalid] : [] }
        guard let entry = new.entry else { return [] }
        var news: [RegisterNews] = []
        if entry.isClosed, old?.state != .closed { news.append(.closed) }
        if !entry.isClosed, old?.state == .closed { news.append(.reopened) }
        if entry.diffusion == .partial, old?.entry?.diffusion != .partial { news.append(.opposed) }
        guard let before = old?.entry, before.siren == entry.siren, !entry.isClosed else { return news }
        if let name = entry.name, let known = before.name, folded(name) != folded(known) { news.append(.renamed(name)) }
        let hasNewSeat = entry.seat != nil && before.seat != nil && entry.seat != before.seat
        let hasLeft = entry.isEstablishmentClosed && !before.isEstablishmentClosed
        if hasNewSeat || hasLeft || entry.place != before.place, let city = entry.city { news.append(.moved(city)) }
        return news
    }

    /// As an event carries it.
    package var json: JSON {
        switch self {
        case .closed: .record(["what": "closed"])
        case .reopened: .record(["what": "reopened"])
        case .moved(let city): .record(["what": "moved", "detail": .text(city)])
        case .renamed(let name): .record(["what": "renamed", "detail": .text(name)])
        case .opposed: .record(["what": "opposed"])
        case .vatInvalid: .record(["what": "vat_invalid"])
        }
    }

    package init?(_ json: JSON) {
        let detail = json["detail"]?.text ?? ""
        switch json["what"]?.text {
        case "closed": self = .closed
        case "reopened": self = .reopened
        case "moved": self = .moved(detail)
        case "renamed": self = .renamed(detail)
        case "opposed": self = .opposed
        case "vat_invalid": self = .vatInvalid
        default: return nil
        }
    }

    /// To the owner of the account; `{record}` is filled in when it is read.
    package var sentence: Message {
        switch self {
        case .closed: Message("“{record}” has closed, says the company register.")
        case .reopened: Message("“{record}” is in business again, says the company register.")
        case .moved(let city):
            Message("“{record}” has moved, says the company register: {city}.", ["city": .text(city)])
        case .renamed(let name):
            Message("“{record}” has changed its name, says the company register: {name}.", ["name": .text(name)])
        case .opposed: Message("“{record}” has opposed publication in the register: it must no longer be prospected.")
        case .vatInvalid: Message("The VAT number of “{record}” is not valid, says VIES.")
        }
    }
}

extension RegisterEntry {
    /// Street and town, folded: what says that a company has moved. Nothing where it may not be known.
    fileprivate var place: String {
        diffusion == .partial ? "" : folded([street, postcode, city].compactMap(\.self).joined(separator: " "))
    }
}
