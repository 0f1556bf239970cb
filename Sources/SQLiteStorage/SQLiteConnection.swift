import GRDB
import GRDBSQLite
import Records
import Storage

/// One SQLite connection during one transaction. Statements are stepped and rows read through SQLite's own interface:
/// nothing stands between a column and its `Value`.
final class SQLiteConnection: Connection {
    let dialect = Dialect.sqlite
    private let database: GRDB.Database
    private let statements: StatementCache
    private let counter: QueryCounter?
    private var state: ConnectionState

    init(_ database: GRDB.Database, _ statements: StatementCache, _ counter: QueryCounter?, inTransaction: Bool) {
        self.database = database
        self.statements = statements
        self.counter = counter
        state = ConnectionState(inTransaction: inTransaction)
    }

    func execute(_ sql: Storage.SQL) throws -> Int {
        try run(sql) { statement in
            let before = sqlite3_total_changes(database.sqliteConnection)
            while try step(statement) {}
            // `changes` still counts an earlier statement when this one changes no row (DDL).
            let changed = sqlite3_total_changes(database.sqliteConnection) != before
            return changed ? Int(sqlite3_changes(database.sqliteConnection)) : 0
        }
    }

    func each(_ sql: Storage.SQL, _ types: [ColumnType], _ body: ([Value]) throws -> Bool) throws {
        try run(sql) { statement in
            let found = Int(sqlite3_column_count(statement))
            guard found == types.count else {
                throw Storage.DatabaseError(
                    kind: .other, message: "the query has \(found) columns, \(types.count) are read")
            }
            while try step(statement) {
                guard try body(try readRow(statement, types)) else { return }
            }
        }
    }

    func load(table: String, columns: [String], types: [ColumnType], rows: [[Value]]) throws {
        guard !rows.isEmpty else { return }
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        let names = columns.map(Storage.SQL.quoted).joined(separator: ", ")
        try run("INSERT INTO \(Storage.SQL.quoted(table)) (\(names)) VALUES (\(places))", nil) { statement in
            for row in rows {
                try checkFits(row, types)
                try bind(row, to: statement)
                while try step(statement) {}
                sqlite3_reset(statement)
            }
        }
    }

    /// A transaction of which a statement failed is not committed, even where its caller went on.
    func checkWhole() throws { if let failure = state.failure { throw failure } }

    func end() { state.end() }

    private func run<Result>(_ sql: Storage.SQL, _ use: (OpaquePointer) throws -> Result) throws -> Result {
        let (text, values) = sql.rendered(for: .sqlite)
        return try run(text, values, use)
    }

    private func run<Result>(
        _ text: String, _ values: [Value]?, _ use: (OpaquePointer) throws -> Result
    ) throws -> Result {
        try state.enter(text)
        defer { state.leave() }
        do {
            try Task.checkCancellation()
            counter?.add(text)
            let statement = try statements.statement(text, on: database).sqliteStatement
            defer {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            }
            if let values { try bind(values, to: statement) }
            return try use(statement)
        } catch let failure as StepFailure {
            let error = failure.error(on: database, sql: text)
            statements.forget(text)
            state.fail(error)
            throw error
        } catch let error as GRDB.DatabaseError {
            let mapped = databaseError(error, on: database, sql: text)
            state.fail(mapped)
            throw mapped
        } catch let error as Storage.DatabaseError {
            let named = Storage.DatabaseError(kind: error.kind, message: error.message, sql: error.sql ?? text)
            state.fail(named)
            throw named
        }
    }

    /// True when there is a row, false at the end.
    private func step(_ statement: OpaquePointer) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case SQLITE_INTERRUPT where Task.isCancelled: throw CancellationError()
        case let code:
            throw StepFailure(code: code, message: String(cString: sqlite3_errmsg(database.sqliteConnection)))
        }
    }
}
