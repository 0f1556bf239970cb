import Records

/// Addresses of other countries in their own order, after what each post office asks for (UPU S42): where the postcode
/// stands, whether a province is written and how, what is in capitals.
enum ForeignEnvelope {
    static func lines(_ recipients: [String], _ address: Address, code: String) -> [String] {
        let street = (address.street ?? "").split(whereSeparator: \.isNewline).map { String($0).trimmingWhitespace() }
        let format = formats[code] ?? "{postcode} {CITY}"
        var lines = recipients + street
        for line in format.split(separator: "/") { lines.append(filled(String(line), address)) }
        return lines.map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }
    }

    /// Capitals in the pattern are capitals on the envelope; what is missing leaves no gap and no sign.
    private static func filled(_ pattern: String, _ address: Address) -> String {
        var line = ""
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest.firstIndex(of: "}") {
            let between = String(rest[..<open]), name = String(rest[rest.index(after: open)..<close])
            let value = value(name, address)
            if !value.isEmpty { line += (line.isEmpty ? String(between.drop { " -,".contains($0) }) : between) + value }
            rest = rest[rest.index(after: close)...]
        }
        return line
    }

    private static func value(_ name: String, _ address: Address) -> String {
        switch name {
        case "postcode": address.postcode?.uppercased() ?? ""
        case "city": address.city ?? ""
        case "CITY": address.city?.uppercased() ?? ""
        case "state": address.state ?? ""
        case "STATE": address.state?.uppercased() ?? ""
        default: preconditionFailure("an address has no \(name)")
        }
    }

    /// A slash begins another line. Where a country is missing, the postcode stands before the town.
    static let formats: [String: String] = [
        "AE": "{city}/{STATE}", "AR": "{postcode} {CITY}/{state}", "AT": "{postcode} {CITY}",
        "AU": "{CITY} {STATE} {postcode}", "BE": "{postcode} {CITY}", "BG": "{postcode} {CITY}",
        "BR": "{CITY} - {STATE}/{postcode}", "CA": "{CITY} {STATE}  {postcode}", "CH": "{postcode} {city}",
        "CI": "{postcode} {CITY}", "CL": "{postcode} {CITY}/{state}", "CN": "{postcode} {CITY}/{STATE}",
        "CZ": "{postcode} {CITY}", "DE": "{postcode} {city}", "DK": "{postcode} {CITY}", "DZ": "{postcode} {CITY}",
        "EE": "{postcode} {CITY}", "ES": "{postcode} {CITY}/{STATE}", "FI": "{postcode} {CITY}",
        "GB": "{CITY}/{state}/{postcode}", "GR": "{postcode} {CITY}", "HK": "{city}/{STATE}",
        "HR": "{postcode} {CITY}", "HU": "{CITY}/{postcode}", "IE": "{CITY}/{state}/{postcode}",
        "IL": "{CITY} {postcode}", "IN": "{CITY} {postcode}/{STATE}", "IT": "{postcode} {CITY} {STATE}",
        "JP": "{CITY}, {STATE}/{postcode}", "KR": "{CITY}, {STATE} {postcode}", "LT": "{postcode} {CITY}",
        "LU": "{postcode} {CITY}", "LV": "{CITY}, {postcode}", "MA": "{postcode} {CITY}", "MC": "{postcode} {CITY}",
        "MX": "{postcode} {CITY}, {STATE}", "NL": "{postcode}  {CITY}", "NO": "{postcode} {CITY}",
        "NZ": "{CITY} {postcode}", "PL": "{postcode} {CITY}", "PT": "{postcode} {CITY}", "RO": "{postcode} {CITY}",
        "RU": "{CITY}/{STATE}/{postcode}", "SE": "{postcode} {CITY}", "SG": "{CITY} {postcode}",
        "SI": "{postcode} {CITY}", "SK": "{postcode} {CITY}", "SN": "{postcode} {CITY}", "TN": "{postcode} {CITY}",
        "TR": "{postcode} {CITY}", "UA": "{CITY}/{STATE}/{postcode}", "US": "{CITY} {STATE} {postcode}",
        "ZA": "{CITY}/{postcode}",
    ]
}
