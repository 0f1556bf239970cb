import Records

/// Where a mail comes from or goes to: an address, and the name people see beside it.
package struct MailAddress: Sendable, Hashable {
    package let name: String?
    package let address: String

    /// Nil where no mail could arrive. What would break out of a header is gone from the name.
    package init?(_ address: String, name: String? = nil) {
        guard let normal = EmailAddress.normalised(address) else { return nil }
        self.address = normal
        let clean = name.map(MimeText.oneLine) ?? ""
        self.name = clean.isEmpty ? nil : clean
    }

    /// As a header says it.
    var header: String {
        guard let name else { return address }
        return "\(MimeText.phrase(name)) <\(address)>"
    }
}
