import Records

/// Search over everything: accents and case ignored, the last word as a prefix, typos forgiven, only what the viewer
/// sees.
package enum SearchIndex {
    static let termTable = TableSpec(
        "search_term", [.init("term", .text)], primaryKey: ["term"], merging: .stays("holds words, not records"))
    static let trigramTable = TableSpec(
        "search_trigram", [.init("trigram", .text), .init("term", .text)], primaryKey: ["trigram", "term"],
        merging: .stays("holds words, not records"))

    package struct Hit: Sendable, Hashable {
        package let kind: String
        package let id: Int64
        package let title: String
    }

    /// Rows that would crowd out better ones are cut before ranking.
    private static let candidateLimit = 200

    /// What the index holds of one record.
    struct Entry: Equatable {
        let id: Int64
        let kind: String
        let title: String
        /// Folded, each once; and who sees the record (`SearchToken`).
        let words: Set<String>

        init(_ record: Record, _ kind: Kind) {
            id = record.id
            self.kind = kind.name
            title = record.title(in: kind)
            words = Set(texts(of: record, kind).flatMap { Records.words(of: $0) }.filter { $0.utf8.count <= 60 })
            owner = kind.subjectField == nil ? record.value(kind.ownerField, in: kind).integer : nil
        }

        let owner: Int64?

        /// What the index holds: the words and, for records with an owner of their own, whose it is and with whom it
        /// is shared.
        func text(_ holders: [Share.Holder] = []) -> String {
            let tokens = (owner.map { [SearchToken.owner($0)] } ?? []) + holders.map(SearchToken.holder)
            return (words.sorted() + tokens.sorted()).joined(separator: " ")
        }
    }

    static func update(_ changes: [Change], in transaction: Transaction) throws {
        guard let kind = changes.first?.kind, kind.isSearchable else { return }
        var replaced: [Int64] = [], entries: [Entry] = [], known: Set<String> = []
        for change in changes {
            let entry = Entry(change.new, kind)
            if let old = change.old {
                let before = Entry(old, kind)
                if before == entry { continue }
                replaced.append(entry.id)
                known.formUnion(before.words)
            }
            entries.append(entry)
        }
        try SearchTables.delete(replaced, transaction.connection)
        let holders = try Share.holders(of: replaced, transaction.connection)
        try SearchTables.insert(entries, sharedWith: holders, transaction.connection)
        try learn(
            entries.reduce(into: Set<String>()) { $0.formUnion($1.words) }.subtracting(known), transaction.connection)
    }

    /// Writes anew what the index holds of these records: they were shared, or the index was lost.
    package static func refresh(_ ids: [Int64], of kind: Kind, in transaction: Transaction) throws {
        guard kind.isSearchable else { return }
        let records = try transaction.asHouse.records(ids, of: kind)
        try SearchTables.delete(ids, transaction.connection)
        let holders = try Share.holders(of: ids, transaction.connection)
        let entries = records.values.sorted { $0.id < $1.id }.map { Entry($0, kind) }
        try SearchTables.insert(entries, sharedWith: holders, transaction.connection)
        try learn(entries.reduce(into: Set<String>()) { $0.formUnion($1.words) }, transaction.connection)
    }

    static func remove(_ ids: [Int64], in transaction: Transaction) throws {
        try SearchTables.delete(ids, transaction.connection)
    }

    /// At most `limit` records, best first: the title begins with what was typed, then shorter titles.
    package static func find(_ text: String, kinds: [String]? = nil, limit: Int = 20, in transaction: Transaction)
        throws -> [Hit]
    {
        let found = try candidates(text, kinds, limit: candidateLimit, transaction).hits
        let typed = folded(text).trimmingWhitespace()
        return Array(
            found.map { ($0, rank($0.title, typed)) }.sorted {
                ($0.1, $0.0.title.count, $0.0.id) < ($1.1, $1.0.title.count, $1.0.id)
            }.prefix(limit).map(\.0))
    }

    /// Every record of a kind that a search means and the viewer sees, in no order; nil where more than `limit` may be
    /// meant.
    package static func matching(_ text: String, kind: String, limit: Int, in transaction: Transaction) throws
        -> [Int64]?
    {
        let (hits, isWhole) = try candidates(text, [kind], limit: limit, transaction)
        return isWhole ? hits.map(\.id) : nil
    }

    private static func candidates(_ text: String, _ kinds: [String]?, limit: Int, _ transaction: Transaction) throws
        -> (hits: [Hit], isWhole: Bool)
    {
        let words = Array(Records.words(of: text).prefix(8))
        guard !words.isEmpty else { return ([], true) }
        let searched = Searched(kinds, transaction)
        let found = try searched.find(words.map { [$0] }, limit: limit)
        guard found.hits.isEmpty, words.contains(where: { $0.count >= 4 }) else { return found }
        let alternatives = try words.map { try similar(to: $0, transaction.connection) }
        return alternatives == words.map { [$0] } ? found : try searched.find(alternatives, limit: limit)
    }

    private static func rank(_ title: String, _ typed: String) -> Int {
        let key = folded(title)
        if key == typed { return 0 }
        if key.hasPrefix(typed) { return 1 }
        return key.contains(" " + typed) ? 2 : 3
    }

    /// What is searched of a record: all of it, or only the fields that somebody sees.
    static func texts(of record: Record, _ kind: Kind, seenBy viewer: Viewer = .house) -> [String] {
        var texts: [String] = []
        for (index, field) in kind.fields.enumerated() where field.isSearched && viewer.sees(field, of: kind) {
            guard let text = record.values[kind.offsets[index]].text else { continue }
            texts.append(text.utf8.count <= 2000 ? text : String(text.prefix(2000)))
        }
        for part in kind.parts where viewer.sees(part: part.name, of: kind) {
            for row in record.parts[part.name] ?? [] {
                var at = 0
                for field in part.kind.declared {
                    if field.isSearched, viewer.sees(field, of: part.kind), let text = row.values[at].text {
                        texts.append(text)
                    }
                    at += field.columns.count
                }
            }
        }
        return texts
    }

    /// New words join the vocabulary with their trigrams; a word seen before costs one look.
    static func learn(_ terms: Set<String>, _ connection: any Connection) throws {
        let worthwhile = terms.filter { $0.utf8.count >= 4 && !$0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }.sorted()
        if worthwhile.isEmpty { return }
        let fresh = try connection.rows(
            """
            INSERT INTO search_term (term) SELECT * FROM (\(SQL.set(worthwhile.map(Value.text)))) AS term
            WHERE TRUE ON CONFLICT DO NOTHING RETURNING term
            """, .text
        ).compactMap { $0[0].text }
        // A new word's trigrams are new as well.
        let pairs = fresh.flatMap { term in Trigrams(term).texts.map { [Value.text($0), .text(term)] } }
        try RowWriter.insert(pairs, into: trigramTable, connection)
    }

    /// The word itself and known words within one or two slips of it.
    private static func similar(to word: String, _ connection: any Connection) throws -> [String] {
        guard word.count >= 4 else { return [word] }
        let trigrams = Trigrams(word).texts
        let rows = try connection.rows(
            """
            SELECT term, COUNT(*) FROM search_trigram WHERE trigram IN (\(SQL.list(trigrams.map(Value.text))))
            GROUP BY term ORDER BY COUNT(*) DESC, term LIMIT 100
            """, .text, .integer)
        let allowed = word.count >= 8 ? 2 : 1
        let near = rows.compactMap { $0[0].text }.filter { term in
            Similarity.distance(word, term, atMost: allowed) != nil
                || term.count > word.count
                    && Similarity.distance(word, String(term.prefix(word.count)), atMost: 1) != nil
        }
        return [word] + near.filter { $0 != word }.prefix(8)
    }
}

extension Kind {
    var isSearchable: Bool {
        fields.contains(where: \.isSearched) || parts.contains { $0.kind.fields.contains(where: \.isSearched) }
    }
}
