import Records

/// One connection, inside one transaction, on one thread. Synchronous: nothing can await in a transaction.
package protocol Connection: AnyObject {
    var dialect: Dialect { get }

    /// Runs one statement; returns how many rows it changed.
    /// Throws `DatabaseError`, with the constraint's name where the database knows it.
    @discardableResult
    func execute(_ sql: SQL) throws -> Int

    /// Runs one query and hands over each row, read as `types` say (one per column, in order).
    /// A null is `.null` whatever its type. Return false from `body` to stop early.
    /// Rows stream: memory stays flat whatever the result's size.
    func each(_ sql: SQL, _ types: [ColumnType], _ body: ([Value]) throws -> Bool) throws

    /// Loads rows in bulk by the fastest way (PostgreSQL: COPY; SQLite: one prepared statement).
    func load(table: String, columns: [String], types: [ColumnType], rows: [[Value]]) throws
}

extension Connection {
    package func rows(_ sql: SQL, _ types: ColumnType...) throws -> [[Value]] { try rows(sql, types) }

    package func rows(_ sql: SQL, _ types: [ColumnType]) throws -> [[Value]] {
        var rows: [[Value]] = []
        try each(sql, types) { row in
            rows.append(row)
            return true
        }
        return rows
    }

    package func first(_ sql: SQL, _ types: ColumnType...) throws -> [Value]? {
        var found: [Value]?
        try each(sql, types) { row in
            found = row
            return false
        }
        return found
    }

    package func integer(_ sql: SQL) throws -> Int64? { try first(sql, .integer)?[0].integer }
    package func text(_ sql: SQL) throws -> String? { try first(sql, .text)?[0].text }
    package func integers(_ sql: SQL) throws -> [Int64] { try rows(sql, .integer).compactMap { $0[0].integer } }
}

/// A database said no. `kind` is what a program can act on.
package struct DatabaseError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        case unique(constraint: String)
        case foreignKey(constraint: String)
        case notNull(column: String)
        case check(constraint: String)
        /// Deadlock, serialization failure, busy: the same transaction may succeed when run again.
        case retryable
        case unavailable
        case full
        case other
    }
    package let kind: Kind
    package let message: String
    package let sql: String?

    package init(kind: Kind, message: String, sql: String? = nil) {
        self.kind = kind
        self.message = message
        self.sql = sql
    }

    package var description: String { message + (sql.map { "\nin: \($0)" } ?? "") }
}
