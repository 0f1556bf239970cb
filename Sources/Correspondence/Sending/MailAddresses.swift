import Messaging
import Records

/// `Ann Arden <ann@acme.example>, bob@acme.example`: addresses as somebody types them, one after another.
package struct MailAddresses: Sendable, Hashable {
    package let addresses: [MailAddress]
    /// What could not be understood.
    package let faults: [String]

    package init(_ typed: String) {
        var addresses: [MailAddress] = [], faults: [String] = []
        for piece in MailAddresses.pieces(typed) {
            guard let address = MailAddress(piece, name: EmailAddress.displayName(piece)) else {
                faults.append(piece)
                continue
            }
            if !addresses.contains(where: { $0.address == address.address }) { addresses.append(address) }
        }
        self.addresses = addresses
        self.faults = faults
    }

    /// At commas, semicolons and line ends that stand in no quotation and no angle brackets.
    private static func pieces(_ typed: String) -> [String] {
        var pieces = [""], isQuoted = false, depth = 0
        for character in typed {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, character == "<" { depth += 1 }
            if !isQuoted, character == ">" { depth = max(0, depth - 1) }
            if !isQuoted, depth == 0, character == "," || character == ";" || character.isNewline {
                pieces.append("")
            } else {
                pieces[pieces.count - 1].append(character)
            }
        }
        return pieces.map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }
    }

    /// As they are kept: names and addresses, one form for all.
    package var text: String {
        addresses.map { address in
            guard let name = address.name else { return address.address }
            let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || " .'’-".contains($0) }
            let quoted = name.replacing("\\", with: "").replacing("\"", with: "'")
            return "\(isPlain ? name : "\"\(quoted)\"") <\(address.address)>"
        }.joined(separator: ", ")
    }
}
