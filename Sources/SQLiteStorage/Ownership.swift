import GRDB
import Storage

/// Whether a SQLite file is ours: every database of Entregent carries its mark in the header.
enum Ownership {
    /// “ENTR”
    static let mark = 0x454E_5452

    /// Marks a new file; refuses one of another program.
    static func claim(_ database: GRDB.Database) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if found == mark { return }
        let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_schema") ?? 0
        guard found == 0, tables == 0 else {
            throw Storage.DatabaseError(
                kind: .other, message: "this SQLite file belongs to another program; name another file")
        }
        try database.execute(sql: "PRAGMA application_id = \(mark)")
    }

    /// A backup that is whole and ours.
    static func verify(_ database: GRDB.Database, _ path: String) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == mark else {
            throw Storage.DatabaseError(kind: .other, message: "\(path) is no backup of Entregent")
        }
        let verdict = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)") ?? "no answer"
        guard verdict == "ok" else {
            throw Storage.DatabaseError(kind: .other, message: "\(path) is damaged: \(verdict)")
        }
    }
}
