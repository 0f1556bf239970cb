/// How one country's telephones are numbered: its code, how long numbers are, what is dialled in front at home.
struct CallingPlan: Sendable {
    let country: String
    let code: Int
    let lengths: ClosedRange<Int>
    /// Dialled before a number inside the country and dropped from abroad: `0` in France, nothing in Spain.
    let trunk: String
    /// First digits that tell this country from others with its code.
    let leads: [String]

    /// What is dialled for abroad where it is not `00`.
    var exitCode: String? { exitCodes[country] ?? (code == 1 ? "011" : nil) }

    /// A zero in front never begins a number where zero is the trunk; longer prefixes, and digits that may begin a
    /// number, go only when the number is too long with them.
    func withoutTrunk(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard !trunk.isEmpty, digits.starts(with: trunk.utf8) else { return digits }
        guard trunk == "0" || digits.count > lengths.upperBound else { return digits }
        return digits.dropFirst(trunk.utf8.count)
    }

    /// Rules that are sure: in North America area and exchange begin with 2 to 9; a number never begins with its
    /// country's zero.
    func accepts(_ national: ArraySlice<UInt8>) -> Bool {
        guard let first = national.first else { return false }
        if code == 1 {
            let exchange = national[national.startIndex + 3]
            return first >= UInt8(ascii: "2") && exchange >= UInt8(ascii: "2")
        }
        return trunk != "0" || first != UInt8(ascii: "0")
    }
}

extension Int {
    /// How many digits are needed to write it.
    var decimals: Int { self < 10 ? 1 : self < 100 ? 2 : self < 1000 ? 3 : 4 }
}

private let exitCodes = [
    "AU": "0011", "BY": "810", "CU": "119", "HK": "001", "JP": "010", "KE": "000", "KZ": "810", "NG": "009",
    "RU": "810",
    "SG": "001", "TH": "001", "TJ": "810", "TM": "810", "TW": "002", "TZ": "000", "UG": "000", "UZ": "810", "KR": "001",
    "KH": "001", "ID": "001", "MN": "001", "GY": "001",
]

/// The codes of all countries, as the ITU has given them out.
enum CallingCodes {
    static func plan(ofCountry country: String) -> CallingPlan? {
        byCountry[country] ?? byCountry[country.uppercased()]
    }

    /// The largest country with the code.
    static func plan(ofCode code: Int) -> CallingPlan? { byCode[code]?.first }

    /// No code begins another, so the first that fits is the one.
    static func plan(startingDigits digits: ArraySlice<UInt8>) -> CallingPlan? {
        var code = 0
        for byte in digits.prefix(3) {
            code = code * 10 + Int(byte - 48)
            if code == 0 { return nil }
            if let plan = byCode[code]?.first { return plan }
        }
        return nil
    }

    static func parts(ofE164 number: String) -> (plan: CallingPlan, national: Substring)? {
        let digits = Array(number.utf8.dropFirst())
        guard digits.allSatisfy(ASCII.isDigit), let plan = plan(startingDigits: digits[...]) else { return nil }
        return (plan, number.dropFirst(1 + plan.code.decimals))
    }

    static func country(plan: CallingPlan, national: Substring) -> String? {
        let sharing = byCode[plan.code] ?? []
        let told = sharing.first { other in other.leads.contains { national.hasPrefix($0) } }
        let country = (told ?? plan).country
        return country == "001" ? nil : country
    }

    static let all: [CallingPlan] = callingTable.split(whereSeparator: { $0 == "," || $0 == "\n" }).map { row in
        let parts = row.split(separator: " ")
        precondition(parts.count >= 5, "a row of the calling codes needs country, code, lengths and trunk: \(row)")
        guard let code = Int(parts[1]), let least = Int(parts[2]), let most = Int(parts[3]) else {
            preconditionFailure("the calling code and lengths are numbers: \(row)")
        }
        return CallingPlan(
            country: String(parts[0]), code: code, lengths: least...most,
            trunk: parts[4] == "-" ? "" : String(parts[4]),
            leads: parts.count > 5 ? parts[5].split(separator: "/").map(String.init) : [])
    }

    private static let byCountry = Dictionary(all.map { ($0.country, $0) }, uniquingKeysWith: { first, _ in first })
    private static let byCode = Dictionary(grouping: all, by: \.code)
}
