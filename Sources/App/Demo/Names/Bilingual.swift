/// A text of the demo data in both languages: records are made in one, chosen when the demo is made.
package struct Bilingual: Sendable, Hashable {
    package let french: String, english: String

    package subscript(language: DemoLanguage) -> String { language == .french ? french : english }

    /// Reads a row `français|English` of a table.
    init(row: String) {
        let parts = row.split(separator: "|").map(String.init)
        precondition(parts.count == 2, "a bilingual row has French and English: \(row)")
        french = parts[0]
        english = parts[1]
    }

    init(_ french: String, _ english: String) {
        self.french = french
        self.english = english
    }
}

/// The language in which demo records are written. Names of people, companies and streets are French in both.
package enum DemoLanguage: String, Sendable, CaseIterable {
    case french = "fr"
    case english = "en"
}

/// The rows of a table, without those that are empty.
func rows(of table: String) -> [String] {
    table.split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
}

/// What a table lists between commas, over as many lines as it likes.
func items(of table: String) -> [String] {
    table.split { $0 == "," || $0 == "\n" }.map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
}

/// Fills `{person}`, `{company}` and `{offer}` in a phrase.
package func filled(_ phrase: String, person: String = "", company: String = "", offer: String = "") -> String {
    guard phrase.utf8.contains(UInt8(ascii: "{")) else { return phrase }
    var out = ""
    var rest = phrase[...]
    while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
        out += rest[..<open]
        rest = rest[open...]
        guard let close = rest.utf8.firstIndex(of: UInt8(ascii: "}")) else { break }
        switch rest[rest.utf8.index(after: open)..<close] {
        case "person": out += person
        case "company": out += company
        case "offer": out += offer
        case let hole: preconditionFailure("a demo phrase has no hole \(hole)")
        }
        rest = rest[rest.utf8.index(after: close)...]
    }
    return out + rest
}
