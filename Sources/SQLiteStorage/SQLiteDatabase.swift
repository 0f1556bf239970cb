import GRDB
import Records
import Storage

/// A workspace's database in one SQLite file, or in memory.
///
/// In a file: one writer, readers on snapshots beside it (WAL). In memory: one private connection, gone when closed.
package final class SQLiteDatabase: Storage.Database {
    package let dialect = Dialect.sqlite
    /// Nil in memory.
    package let path: String?
    let store: any DatabaseWriter
    private let statements: StatementShelf
    private let notices = Notices()
    private let entrance = Entrance()
    private let syncing = Syncing()

    /// Opens `PATH` or `:memory:`, with or without `sqlite:` before it. A missing file is made; its folder is not.
    package static func open(_ location: String) async throws -> SQLiteDatabase {
        let path = location.hasPrefix("sqlite:") ? String(location.dropFirst("sqlite:".count)) : location
        return try await offThePool { try SQLiteDatabase(path: path == ":memory:" ? nil : path) }
    }

    private init(path: String?) throws {
        self.path = path
        statements = StatementShelf()
        store = try mappingErrors {
            guard let path else { return try DatabaseQueue(configuration: SQLiteDatabase.configuration) }
            let pool = try DatabasePool(path: path, configuration: SQLiteDatabase.configuration)
            // GRDB lowers this to NORMAL when it turns WAL on; an acknowledged write must survive a power cut.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        }
        do {
            try store.writeWithoutTransaction { try Ownership.claim($0) }
        } catch {
            try store.close()
            throw error
        }
    }

    /// `folded` of Records inside SQL, for texts that have no stored key.
    private static let fold = DatabaseFunction("entregent_fold", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0]).map { folded($0) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "entregent"
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 6
        configuration.prepareDatabase { database in
            // Six readers keep 6 MB of pages each, the writer 32: what they do not hold, the system's file cache does,
            // and their sum stays bounded. No memory map: a truncated file would end the process.
            let kilobytes = database.configuration.readonly ? 6000 : 32_000
            try database.execute(
                sql: "PRAGMA cache_size = -\(kilobytes); PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY")
            // 32 MB of log between checkpoints: an import writes the same pages of an index many times.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
            database.add(function: SQLiteDatabase.fold)
        }
        return configuration
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let counter = QueryCounter.current
        return try await inside { [statements] in
            try await store.read { database in
                let connection = SQLiteConnection(database, statements.of(database), counter, inTransaction: true)
                defer { connection.end() }
                let result = try body(connection)
                try connection.checkWhole()
                return result
            }
        }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let counter = QueryCounter.current, isRedoable = RedoableWrite.isCurrent
        var attempt = 1
        while true {
            do {
                return try await writeOnce(counter, isRedoable, body)
            } catch let error as Storage.DatabaseError where error.kind == .retryable && attempt < 3 {
                // SQLite itself has waited five seconds for another process already.
                attempt += 1
                try await Task.sleep(for: .milliseconds(20 * attempt))
            }
        }
    }

    private func writeOnce<Result: Sendable>(
        _ counter: QueryCounter?, _ isRedoable: Bool, _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await inside { [statements, syncing] in
            try await store.writeWithoutTransaction { database in
                try syncing.wait(!isRedoable, database)
                var result: Result?
                try database.inTransaction(.immediate) {
                    let connection = SQLiteConnection(database, statements.of(database), counter, inTransaction: true)
                    defer { connection.end() }
                    result = try body(connection)
                    try connection.checkWhole()
                    return .commit
                }
                return result!
            }
        }
    }

    package func maintain<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let counter = QueryCounter.current
        return try await inside { [statements, syncing] in
            try await store.writeWithoutTransaction { database in
                try syncing.wait(true, database)
                let connection = SQLiteConnection(database, statements.of(database), counter, inTransaction: false)
                defer { connection.end() }
                let result = Swift.Result { try body(connection) }
                if database.isInsideTransaction { try database.rollback() }
                return try result.get()
            }
        }
    }

    package func notify(_ channel: String, _ payload: String) async throws { notices.say(channel, payload) }
    package func notifications(_ channel: String) -> AsyncStream<String> { notices.stream(channel) }

    package func close() async throws {
        notices.finish()
        guard await entrance.close() else { return }
        try await mappingErrors { [statements, store, path] in
            try await offThePool {
                statements.empty()
                // Statistics for the planner can wait for another time, such as when a server is writing just now.
                do {
                    try store.writeWithoutTransaction { try $0.execute(sql: "PRAGMA optimize") }
                } catch let error as GRDB.DatabaseError where error.resultCode == .SQLITE_BUSY {
                    StorageLog.debug("statistics are brought up to date another time: somebody writes")
                }
                try store.close()
                // The pool's readers leave last and may not fold the log into the file: one that may, does.
                if let path { try DatabaseQueue(path: path).close() }
            }
        }
    }

    func inside<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        try await entrance.pass { try await mappingErrors(work) }
    }
}
