import Records
import Storage

/// What quality asks of the pairs of possible duplicates that the scan found, as far as the queue of duplicates shows
/// them.
enum DuplicateCount {
    private static var isOpen: SQL { "d.state = 'open' AND d.score >= \(SQL(text: String(MatchScore.asking)))" }

    /// No open pair has this record.
    static func none(at place: ConditionCompiler.Place) -> SQL {
        let id = place.column("id"), kind = place.kind.name
        return """
            (NOT EXISTS (SELECT 1 FROM duplicate_pair AS d
            WHERE d.kind = \(kind) AND d.first_id = \(id) AND \(isOpen))
            AND NOT EXISTS (SELECT 1 FROM duplicate_pair AS d
            WHERE d.kind = \(kind) AND d.second_id = \(id) AND \(isOpen)))
            """
    }

    /// How many open pairs of which the viewer sees both records.
    static func open(_ kind: Kind, in transaction: Transaction) throws -> Int {
        let place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place).map { "\($0)" as SQL } ?? "1 = 1"
        // Records that are gone are not counted, even before the next scan.
        let own: SQL = "SELECT \(place.column("id")) FROM \(place.from) WHERE \(rights)"
        let count = try transaction.connection.integer(
            """
            SELECT COUNT(*) FROM duplicate_pair AS d WHERE d.kind = \(kind.name) AND \(isOpen)
            AND d.first_id IN (\(own)) AND d.second_id IN (\(own))
            """)
        return Int(count ?? 0)
    }

    /// Where pairs are looked at.
    static func address(_ kind: Kind, of record: Int64? = nil) -> String {
        "\(DuplicatePages.path)?kind=\(kind.name)" + (record.map { "&record=\($0)" } ?? "")
    }
}
