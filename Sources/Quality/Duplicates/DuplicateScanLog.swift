import Records
import Storage

/// When records were last looked through, and what came of it.
package struct DuplicateScanLog: Sendable, Hashable {
    package let startedAt: Instant
    package let finishedAt: Instant?
    package let compared: Int
    package let pairs: Int

    static let table = TableSpec(
        "duplicate_scan",
        [
            .init("id", .integer), .init("started_at", .instant), .init("finished_at", .instant, required: false),
            .init("compared", .integer), .init("pairs", .integer),
        ], primaryKey: ["id"], merging: .stays("names no record of a customer"))

    static func start(_ id: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO duplicate_scan (id, started_at, compared, pairs) VALUES (\(id), \(transaction.now), 0, 0)
            """)
        // A year of nights is enough to look back on.
        try transaction.connection.execute(
            "DELETE FROM duplicate_scan WHERE started_at < \(transaction.now.adding(seconds: -366 * 86_400))")
    }

    static func finish(_ id: Int64, _ tally: DuplicateScan.Tally, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            UPDATE duplicate_scan SET finished_at = \(transaction.now), compared = \(tally.compared),
            pairs = \(tally.pairs) WHERE id = \(id)
            """)
    }

    /// The last one that came to its end.
    package static func last(in transaction: Transaction) throws -> DuplicateScanLog? {
        try transaction.connection.first(
            """
            SELECT started_at, finished_at, compared, pairs FROM duplicate_scan
            WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1
            """, .instant, .instant, .integer, .integer
        ).map { row in
            DuplicateScanLog(
                startedAt: row[0].instant ?? transaction.now, finishedAt: row[1].instant,
                compared: Int(row[2].integer ?? 0), pairs: Int(row[3].integer ?? 0))
        }
    }
}
