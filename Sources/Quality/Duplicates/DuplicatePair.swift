import Records
import Storage

/// Two records that may be one: how much they are alike, why, and what somebody decided. Every scan leaves a decision
/// as it is.
package struct DuplicatePair: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case open, dismissed, merged
    }

    package let id: Int64
    package let kind: String
    package let first: Int64
    package let second: Int64
    package let score: MatchScore
    package let state: State
    package let foundAt: Instant
    package let decidedBy: Int64?
    package let decidedAt: Instant?

    package func other(than id: Int64) -> Int64 { first == id ? second : first }

    static let table = TableSpec(
        "duplicate_pair",
        [
            .init("id", .integer), .init("kind", .text),
            // The smaller identifier first, so that two records are one pair.
            .init("first_id", .integer), .init("second_id", .integer), .init("score", .integer),
            .init("reasons", .text), .init("state", .text), .init("found_at", .instant),
            // The scan that saw it last.
            .init("scan_id", .integer), .init("decided_by", .integer, required: false),
            .init("decided_at", .instant, required: false),
            // The merge that decided it, in place of a person.
            .init("merge_id", .integer, required: false),
        ], primaryKey: ["id"],
        indexes: [
            .init("duplicate_pair_records", ["kind", "first_id", "second_id"], unique: true),
            // The pairs of one record.
            .init("duplicate_pair_second", ["kind", "second_id"]),
            // The queue, best first.
            .init("duplicate_pair_queue", ["kind", "state", "score", "id"]),
            // What is open again when a merge is taken back.
            .init("duplicate_pair_merge", ["merge_id"]),
        ], merging: .stays("says which two records were compared; those that are gone are not shown"))

    static let columns: SQL = """
        p.id, p.kind, p.first_id, p.second_id, p.score, p.reasons, p.state, p.found_at, p.decided_by, p.decided_at
        """
    static let types: [ColumnType] = [
        .integer, .text, .integer, .integer, .integer, .text, .text, .instant, .integer, .instant,
    ]

    init(row: [Value]) throws {
        guard let id = row[0].integer, let kind = row[1].text, let first = row[2].integer,
            let second = row[3].integer, let state = row[6].text.flatMap(State.init), let foundAt = row[7].instant
        else { throw DatabaseError(kind: .other, message: "a row of duplicate_pair is not as this version writes it") }
        (self.id, self.kind, self.first, self.second, self.foundAt) = (id, kind, first, second, foundAt)
        score = MatchScore(
            points: Int(row[4].integer ?? 0),
            evidence: MatchScore.evidence(try JSON(parsing: row[5].text ?? "[]")))
        // Both are there again after a merge was taken back: the question is open again.
        self.state = state == .merged ? .open : state
        (decidedBy, decidedAt) = (row[8].integer, row[9].instant)
    }
}

/// What the scan found, before it is kept.
struct FoundPair: Sendable, Hashable {
    let first: Int64
    let second: Int64
    let score: MatchScore

    init(_ one: Int64, _ two: Int64, _ score: MatchScore) {
        (first, second) = (min(one, two), max(one, two))
        self.score = score
    }

    /// Keeps pairs; what somebody decided about one stays decided.
    static func keep(_ pairs: some Collection<FoundPair>, of kind: Kind, scan: Int64, in transaction: Transaction)
        throws
    {
        for pair in pairs {
            try transaction.connection.execute(
                """
                INSERT INTO duplicate_pair (id, kind, first_id, second_id, score, reasons, state, found_at, scan_id)
                VALUES (\(transaction.ids.next()), \(kind.name), \(pair.first), \(pair.second), \(pair.score.points),
                        \(pair.score.json.string), 'open', \(transaction.now), \(scan))
                ON CONFLICT (kind, first_id, second_id) DO UPDATE SET score = excluded.score,
                reasons = excluded.reasons,
                state = CASE WHEN duplicate_pair.state = 'merged' THEN 'open' ELSE duplicate_pair.state END,
                scan_id = CASE WHEN excluded.scan_id > duplicate_pair.scan_id THEN excluded.scan_id
                          ELSE duplicate_pair.scan_id END
                """)
        }
    }

    /// Pairs that a whole scan no longer found, and nobody decided about, go.
    static func forgetOld(_ kind: Kind, before scan: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute(
            "DELETE FROM duplicate_pair WHERE kind = \(kind.name) AND state <> 'dismissed' AND scan_id < \(scan)")
    }
}
