import GRDB

/// Whether the writer waits for the disk at each commit. Used on the writer's thread only. It is asked before each
/// transaction rather than put back after one: what was cut short can never leave the next one unsafe.
final class Syncing: @unchecked Sendable {
    private var waits = true

    func wait(_ wanted: Bool, _ database: GRDB.Database) throws {
        guard wanted != waits else { return }
        try database.execute(sql: wanted ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
        waits = wanted
    }
}
