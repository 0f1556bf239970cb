import Records
import Storage

/// One PostgreSQL connection during one transaction, on the thread that owns the connection.
/// BEGIN goes out with the first statement: a transaction that asks nothing sends nothing.
final class PostgresConnection: Connection {
    enum Mode {
        case read
        case write
        /// A write whose commit does not wait for the disk: see `RedoableWrite`.
        case redoableWrite
        /// Without transaction.
        case maintain
    }

    let dialect = Dialect.postgres
    private let link: Link
    private let mode: Mode
    private let readTimeoutSeconds: Int
    private let counter: QueryCounter?
    private let isCancelled: () -> Bool
    private var state: ConnectionState
    private var hasBegun = false
    /// Whether the server has answered anything: until then a lost connection may be replaced and the work run again.
    private(set) var wasAnswered = false
    /// Whether COMMIT was sent: from then on a lost connection leaves the outcome unknown.
    private(set) var isCommitting = false

    init(
        _ link: Link, _ mode: Mode, readTimeoutSeconds: Int, counter: QueryCounter?, isCancelled: @escaping () -> Bool
    ) {
        self.link = link
        self.mode = mode
        self.readTimeoutSeconds = readTimeoutSeconds
        self.counter = counter
        self.isCancelled = isCancelled
        state = ConnectionState(inTransaction: mode != .maintain)
    }

    func execute(_ sql: SQL) throws -> Int {
        let (text, values) = sql.rendered(for: .postgres)
        return try enter(text) { try link.run(text, values, before: opening()).changed }
    }

    func each(_ sql: SQL, _ types: [ColumnType], _ body: ([Value]) throws -> Bool) throws {
        let (text, values) = sql.rendered(for: .postgres)
        var reader: RowReader?
        try enter(text) {
            _ = try link.run(text, values, before: opening(), streaming: true) { result, row in
                let known = try reader ?? RowReader(result, types)
                reader = known
                wasAnswered = true
                return try body(try known.row(row, of: result))
            }
        }
    }

    func load(table: String, columns: [String], types: [ColumnType], rows: [[Value]]) throws {
        guard !rows.isEmpty else { return }
        let names = columns.map(SQL.quoted).joined(separator: ", ")
        let copy = "COPY \(SQL.quoted(table)) (\(names)) FROM STDIN (FORMAT binary)"
        try enter(copy) {
            for command in opening() { _ = try link.run(command, []) }
            try link.copyIn(copy, types, rows)
        }
    }

    /// Ends the transaction by its outcome: commits when `body` went well and no statement failed.
    func commit() throws {
        if let failure = state.failure { throw failure }
        state.end()
        switch mode {
        case .maintain: resetTimeout()
        case .read: if hasBegun { link.runUnwatched("COMMIT") }
        case .write, .redoableWrite:
            guard hasBegun else { return }
            isCommitting = true
            let answer = try link.run("COMMIT", [])
            guard answer.tag == "COMMIT" else {
                throw DatabaseError(kind: .other, message: "the server has rolled the transaction back")
            }
        }
    }

    func rollBack() {
        state.end()
        guard !link.isLost else { return }
        if mode == .maintain { resetTimeout() } else if hasBegun { link.runUnwatched("ROLLBACK") }
    }

    private func enter<Result>(_ text: String, _ send: () throws -> Result) throws -> Result {
        try state.enter(text)
        defer { state.leave() }
        do {
            if isCancelled() { throw CancellationError() }
            counter?.add(text)
            let result = try send()
            wasAnswered = true
            return result
        } catch {
            if !link.isLost { wasAnswered = true }
            let cause: any Error = isCancelled() ? CancellationError() : error
            // What the caller's own closure throws while it reads rows is no failure of the statement.
            if cause is DatabaseError || cause is CancellationError { state.fail(cause) }
            throw cause
        }
    }

    /// What goes before the first statement.
    private func opening() -> [String] {
        guard !hasBegun else { return [] }
        hasBegun = true
        return switch mode {
        case .read: ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]
        case .write: PostgresConnection.begin
        case .redoableWrite: PostgresConnection.begin + ["SET LOCAL synchronous_commit = off"]
        case .maintain: []
        }
    }

    private static let begin = ["BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", "SET LOCAL statement_timeout = 0"]

    /// Maintenance may take its time. In a packet of its own: `CREATE INDEX CONCURRENTLY` refuses company.
    func prepare() { if mode == .maintain { link.runUnwatched("SET statement_timeout = 0") } }

    private func resetTimeout() { link.runUnwatched("SET statement_timeout = '\(readTimeoutSeconds)s'") }
}
