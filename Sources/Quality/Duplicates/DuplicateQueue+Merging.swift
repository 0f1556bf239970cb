import Records
import Storage

/// What a merge says of pairs, and what is open again when it is taken back.
extension DuplicateQueue {
    /// The merged records' pairs: those with the survivor are settled, and what was no duplicate of one is none of the
    /// survivor.
    static func settle(_ work: MergeBook.Work, in transaction: Transaction) throws {
        guard work.kind.hasSounds else { return }
        let connection = transaction.connection, kind = work.kind.name, all = SQL.set(work.merged + [work.survivor])
        try connection.execute(
            """
            UPDATE duplicate_pair
            SET state = 'merged', decided_by = \(transaction.author), decided_at = \(transaction.now),
                merge_id = \(work.merge)
            WHERE kind = \(kind) AND state <> 'dismissed' AND first_id IN (\(all)) AND second_id IN (\(all))
            """)
        let known = try connection.rows(
            """
            SELECT \(DuplicatePair.columns) FROM duplicate_pair AS p WHERE p.kind = \(kind) AND p.state = 'dismissed'
            AND (p.first_id IN (\(SQL.set(work.merged))) OR p.second_id IN (\(SQL.set(work.merged))))
            """, DuplicatePair.types)
        for row in known {
            let pair = try DuplicatePair(row: row)
            let other = pair.other(than: work.merged.contains(pair.first) ? pair.first : pair.second)
            guard other != work.survivor, !work.merged.contains(other) else { continue }
            let found = FoundPair(work.survivor, other, pair.score)
            try connection.execute(
                """
                INSERT INTO duplicate_pair (id, kind, first_id, second_id, score, reasons, state, found_at, scan_id,
                                            decided_by, decided_at, merge_id)
                VALUES (\(transaction.ids.next()), \(kind), \(found.first), \(found.second), \(found.score.points),
                        \(found.score.json.string), 'dismissed', \(pair.foundAt), 0, \(pair.decidedBy),
                        \(pair.decidedAt.map(Value.instant) ?? .null), \(work.merge))
                ON CONFLICT (kind, first_id, second_id) DO UPDATE SET state = excluded.state,
                decided_by = excluded.decided_by, decided_at = excluded.decided_at, merge_id = excluded.merge_id
                WHERE duplicate_pair.state <> 'dismissed'
                """)
        }
    }

    /// The questions that a merge answered are open again; what somebody decided themselves stays decided.
    static func unsettle(_ merge: Merge, in transaction: Transaction) throws {
        let connection = transaction.connection
        // Written for the survivor by the merge, and seen by no search since.
        try connection.execute("DELETE FROM duplicate_pair WHERE merge_id = \(merge.id) AND scan_id = 0")
        try connection.execute(
            """
            UPDATE duplicate_pair SET state = 'open', decided_by = NULL, decided_at = NULL, merge_id = NULL
            WHERE merge_id = \(merge.id)
            """)
    }
}
