import Records

/// What the company says of the registers, checked: by the page of settings and by a configuration file.
package enum RegisterSetting {
    private static let names: Set<String> = ["every_days", "own_vat", "french", "vies"]

    /// Why a configuration file’s value cannot be taken; nil where it can, or where nothing was ever said.
    package static func fault(_ json: JSON) -> FieldRefusal? {
        if json == .null { return nil }
        guard let members = json.members else {
            return FieldRefusal("", code: "invalid_type", Message("An object is expected."))
        }
        if let other = members.first(where: { !names.contains($0.name) }) {
            return FieldRefusal(
                other.name, code: "unknown_field",
                Message("“{key}” is not understood here.", ["key": .text(other.name)]))
        }
        return read { name in json[name]?.text ?? json[name].map { $0 == .null ? "" : $0.string } ?? "" }.1.first
    }

    /// From what each is called to what was written; what is empty is left out.
    static func read(_ given: (String) -> String) -> (JSON, [FieldRefusal]) {
        func text(_ name: String) -> String { given(name).trimmingWhitespace() }
        var members: [JSON.Member] = [], refusals: [FieldRefusal] = []
        if !text("every_days").isEmpty {
            if let days = Int(text("every_days")), (1...3650).contains(days) {
                members.append(.init("every_days", .number(String(days))))
            } else {
                refusals.append(
                    FieldRefusal(
                        "every_days", code: "out_of_range",
                        Message("A whole number from 1 to {limit} is expected.", ["limit": .number(3650)])))
            }
        }
        if !text("own_vat").isEmpty {
            do {
                members.append(.init("own_vat", .text(try VATNumber(text("own_vat")).number)))
            } catch {
                refusals.append(FieldRefusal("own_vat", code: error.code, error.message))
            }
        }
        for name in ["french", "vies"] where !text(name).isEmpty {
            if isAddress(text(name)) {
                members.append(.init(name, .text(text(name))))
            } else {
                refusals.append(
                    FieldRefusal(
                        name, code: "invalid_value",
                        Message("An address that starts with https:// is expected, without “?” and “#”.")))
            }
        }
        return (.object(members), refusals)
    }

    private static func isAddress(_ text: String) -> Bool {
        let lower = text.lowercased()
        return (lower.hasPrefix("https://") || lower.hasPrefix("http://")) && lower.count > 10
            && !lower.contains { "?#@ ".contains($0) }
    }
}
