import Foundation

/// The catalogues of every language, read once when the program starts.
package struct Catalogues: Sendable {
    private let byLanguage: [Language: Catalogue]

    /// No translation at all: everything shows its source text, formatted in the reader's locale. For tests.
    package static let empty = Catalogues(byLanguage: [:])

    /// From the texts of the PO files.
    package init(french: String, english: String) throws {
        byLanguage = [
            .french: try Catalogues.read(french, file: "fr.po"), .english: try Catalogues.read(english, file: "en.po"),
        ]
    }

    private init(byLanguage: [Language: Catalogue]) { self.byLanguage = byLanguage }

    /// Reads `fr.po`, `en.po`… in a folder; every language must have its file.
    package static func load(directory: String) throws -> Catalogues {
        var found: [Language: Catalogue] = [:]
        for language in Language.allCases {
            let path = directory + "/" + language.rawValue + ".po"
            guard let data = FileManager.default.contents(atPath: path) else {
                let reason = "the file is missing or not readable; it holds the \(language) texts"
                throw CatalogueError(file: path, line: 0, reason: reason)
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw CatalogueError(file: path, line: 0, reason: "the file is not UTF-8")
            }
            found[language] = try read(text, file: path)
        }
        return Catalogues(byLanguage: found)
    }

    private static func read(_ text: String, file: String) throws(CatalogueError) -> Catalogue {
        do {
            return try Catalogue(po: text)
        } catch {
            var located = error
            located.file = file
            throw located
        }
    }

    package subscript(language: Language) -> Catalogue { byLanguage[language] ?? .empty }

    /// Who speaks to one reader, in a language and a time zone.
    package func translator(_ language: Language, timeZone: TimeZone) -> Translator {
        Translator(language: language, timeZone: timeZone, catalogue: self[language])
    }
}
