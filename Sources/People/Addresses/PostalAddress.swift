import Records

/// An address as it is written on an envelope: who, where, and the country where it leaves ours.
package struct PostalAddress: Sendable, Hashable {
    package let lines: [String]
    /// What did not fit and was cut, for whoever sends the letter.
    package let cut: [String]

    package var text: String { lines.joined(separator: "\n") }

    /// Who gets the letter, from the organisation to the person: `[“Fonderies Duval”, “Service achats”]`.
    package struct Sending: Sendable, Hashable {
        package var recipients: [String]
        package var address: Address
        /// The country it is sent from, by its code, and the language its country names are written in.
        package var origin: String
        package var language: String

        package init(recipients: [String], address: Address, origin: String, language: String) {
            self.recipients = recipients
            self.address = address
            self.origin = origin
            self.language = language
        }
    }

    package init(_ sending: Sending) {
        let country = sending.address.country.flatMap { Country(named: $0) }
        let code = country?.code ?? (sending.address.country == nil ? sending.origin : "")
        var last: [String] = []
        if code != sending.origin, !(Country(code: code).isFrench && Country(code: sending.origin).isFrench) {
            let name = country?.name(in: sending.language) ?? sending.address.country ?? ""
            last = name.isEmpty ? [] : [name.uppercased()]
        }
        if Country(code: code).isFrench {
            let envelope = FrenchEnvelope(sending.recipients, sending.address, country: last.first)
            (lines, cut) = (envelope.lines, envelope.cut)
        } else {
            lines = ForeignEnvelope.lines(sending.recipients, sending.address, code: code) + last
            cut = []
        }
    }
}
