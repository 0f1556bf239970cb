/// A language the product speaks; its raw value is what browsers, settings and catalogue files call it.
package enum Language: String, Sendable, CaseIterable {
    case french = "fr"
    case english = "en"

    /// What its readers call it: the same on every page, so not translated.
    package var label: String {
        switch self {
        case .french: "Français"  // untranslated
        case .english: "English"  // untranslated
        }
    }

    /// The language a browser prefers among ours, from `fr-FR,fr;q=0.9,en;q=0.8`; nil when it asks for none of them.
    package init?(acceptLanguage header: String) {
        var best: (language: Language, quality: Double)?
        for range in header.split(separator: ",") {
            let pieces = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let tag = pieces.first, let language = Language(range: tag) else { continue }
            let given = pieces.dropFirst().first { $0.hasPrefix("q=") }
            let quality = given.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            guard quality > (best?.quality ?? 0) else { continue }
            best = (language, quality)
        }
        guard let best else { return nil }
        self = best.language
    }

    /// `fr`, `fr-CA` and `*` (anything: then the product's first language).
    private init?(range tag: String) {
        if tag == "*" {
            self = .french
        } else {
            self.init(rawValue: String(tag.prefix { $0 != "-" && $0 != "_" }))
        }
    }
}
