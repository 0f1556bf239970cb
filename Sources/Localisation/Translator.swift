import Foundation
import Records

/// Who speaks to one reader: their language, their way of writing numbers and days, their clock.
package struct Translator: Sendable {
    package let language: Language
    package let timeZone: TimeZone
    let catalogue: Catalogue
    let conventions: Conventions

    package init(language: Language, timeZone: TimeZone, catalogue: Catalogue) {
        self.language = language
        self.timeZone = timeZone
        self.catalogue = catalogue
        conventions = Conventions.of(language)
    }

    /// The translation of a label or sentence; the text itself where the catalogue has none.
    package func callAsFunction(_ text: String) -> String { catalogue.text(text) ?? text }

    /// The same for a text that means two things: `t("Open", context: "verb")`.
    package func callAsFunction(_ text: String, context: String) -> String {
        catalogue.text(text, context: context) ?? text
    }

    /// A message in the reader's language: the right plural form, its holes filled and formatted.
    package func callAsFunction(_ message: Message) -> String {
        if message.text == "{bilingual}" { return bilingual(message.arguments) }
        let pattern = pattern(of: message)
        guard !message.arguments.isEmpty else { return pattern }
        return filled(pattern) { hole in message.arguments[hole].map(formatted) }
    }

    /// Words that somebody gave in several languages (`Message.bilingual`): the reader's, or else any that are there.
    private func bilingual(_ words: [String: Message.Argument]) -> String {
        let written = [language] + Language.allCases
        let found = written.lazy.compactMap { words[$0.rawValue].map(formatted) }
        return found.first { !$0.isEmpty } ?? ""
    }

    private func pattern(of message: Message) -> String {
        guard let count = message.count, let plural = message.plural else { return self(message.text) }
        if let found = catalogue.text(message.text, count: count) { return found }
        return PluralRule.source.form(for: count) == 0 ? message.text : plural
    }

    private func formatted(_ argument: Message.Argument) -> String {
        switch argument {
        case .text(let text): text
        case .number(let number): self.number(number)
        case .exact(let exact): self.exact(exact)
        case .money(let money): self.money(money)
        case .day(let day): self.day(day)
        case .instant(let instant): self.instant(instant)
        case .message(let message): self(message)
        }
    }

    /// `a, b et c`
    package func list(_ items: [String]) -> String { joined(items, last: conventions.words.and) }

    /// `a, b ou c`
    package func alternatives(_ items: [String]) -> String { joined(items, last: conventions.words.or) }

    private func joined(_ items: [String], last word: String) -> String {
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " " + word + " " + last
    }
}

/// A pattern with its `{holes}` filled, in one pass: what is filled in is never read again. Unknown holes stay.
func filled(_ pattern: String, _ filling: (String) -> String?) -> String {
    var out = ""
    out.reserveCapacity(pattern.utf8.count + 32)
    var rest = pattern[...]
    while let opening = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
        out += rest[..<opening]
        let inside = rest[rest.utf8.index(after: opening)...]
        if let closing = inside.utf8.firstIndex(of: UInt8(ascii: "}")), let text = filling(String(inside[..<closing])) {
            out += text
            rest = inside[inside.utf8.index(after: closing)...]
        } else {
            out += "{"
            rest = inside
        }
    }
    out += rest
    return out
}
