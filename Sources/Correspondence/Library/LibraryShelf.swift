import Localisation
import Records
import Storage
import Web

/// The documents that the composer of mails offers: those that may be sent today, and those the mail has already.
struct LibraryShelf: Sendable {
    struct Book: Sendable {
        let id: Int64
        let document: LibraryDocument
        let version: LibraryVersion?
        let isExpired: Bool
    }

    let books: [Book]
    let chosen: Set<Int64>
    private static let most = 300

    static func load(_ email: Email, in transaction: Transaction) throws -> LibraryShelf {
        let chosen = Set(email.files.compactMap { $0.document?.number })
        guard !transaction.viewer.grants(for: LibraryDocument.name).isEmpty else {
            return LibraryShelf(books: [], chosen: chosen)
        }
        let kind = transaction.schema.kind(of: LibraryDocument.self), place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let today = LibraryFiles.today(transaction)
        let ids = try transaction.connection.integers(
            """
            SELECT \(place.column("id")) FROM \(place.from)
            WHERE (\(place.column("valid_until")) IS NULL OR \(place.column("valid_until")) >= \(today)
            OR \(place.column("id")) IN (\(SQL.list(chosen.sorted()))))\(rights)
            ORDER BY \(place.column("id")) DESC LIMIT \(most)
            """)
        let found = try transaction.records(ids, of: kind)
        let versions = try LibraryVersion.current(of: ids, in: transaction)
        let books = try ids.compactMap { id -> Book? in
            guard let record = found[id], versions[id] != nil || chosen.contains(id) else { return nil }
            let document = try LibraryDocument(record.seen(by: transaction.viewer, kind), kind: kind)
            return Book(
                id: id, document: document, version: versions[id], isExpired: document.isExpired(on: today))
        }
        return LibraryShelf(
            books: books.sorted { folded($0.document.title) < folded($1.document.title) }, chosen: chosen)
    }

    func render(_ html: inout HTML, _ context: Context) {
        guard !books.isEmpty else { return }
        let t = context.t
        html.details(.class("card mail-library"), .id("mail-library"), .flag("open", !chosen.isEmpty)) { html in
            html.summary { html in
                html.icon(LibraryDocument.icon, .small)
                html.span(t("From the library"), .class("strong"))
                html.span(
                    chosen.isEmpty ? "" : t(LibraryShelf.count(chosen.count)), .class("xs muted"), .role("status"),
                    .data("library-count"),
                    .data("library-one", t(LibraryShelf.count(1))), .data("library-many", t(LibraryShelf.count(2))))
                html.icon("chevron-down", .small)
            }
            html.div(.class("inside stack s")) { html in
                if books.count > 6 {
                    html.label(t("Search the library"), .class("unseen"), .for("library-search"))
                    html.input(
                        .class("input"), .type("search"), .id("library-search"), .data("library-search"),
                        .placeholder(t("Search the library")), .attribute("autocomplete", "off"))
                }
                html.div(.class("mail-shelf")) { html in for book in books { line(book, &html, t) } }
            }
        }
    }

    private static func count(_ count: Int) -> Message {
        Message("{count} document", "{count} documents", count: count)
    }

    private func line(_ book: Book, _ html: inout HTML, _ t: Translator) {
        html.label(.class("tick"), .data("library-words", folded(words(book, t).joined(separator: " ")))) { html in
            html.input(
                .type("checkbox"), .name("document"), .value(String(book.id)), .checked(chosen.contains(book.id)))
            html.span(.class("mail-book")) { html in
                html.span(book.document.title, .class("s strong"))
                html.span(facts(book, t).joined(separator: " · "), .class("xs muted"))
            }
            if book.isExpired { html.badge(Badge(t("Expired", context: "document"), .warn, icon: "clock")) }
        }
    }

    private func words(_ book: Book, _ t: Translator) -> [String] {
        [book.document.title, t(book.document.kind.label), book.version?.name ?? ""]
    }

    private func facts(_ book: Book, _ t: Translator) -> [String] {
        var facts = [t(book.document.kind.label)]
        if let language = book.document.language { facts.append(t(language.label)) }
        guard let version = book.version else { return facts + [t("No file yet")] }
        return facts + [t(Message("Version {number}", ["number": .number(version.number)])), t.bytes(version.bytes)]
    }
}
