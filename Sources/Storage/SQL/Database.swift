import Records

/// A database: SQLite in a file or in memory, or PostgreSQL. Transactions are synchronous closures; callers are not.
package protocol Database: Sendable {
    var dialect: Dialect { get }

    /// A read-only transaction on one consistent snapshot.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result

    /// One read-write transaction: committed when `body` returns (an acknowledged write survives a power cut),
    /// rolled back when it throws. Run again a few times on `DatabaseError.Kind.retryable`.
    @discardableResult
    func write<Result: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result

    /// Outside a transaction: `CREATE INDEX CONCURRENTLY`, `VACUUM`, `ANALYZE`.
    func maintain<Result: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Result) async throws
        -> Result

    /// What exists: tables with their columns, for migration, `doctor` and tests.
    func structure() async throws -> DatabaseStructure

    /// Tells other nodes (PostgreSQL NOTIFY; within the process for SQLite) that something happened on `channel`.
    func notify(_ channel: String, _ payload: String) async throws
    /// Notifications of `channel` from now on, from any node, until the task is cancelled.
    func notifications(_ channel: String) -> AsyncStream<String>

    /// A consistent copy while serving. SQLite: online backup into a file; PostgreSQL: `pg_dump` custom format.
    func backup(to path: String) async throws
    /// Replaces everything by a backup made by `backup`.
    func restore(from path: String) async throws

    func close() async throws
}

/// The tables of a database as they are.
package struct DatabaseStructure: Sendable {
    package struct Table: Sendable {
        package var columns: [String: ColumnType]
        package var indexes: Set<String>
        package init(columns: [String: ColumnType], indexes: Set<String>) {
            self.columns = columns
            self.indexes = indexes
        }
    }
    package private(set) var tables: [String: Table] = [:]

    /// From what a database says of itself: columns as table, name, declared type; indexes as table, name.
    package init(columns: [[Value]], indexes: [[Value]], type: (String) -> ColumnType) {
        for row in columns {
            guard let table = row[0].text, let column = row[1].text else { continue }
            tables[table, default: .init(columns: [:], indexes: [])].columns[column] = type(row[2].text ?? "")
        }
        for row in indexes {
            guard let table = row[0].text, let index = row[1].text else { continue }
            tables[table]?.indexes.insert(index)
        }
    }
}

/// Counts the statements a piece of work sends, so that tests can hold each page to its number of queries.
/// Backends add to `QueryCounter.current`, read before they leave the calling task.
package final class QueryCounter: @unchecked Sendable {
    @TaskLocal package static var current: QueryCounter?
    private let lock = Lock()
    private var counted: [String] = []

    package init() {}
    package func add(_ sql: String) { lock.locked { counted.append(sql) } }
    package var statements: [String] { lock.locked { counted } }
}
