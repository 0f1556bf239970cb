import Records

/// The one door through which lines of the history and of the access log leave: it opens and closes inside one
/// transaction, and each passage is written down for good.
package final class Erasure {
    /// Why lines may leave.
    package enum Reason: String, Sendable {
        /// Sample data is taken away: it never was.
        case demo
        /// An export of a whole company brings its own history.
        case wholeImport = "whole_import"
        /// The access log is older than the company keeps it.
        case retention
    }

    static let table = TableSpec(
        "erasure",
        [
            .init("id", .integer), .init("at", .instant), .init("user_id", .integer, required: false),
            .init("reason", .text), .init("lines", .integer), .init("is_open", .boolean),
        ], primaryKey: ["id"],
        // The triggers ask whether one is open.
        indexes: [.init("erasure_open", ["is_open"])],
        merging: .stays("names no record"))

    private let connection: any Connection
    private var lines = 0

    private init(_ connection: any Connection) { self.connection = connection }

    /// Opens the door for `body` alone. Nobody else ever sees it open: it is closed before the transaction ends.
    @discardableResult
    package static func during<Result>(
        _ reason: Reason, in transaction: Transaction, _ body: (Erasure) throws -> Result
    ) throws -> Result {
        let id = transaction.ids.next(), connection = transaction.connection
        try connection.execute(
            """
            INSERT INTO erasure (id, at, user_id, reason, lines, is_open)
            VALUES (\(id), \(transaction.now), \(transaction.author), \(reason.rawValue), 0, TRUE)
            """)
        let erasure = Erasure(connection)
        let result = try body(erasure)
        try connection.execute("UPDATE erasure SET is_open = FALSE, lines = \(Int64(erasure.lines)) WHERE id = \(id)")
        return result
    }

    /// Removes lines of a log; counted in what is written down.
    @discardableResult
    package func delete(from log: String, _ condition: SQL) throws -> Int {
        let removed = try connection.execute("DELETE FROM \(name: log) WHERE \(condition)")
        lines += removed
        return removed
    }
}
