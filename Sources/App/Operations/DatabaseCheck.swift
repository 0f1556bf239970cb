import Foundation
import Records
import Storage

/// The database itself: version, soundness, structure, clock.
struct DatabaseCheck {
    let database: any Database

    /// Whether the structure is this version's: only then its records can be looked at.
    func run() async throws -> ([Finding], isCurrent: Bool) {
        var findings = [try await version(), try await soundness()]
        if database.dialect == .postgres { findings.append(try await clock()) }
        let structure = try await database.structure()
        let plan = Modules.registry().storage.migrator(database.dialect).plan(
            against: structure, dialect: database.dialect)
        if plan.isEmpty {
            findings.append(.fine("database.structure", Message("The database has the structure of this version.")))
        } else {
            findings.append(
                .problem(
                    "database.structure",
                    Message(
                        "{count} change of the structure is pending.", "{count} changes of the structure are pending.",
                        count: plan.count),
                    Message("Run “entregent migrate”; “--dry-run” shows what it would do. Make a backup before.")))
        }
        return (findings, plan.isEmpty)
    }

    private func version() async throws -> Finding {
        let dialect = database.dialect
        let version = try await database.read { connection in
            try connection.text(
                dialect == .sqlite ? "SELECT sqlite_version()" : "SELECT current_setting('server_version')") ?? "?"
        }
        return .fine(
            "database.reachable",
            Message("{database} {version} answers.", ["database": .text(dialect.label), "version": .text(version)]))
    }

    private func soundness() async throws -> Finding {
        let dialect = database.dialect
        let faults = try await database.read { connection -> [String] in
            switch dialect {
            case .sqlite:
                let verdict = try connection.rows("PRAGMA quick_check(10)", .text).compactMap { $0[0].text }
                let strays = try connection.rows("PRAGMA foreign_key_check", .text, .integer, .text, .integer)
                return verdict.filter { $0 != "ok" }
                    + (strays.isEmpty
                        ? [] : ["\(strays.count) × \(strays[0][0].text ?? "") → \(strays[0][2].text ?? "")"])
            case .postgres:
                return try connection.rows(
                    """
                    SELECT c.relname FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid
                    WHERE NOT x.indisvalid AND c.relnamespace = (SELECT oid FROM pg_namespace
                    WHERE nspname = current_schema())
                    """, .text
                ).compactMap { $0[0].text }
            }
        }
        if faults.isEmpty { return .fine("database.sound", Message("The database is sound.")) }
        let list = Message.Argument.text(faults.prefix(5).joined(separator: "; "))
        if dialect == .postgres {
            return .problem(
                "database.sound", Message("Indexes of the database are not valid: {faults}.", ["faults": list]),
                Message("Run “REINDEX INDEX CONCURRENTLY” for each of them."))
        }
        return .problem(
            "database.sound", Message("The database is damaged: {faults}.", ["faults": list]),
            Message(
                "Stop the server, keep a copy of the file, and restore the last backup with “entregent restore FILE”."))
    }

    private func clock() async throws -> Finding {
        let before = Date()
        let theirs = try await database.read { try $0.first("SELECT clock_timestamp()", .instant)?[0].instant }
        let ours = Instant(before.addingTimeInterval(Date().timeIntervalSince(before) / 2))
        let seconds = Double((theirs ?? ours).microseconds - ours.microseconds) / 1_000_000
        if abs(seconds) < 2 { return .fine("database.clock", Message("The clocks of server and database agree.")) }
        return .problem(
            "database.clock",
            Message("The database's clock differs by {seconds} seconds.", ["seconds": .number(Int(seconds.rounded()))]),
            Message("Set both clocks by the network (NTP): times and the order of changes depend on them."))
    }
}
