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

/// The one gate that every mail, short message and call passes before it leaves: it says yes by silence, and no with the
/// reason and what to do.
package enum ConsentGate {
    package static func check(
        _ channel: ContactChannel, to address: String, about: Reference?, purpose: ContactPurpose,
        in transaction: Transaction
    ) throws {
        guard purpose == .prospecting, let about, about.kind == Account.name || about.kind == Contact.name else { return }
        let house = transaction.asHouse
        let accounts: [ID<Account>] =
            try about.kind == Account.name
            ? [ID(about.id)] : house.find(ID<Contact>(about.id)).account.map { [$0] } ?? []
        if let bar = try Prospecting.bars(accounts, in: house).values.first {
            throw Refusal(code: "opposed", bar.reason.isEmpty ? Message(bar.label) : Message(bar.reason))
        }
    }
}
