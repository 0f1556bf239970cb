import Records

/// The one pair in which the databases differ in full text: FTS5 and tsvector. Both hold words already folded.
enum SearchTables {
    /// Statements that create the index where it is missing.
    static func creation(_ dialect: Dialect) -> [String] {
        switch dialect {
        case .sqlite:
            [
                """
                CREATE VIRTUAL TABLE IF NOT EXISTS search_entry USING fts5
                (words, title UNINDEXED, kind UNINDEXED,
                 tokenize = "unicode61 remove_diacritics 0", detail = none, prefix = '2 3')
                """
            ]
        case .postgres:
            [
                """
                CREATE TABLE IF NOT EXISTS search_entry
                (id BIGINT PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL,
                 words TSVECTOR NOT NULL)
                """,
                "CREATE INDEX IF NOT EXISTS search_entry_words ON search_entry USING GIN (words)",
            ]
        }
    }

    static func insert(
        _ entries: [SearchIndex.Entry], sharedWith holders: [Int64: [Share.Holder]] = [:], _ connection: any Connection
    ) throws {
        if entries.isEmpty { return }
        let ids = entries.map { Value.integer($0.id) }, titles = entries.map { Value.text($0.title) }
        let words = entries.map { Value.text($0.text(holders[$0.id] ?? [])) }
        let kinds = entries.map { Value.text($0.kind) }
        switch connection.dialect {
        case .sqlite:
            try connection.load(
                table: "search_entry", columns: ["rowid", "words", "title", "kind"],
                types: [.integer, .text, .text, .text],
                rows: entries.indices.map { [ids[$0], words[$0], titles[$0], kinds[$0]] })
        case .postgres:
            let columns = [ids, words, titles, kinds].map(connection.dialect.setText)
            try connection.execute(
                """
                INSERT INTO search_entry (id, words, title, kind)
                SELECT id, to_tsvector('simple', words), title, kind FROM unnest(
                    CAST(\(columns[0]) AS bigint[]), CAST(\(columns[1]) AS text[]),
                    CAST(\(columns[2]) AS text[]), CAST(\(columns[3]) AS text[])
                ) AS entry (id, words, title, kind)
                """)
        }
    }

    static func delete(_ ids: [Int64], _ connection: any Connection) throws {
        let column = connection.dialect == .sqlite ? "rowid" : "id"
        for chunk in ids.chunked(by: 5000) {
            try connection.execute("DELETE FROM search_entry WHERE \(SQL(text: column)) IN (\(SQL.set(chunk)))")
        }
    }

    /// Candidates that have every word, the last one as a prefix, and one of the tokens. Each word may have
    /// alternatives (typos).
    static func candidates(
        _ words: [[String]], kinds: [String]?, tokens: [String]? = nil, limit: Int, _ connection: any Connection
    ) throws -> [(id: Int64, kind: String, title: String)] {
        var filter: SQL = ""
        if let kinds { filter = " AND kind IN (\(SQL.list(kinds.map(Value.text))))" }
        let sql: SQL
        if tokens?.isEmpty == true { return [] }
        switch connection.dialect {
        case .sqlite:
            let owned = tokens.map { " AND (" + $0.map { "\"\($0)\"" }.joined(separator: " OR ") + ")" } ?? ""
            let query =
                words.enumerated().map { index, alternatives in
                    let terms = alternatives.map { "\"\($0)\"" + (index == words.count - 1 ? " *" : "") }
                    return terms.count == 1 ? terms[0] : "(" + terms.joined(separator: " OR ") + ")"
                }.joined(separator: " AND ") + owned
            sql =
                "SELECT rowid, kind, title FROM search_entry WHERE search_entry MATCH \(query)\(filter) LIMIT \(limit)"
        case .postgres:
            let owned = tokens.map { " & (" + $0.map { "'\($0)'" }.joined(separator: " | ") + ")" } ?? ""
            let query =
                words.enumerated().map { index, alternatives in
                    "("
                        + alternatives.map { "'\($0)'" + (index == words.count - 1 ? ":*" : "") }.joined(
                            separator: " | ")
                        + ")"
                }.joined(separator: " & ") + owned
            sql =
                """
                SELECT id, kind, title FROM search_entry
                WHERE words @@ to_tsquery('simple', \(query))\(filter) LIMIT \(limit)
                """
        }
        return try connection.rows(sql, .integer, .text, .text).map {
            ($0[0].integer ?? 0, $0[1].text ?? "", $0[2].text ?? "")
        }
    }
}
