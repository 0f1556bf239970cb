/// Reads a gettext PO file as `msgfmt` does, line by line, and says on which line it went wrong.
struct POReader {
    private let lines: [Substring.UTF8View]
    private var number = 0
    private var entry = POEntry()
    private var open: POField?
    private var entries: [String: Catalogue.Entry] = [:]
    private var firstLines: [String: Int] = [:]
    private var plurals = PluralRule.source
    private var seenHeader = false

    init(_ text: String) {
        let bytes = Substring(text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text).utf8
        lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { $0.trimmed }
    }

    mutating func catalogue() throws(CatalogueError) -> Catalogue {
        for line in lines {
            number += 1
            try read(line)
        }
        try finishEntry()
        return Catalogue(entries: entries, plurals: plurals)
    }

    private mutating func read(_ line: Substring.UTF8View) throws(CatalogueError) {
        switch line.first {
        case nil: try finishEntry()
        case UInt8(ascii: "#"): try readComment(line)
        case UInt8(ascii: "\""):
            guard let open else { throw wrong("a quoted text stands before any msgid or msgstr") }
            entry.append(try quoted(line), to: open)
        default: try readField(line)
        }
    }

    private mutating func readComment(_ line: Substring.UTF8View) throws(CatalogueError) {
        if entry.isComplete { try finishEntry() }
        guard line.dropFirst().first == UInt8(ascii: ",") else { return }
        let flags = String(decoding: line.dropFirst(2), as: UTF8.self).split(separator: ",")
        if flags.contains(where: { $0.filter { $0 != " " } == "fuzzy" }) { entry.isFuzzy = true }
    }

    private mutating func readField(_ line: Substring.UTF8View) throws(CatalogueError) {
        let keyword = line.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\"") }
        guard let field = POField(String(decoding: keyword, as: UTF8.self)) else {
            throw wrong("msgctxt, msgid, msgid_plural, msgstr or a comment is expected")
        }
        if field == .context || (field == .source && entry.source != nil), entry.source != nil { try finishEntry() }
        if let reason = entry.refuses(field) { throw wrong(reason) }
        if entry.line == 0 { entry.line = number }
        let text = try quoted(line.dropFirst(keyword.count).trimmed)
        entry.append(text, to: field)
        open = field
    }

    private mutating func finishEntry() throws(CatalogueError) {
        defer {
            entry = POEntry()
            open = nil
        }
        guard let source = entry.source else {
            if entry.context != nil { throw wrong("a msgctxt has no msgid") }
            return
        }
        guard !entry.forms.isEmpty else { throw wrong("this msgid has no msgstr", line: entry.line) }
        if source.isEmpty, entry.context == nil {
            try readHeader(entry.forms[0] ?? "")
        } else {
            try keep(source)
        }
    }

    private mutating func keep(_ source: String) throws(CatalogueError) {
        let key = Catalogue.key(source, context: entry.context)
        if let first = firstLines[key] {
            throw wrong("the same msgid is already on line \(first): keep one of the two", line: entry.line)
        }
        firstLines[key] = entry.line
        let expected = entry.plural == nil ? 1 : plurals.forms
        guard entry.forms.count == expected, entry.forms.keys.allSatisfy({ $0 < expected }) else {
            throw wrong("\(expected) msgstr forms are expected, \(entry.forms.count) found", line: entry.line)
        }
        let forms = (0..<expected).compactMap { entry.forms[$0] }
        guard !entry.isFuzzy, forms.allSatisfy({ !$0.isEmpty }) else { return }
        entries[key] = Catalogue.Entry(forms: forms)
    }

    private mutating func readHeader(_ header: String) throws(CatalogueError) {
        guard !seenHeader else { throw wrong("a second header (empty msgid)", line: entry.line) }
        guard entries.isEmpty else { throw wrong("the header (empty msgid) must come first", line: entry.line) }
        seenHeader = true
        for line in header.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon].lowercased() {
            case "plural-forms":
                guard let rule = PluralRule(String(value)) else {
                    throw wrong("Plural-Forms should look like nplurals=2; plural=(n > 1);", line: entry.line)
                }
                plurals = rule
            case "content-type":
                guard value.lowercased().contains("charset=utf-8") else {
                    throw wrong("the file must be UTF-8: Content-Type: text/plain; charset=UTF-8", line: entry.line)
                }
            default: continue
            }
        }
    }

    private func quoted(_ text: Substring.UTF8View) throws(CatalogueError) -> String {
        switch POString.read(text) {
        case .success(let value): return value
        case .failure(let fault): throw wrong(fault.reason)
        }
    }

    private func wrong(_ reason: String, line: Int? = nil) -> CatalogueError {
        CatalogueError(file: nil, line: line ?? number, reason: reason)
    }
}
