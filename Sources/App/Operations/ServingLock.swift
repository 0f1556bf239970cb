import Foundation
import Storage

/// Says that a server works on a data directory: a file that the system keeps locked as long as the process lives,
/// however it ends.
package final class ServingLock: Sendable {
    private let descriptor: Int32

    private static func path(_ settings: ServerSettings) -> String { settings.data + "/serving.lock" }

    /// Nil when another server holds it.
    package static func take(_ settings: ServerSettings) throws -> ServingLock? {
        try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true)
        let descriptor = open(path(settings), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw OperationFailure("cannot write \(path(settings)): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return ServingLock(descriptor)
    }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Whether a server, or for SQLite any other process, works on this data now.
    static func isHeld(_ settings: ServerSettings) throws -> Bool {
        if FileManager.default.fileExists(atPath: path(settings)) {
            guard try take(settings) != nil else { return true }
        }
        guard settings.database.hasPrefix("sqlite:") else { return false }
        return isOpenElsewhere(String(settings.database.dropFirst("sqlite:".count)))
    }

    /// Whoever has a SQLite database open in WAL mode keeps a shared lock on one byte of its `-shm` file, the 129th
    /// (“dead man's switch”, SQLite's wal-index format). Asked before this process opens it itself.
    private static func isOpenElsewhere(_ database: String) -> Bool {
        let descriptor = open(database + "-shm", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 128
        lock.l_len = 1
        guard fcntl(descriptor, F_GETLK, &lock) == 0 else { return false }
        return lock.l_type != Int16(F_UNLCK)
    }
}
