import Records
import Storage
import Synchronization

/// The eyes of people who came by lately. What a role, a team or a user's place says is part of the configuration:
/// whatever changes it raises the configuration's version, and with it everything remembered here is old.
final class RecentViewers: Sendable {
    private struct Entry: Sendable {
        let viewer: Viewer
        let version: Int64
    }

    private let entries = Mutex(RecentCache<Int64, Entry>(limit: 1000))

    func viewer(of user: Int64, _ permissions: Set<String>, in transaction: Transaction) throws -> Viewer {
        let version = transaction.schema.version
        if let entry = entries.withLock({ $0.find(user) }), entry.version == version { return entry.viewer }
        let viewer = try Rights.viewer(of: user, permissions, in: transaction)
        entries.withLock { _ = $0.keep(Entry(viewer: viewer, version: version), as: user) }
        return viewer
    }
}
