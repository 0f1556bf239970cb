import Foundation
import Records
import Storage

/// A country by its ISO code, understood as people write it: `FR`, `France`, `Allemagne`, `United Kingdom`, `USA`.
package struct Country: Sendable, Hashable {
    /// `FR`
    package let code: String

    package init(code: String) { self.code = code }

    /// Nil for what is no country we know.
    package init?(named text: String) {
        let key = words(of: text).joined(separator: " ")
        guard let code = Country.byName[key] else { return nil }
        self.code = code
    }

    /// `Germany`, `Allemagne`
    package func name(in language: String) -> String {
        Locale(identifier: language).localizedString(forRegionCode: code) ?? code
    }

    /// Whether addresses there have French postcodes: France, its départements and its collectivities overseas.
    package var isFrench: Bool { Country.french.contains(code) }

    private static let french: Set<String> = [
        "FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC",
    ]

    /// Codes and names in French and English, compared without accents and signs.
    private static let byName: [String: String] = {
        var names: [String: String] = [:]
        let codes = Locale.Region.isoRegions.map(\.identifier).filter { $0.count == 2 && $0.allSatisfy(\.isLetter) }
        for language in ["fr", "en"] {
            let locale = Locale(identifier: language)
            for code in codes {
                guard let name = locale.localizedString(forRegionCode: code) else { continue }
                names[words(of: name).joined(separator: " ")] = code
            }
        }
        for (name, code) in others { names[name] = code }
        for code in codes { names[code.lowercased()] = code }
        return names
    }()

    /// What else people write.
    private static let others = [
        "uk": "GB", "great britain": "GB", "grande bretagne": "GB", "england": "GB", "angleterre": "GB",
        "scotland": "GB", "ecosse": "GB", "wales": "GB", "northern ireland": "GB", "usa": "US", "u s a": "US",
        "etats unis d amerique": "US", "united states of america": "US", "etats unis": "US", "holland": "NL",
        "hollande": "NL", "the netherlands": "NL", "republique tcheque": "CZ", "czech republic": "CZ",
        "turkey": "TR", "turquie": "TR", "deutschland": "DE", "espana": "ES", "italia": "IT", "belgie": "BE",
        "schweiz": "CH", "svizzera": "CH", "osterreich": "AT", "nederland": "NL", "korea": "KR", "coree": "KR",
        "ivory coast": "CI", "cote d ivoire": "CI", "grand duche de luxembourg": "LU", "russie": "RU",
        "viet nam": "VN", "hong kong": "HK", "macao": "MO", "taiwan": "TW",
    ]
}
