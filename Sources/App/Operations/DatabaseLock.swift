import Foundation
import Logging
import PostgresStorage
import Records
import ServiceLifecycle
import Storage

/// Says to every machine that works on one PostgreSQL database that a server serves it, or that a restore replaces it:
/// an advisory lock of a session of its own, which the database drops when the process ends, however it ends. Servers
/// share it; a restore wants it alone.
package final class DatabaseLock: Sendable {
    package enum Use: Sendable { case serving, restoring }

    private let database: PostgresDatabase
    private let use: Use
    /// The first key of our locks; the second one tells one company's schema from another's.
    private static let family = 0x454E_5452

    /// Nil when somebody else's use does not allow ours. SQLite is one machine's: `ServingLock` is enough there.
    package static func take(_ use: Use, _ settings: ServerSettings) async throws -> DatabaseLock? {
        let separator = settings.database.contains("?") ? "&" : "?"
        let lock = DatabaseLock(try await PostgresDatabase.open(settings.database + separator + "pool=1"), use)
        do {
            if try await lock.isHeldOrTaken() { return lock }
            try await lock.release()
            return nil
        } catch {
            try await lock.release()
            throw error
        }
    }

    /// Whether an address names a database that several machines can share.
    package static func isNeeded(_ settings: ServerSettings) -> Bool { settings.database.hasPrefix("postgres") }

    private init(_ database: PostgresDatabase, _ use: Use) {
        self.database = database
        self.use = use
    }

    /// The session may have been lost with the server's last restart: then the lock is taken anew, where it can be.
    package func isHeldOrTaken() async throws -> Bool {
        let isShared = use == .serving
        return try await database.maintain { connection in
            let key = try connection.integer("SELECT CAST(hashtext(current_schema()) AS BIGINT)") ?? 0
            let isHeld = try connection.first(
                """
                SELECT TRUE FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
                AND classid = CAST(\(DatabaseLock.family) AS BIGINT) AND objid = CAST(\(key & 0xFFFF_FFFF) AS BIGINT)
                """, .boolean)
            if isHeld != nil { return true }
            let function = SQL(text: isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock")
            let answer = try connection.first(
                "SELECT \(function)(CAST(\(DatabaseLock.family) AS INTEGER), CAST(\(key) AS INTEGER))", .boolean)
            return answer?[0].boolean == true
        }
    }

    package func release() async throws { try await database.close() }

    /// What a restore says that finds somebody at work.
    static func serverRunning() -> Refusal {
        Refusal(
            .conflict, code: "server_running",
            Message(
                "A server is running on this database, perhaps on another machine. Stop every server first, then "
                    + "restore again."))
    }

    static func restoreRunning() -> Refusal {
        Refusal(
            .conflict, code: "restore_running",
            Message("This database is being restored. Start the server again when that is done."))
    }
}

/// Looks every few seconds whether the lock is still ours; stops the server where somebody restores meanwhile.
struct DatabaseLockKeeper: Service {
    let lock: DatabaseLock
    let logger: Logger
    var every = Duration.seconds(10)

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await Task.sleep(for: every) } catch { return }
                do {
                    guard try await lock.isHeldOrTaken() else { throw DatabaseLock.restoreRunning() }
                } catch let error as DatabaseError {
                    // While the database is away nobody restores it; it is asked again.
                    logger.warning("the database lock could not be checked", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}
