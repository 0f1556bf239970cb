/// What one language says for each English source text: a gettext PO file, read once and looked up by dictionary.
package struct Catalogue: Sendable {
    /// One translated text: a single form, or one for each plural form of the language.
    struct Entry: Sendable {
        let forms: [String]
    }

    let entries: [String: Entry]
    package let plurals: PluralRule

    package static let empty = Catalogue(entries: [:], plurals: .source)

    /// Reads the text of a PO file. Fuzzy, obsolete and empty entries are left out, so the source text shows instead.
    package init(po text: String) throws(CatalogueError) {
        var reader = POReader(text)
        self = try reader.catalogue()
    }

    init(entries: [String: Entry], plurals: PluralRule) {
        self.entries = entries
        self.plurals = plurals
    }

    package var count: Int { entries.count }

    /// The translation of a text that counts nothing; nil where there is none.
    package func text(_ source: String, context: String? = nil) -> String? {
        entries[Catalogue.key(source, context: context)]?.forms[0]
    }

    /// The translation of a sentence that counts something, in the form that goes with the count.
    package func text(_ source: String, count: Int, context: String? = nil) -> String? {
        guard let forms = entries[Catalogue.key(source, context: context)]?.forms else { return nil }
        return forms[min(plurals.form(for: count), forms.count - 1)]
    }

    /// Gettext's own way to keep two meanings of a text apart: context, end of transmission, text.
    static func key(_ source: String, context: String?) -> String {
        guard let context else { return source }
        return context + "\u{4}" + source
    }
}

/// Why a catalogue cannot be read, and on which line.
package struct CatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
    package var file: String?
    package let line: Int
    package let reason: String

    package var description: String { "\(file ?? "catalogue"), line \(line): \(reason)" }
}
