import GRDB
import GRDBSQLite
import Storage

/// A statement stopped with this code.
struct StepFailure: Error {
    let code: CInt
    let message: String

    func error(on database: GRDB.Database, sql: String) -> Storage.DatabaseError {
        Storage.DatabaseError(kind: kind(of: code, message, on: database), message: message, sql: sql)
    }
}

func databaseError(_ error: GRDB.DatabaseError, on database: GRDB.Database?, sql: String?) -> Storage.DatabaseError {
    let message = error.message ?? "SQLite says \(error.extendedResultCode)"
    return Storage.DatabaseError(
        kind: kind(of: error.extendedResultCode.rawValue, message, on: database), message: message,
        sql: sql ?? error.sql)
}

/// Errors of GRDB itself (opening, BEGIN, COMMIT) as ours.
func mappingErrors<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as GRDB.DatabaseError { throw databaseError(error, on: nil, sql: nil) }
}

func mappingErrors<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
    do { return try await work() } catch let error as GRDB.DatabaseError {
        throw databaseError(error, on: nil, sql: nil)
    }
}

private func kind(of code: CInt, _ message: String, on database: GRDB.Database?) -> Storage.DatabaseError.Kind {
    let subject = message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
    switch code {
    // Extended codes: PRIMARYKEY, UNIQUE, ROWID; FOREIGNKEY; NOTNULL; CHECK. Their macros do not reach Swift.
    case SQLITE_CONSTRAINT | (6 << 8), SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (10 << 8):
        return .unique(constraint: uniqueConstraint(subject, on: database))
    case SQLITE_CONSTRAINT | (3 << 8): return .foreignKey(constraint: "")
    case SQLITE_CONSTRAINT | (5 << 8):
        return .notNull(column: subject.split(separator: ".").last.map(String.init) ?? "")
    case SQLITE_CONSTRAINT | (1 << 8): return .check(constraint: subject)
    default: break
    }
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: return .retryable
    case SQLITE_FULL: return .full
    case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_NOTADB, SQLITE_CORRUPT: return .unavailable
    case SQLITE_MISUSE where message.contains("closed"): return .unavailable
    default: return .other
    }
}

/// SQLite names the columns (`account.email`); PostgreSQL names the index or constraint. Callers get PostgreSQL's name
/// from both: a declared index by its own name, a constraint by the name PostgreSQL would have given it.
private func uniqueConstraint(_ columns: String, on database: GRDB.Database?) -> String {
    if columns.hasPrefix("index '") { return String(columns.dropFirst("index '".count).dropLast()) }
    let parts = columns.split(separator: ", ").map { $0.split(separator: ".", maxSplits: 1).map(String.init) }
    guard let table = parts.first?.first, let database, parts.allSatisfy({ $0.count == 2 }) else { return columns }
    let names = parts.map { $0[1] }
    let indexes =
        (try? Row.fetchAll(
            database, sql: "SELECT name, origin FROM pragma_index_list(?) WHERE \"unique\"", arguments: [table]))
        ?? []
    for index in indexes {
        let covered = try? String.fetchAll(
            database, sql: "SELECT name FROM pragma_index_info(?) ORDER BY seqno", arguments: [index["name"] as String])
        guard covered == names else { continue }
        switch index["origin"] as String {
        case "c": return index["name"]
        case "u": return "\(table)_\(names.joined(separator: "_"))_key"
        default: return "\(table)_pkey"
        }
    }
    return "\(table)_pkey"  // the rowid itself, which has no index
}
