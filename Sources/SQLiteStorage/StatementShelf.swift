import GRDB
import Storage

/// The prepared statements of each connection of a database. GRDB's own cache never forgets, and conditions make
/// countless texts: this one keeps the most recent.
final class StatementShelf: @unchecked Sendable {
    private let lock = Lock()
    private var byConnection: [ObjectIdentifier: StatementCache] = [:]

    func of(_ database: GRDB.Database) -> StatementCache {
        lock.locked {
            if let cache = byConnection[ObjectIdentifier(database)] { return cache }
            let cache = StatementCache()
            byConnection[ObjectIdentifier(database)] = cache
            return cache
        }
    }

    /// A connection with prepared statements left cannot be closed. Call while no connection is in use.
    func empty() { lock.locked { byConnection = [:] } }
}

/// The most recent statements of one connection; used on its thread only.
final class StatementCache {
    private var statements = RecentCache<String, Statement>(limit: 300)

    func statement(_ sql: String, on database: GRDB.Database) throws -> Statement {
        if let statement = statements.find(sql) { return statement }
        let statement = try database.makeStatement(sql: sql)
        _ = statements.keep(statement, as: sql)
        return statement
    }

    func forget(_ sql: String) { statements.remove(sql) }
}
