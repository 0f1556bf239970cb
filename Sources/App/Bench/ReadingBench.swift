import Records
import Storage

/// Lists, search and segments against their own SQL in the same process.
struct ReadingBench {
    let workspace: Workspace
    let seconds: Double
    let say: @Sendable (String) -> Void

    func run() async throws -> [BenchRow] {
        var rows: [BenchRow] = []
        for kind in ["account", "contact", "opportunity"].map({ workspace.schema.kind($0) }) {
            rows.append(try await lists(of: kind))
        }
        rows.append(try await search())
        rows.append(try await segment())
        return rows
    }

    /// Every sorted field in turn; the slowest ratio is told beside the whole.
    private func lists(of kind: Kind) async throws -> BenchRow {
        say("lists of \(kind.plural)")
        let sorted = kind.fields.filter(\.isSorted)
        var worst = (ratio: 0.0, field: ""), ours: [Double] = [], raw: [Double] = []
        for field in sorted {
            let pair = try await Stopwatch.pair(seconds: seconds / Double(sorted.count)) { _ in
                let query = ListQuery(sort: [.init(field.name)], limit: 50)
                _ = try await workspace.read(.house) { try $0.page(kind, query) }
            } _: { _ in
                try await rawPage(kind, field)
            }
            let ratio = pair.ours.median / pair.raw.median
            if ratio > worst.ratio { worst = (ratio, field.name) }
            ours.append(pair.ours.median)
            raw.append(pair.raw.median)
        }
        return .time(
            "page of 50 \(kind.plural), \(sorted.count) orders", (Spread(ours), Spread(raw)),
            against: "its prepared SQL", atMost: 3,
            note: "worst × \(Spread.written(worst.ratio)) by \(worst.field)")
    }

    /// The same rows, and those of their parts, as one would write it by hand.
    private func rawPage(_ kind: Kind, _ field: FieldSpec) async throws {
        let (columns, key) = (kind.columns, field.orderColumn)
        try await workspace.database.read { connection in
            let found = try connection.rows(
                """
                SELECT \(SQL.names(columns.map(\.name))) FROM \(name: kind.table) WHERE \(name: key) IS NOT NULL
                ORDER BY \(name: key), id LIMIT 51
                """,
                columns.map(\.type))
            let ids = found.compactMap { $0[0].integer }
            for part in kind.parts {
                let columns = part.kind.columns
                _ = try connection.rows(
                    """
                    SELECT \(SQL.names(columns.map(\.name))) FROM \(name: part.kind.table)
                    WHERE \(name: kind.name) IN (\(SQL.list(ids)))
                    """,
                    columns.map(\.type))
            }
        }
    }

    /// What people type: beginnings of names, three to six letters, accents left out.
    private func search() async throws -> BenchRow {
        say("search")
        let names = try await workspace.database.read {
            try $0.rows("SELECT name_key FROM contact ORDER BY id LIMIT 400", .text).compactMap { $0[0].text }
        }
        let typed = names.enumerated().map { place, name in
            String((name.split(separator: " ").last ?? "a").prefix(3 + place % 4))
        }
        let dialect = workspace.database.dialect
        let pair = try await Stopwatch.pair(seconds: seconds * 2, atLeast: 100) { round in
            let text = typed[round % typed.count]
            _ = try await workspace.read(.house) { try SearchIndex.find(text, kinds: ["contact"], in: $0) }
        } _: { round in
            let word = Records.words(of: typed[round % typed.count]).first ?? "a"
            _ = try await workspace.database.read { connection in
                let query: SQL =
                    dialect == .sqlite
                    ? "SELECT rowid FROM search_entry WHERE search_entry MATCH \("\"\(word)\" *") LIMIT 20"
                    : "SELECT id FROM search_entry WHERE words @@ to_tsquery('simple', \("'\(word)':*")) LIMIT 20"
                return try connection.rows(query, .integer)
            }
        }
        let isMet = pair.ours.p95 <= 50 && pair.ours.median <= 5 * pair.raw.median
        return BenchRow(
            work: "search as you type among all contacts", unit: .milliseconds, ours: pair.ours, limit: pair.raw,
            limitName: "unranked prefix", goal: "p95 ≤ 50 ms, ≤ 5 ×", isMet: isMet,
            note: "p95 \(Spread.written(pair.ours.p95)) ms")
    }

    /// Contacts in a sector and region who have won business with us.
    private func segment() async throws -> BenchRow {
        say("segment")
        let kind = workspace.schema.kind("contact")
        let sector =
            try await workspace.database.read {
                try $0.text("SELECT sector FROM account WHERE sector IS NOT NULL ORDER BY id LIMIT 1")
            } ?? ""
        let condition = try Condition(
            json: JSON.record([
                "all": .array([
                    .record(["field": "account.sector", "is": .text(sector)]),
                    .record(["field": "job_title", "empty": .boolean(false)]),
                    .record([
                        "related": "opportunities", "where": .record(["field": "outcome", "is": "won"]),
                        "count": .record(["at_least": .number("1")]),
                    ]),
                ])
            ]))
        let same = Counted()
        let pair = try await Stopwatch.pair(seconds: seconds, atLeast: 5) { _ in
            same.ours = try await workspace.read(.house) { try $0.count(kind, where: condition) }
        } _: { _ in
            same.raw = try await workspace.database.read { connection in
                Int(
                    try connection.integer(
                        """
                        SELECT COUNT(*) FROM contact AS c JOIN account AS a ON a.id = c.account
                        WHERE a.sector = \(sector) AND c.job_title IS NOT NULL
                        AND EXISTS (SELECT 1 FROM opportunity AS o WHERE o.contact = c.id AND o.outcome = 'won')
                        """) ?? 0)
            }
        }
        guard same.ours == same.raw else {
            throw OperationFailure("a segment counts \(same.ours), its SQL by hand \(same.raw)")
        }
        return .time(
            "count of a segment of three conditions", pair, against: "SQL by hand", atMost: 1.3,
            note: "\(same.ours) contacts")
    }

    private final class Counted {
        var ours = 0, raw = 0
    }
}
