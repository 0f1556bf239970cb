import Foundation
import Localisation
import Records
import Storage
import Synchronization

/// Who held a session or token a moment ago, so that not every request asks the database.
///
/// An entry serves for two seconds at most, and only while this process has written nothing since. What is revoked here
/// is refused at once; what another node or a command revokes, within those two seconds.
final class RecentHolders: Sendable {
    struct Holder: Sendable {
        let id: Int64
        let name: String
        let email: String
        /// Nil where they never chose one.
        let language: Language?
        /// Nil where they live on the company's clock.
        let timeZone: TimeZone?
        let viewer: Viewer
        /// What a token may do at most; nil for a session.
        let scope: TokenScope?
        /// A second step is demanded and missing: until there is one, they see nothing.
        let mustEnrol: Bool
        let seenAt: Instant?

        init(
            _ known: KnownHolder, _ viewers: RecentViewers, _ permissions: Set<String>, in transaction: Transaction
        ) throws {
            id = known.id
            name = known.name
            email = known.email
            language = known.language.flatMap { Language(rawValue: $0) }
            timeZone = known.timeZone
            scope = known.scope
            seenAt = known.seenAt
            mustEnrol = try !known.isComplete && SecondStepDemand.isOpen(for: known.id, in: transaction)
            let whole = try viewers.viewer(of: known.id, permissions, in: transaction)
            viewer = mustEnrol ? Viewer(user: known.id, grants: [:]) : known.scope?.narrowed(whole) ?? whole
        }
    }

    private struct Entry: Sendable {
        let holder: Holder
        let schemaVersion: Int64
        let writeCount: Int
        let readAt: Instant
    }

    static let seconds = 2
    private let entries = Mutex(RecentCache<String, Entry>(limit: 1000))

    /// The holder as known, or as `read` finds it. That nobody holds a secret is never remembered.
    func holder(
        _ secret: String, in workspace: Workspace, _ read: (Schema) async throws -> Holder?
    ) async throws -> Holder? {
        // Both are looked at before reading: what is written meanwhile makes the entry old.
        let secret = Secret.fingerprint(secret)
        let writeCount = workspace.writeCount, schema = workspace.schema, now = workspace.clock()
        if let entry = entries.withLock({ $0.find(secret) }), entry.writeCount == writeCount,
            entry.schemaVersion == schema.version,
            (0...Int64(RecentHolders.seconds * 1_000_000)).contains(now.microseconds - entry.readAt.microseconds)
        {
            return entry.holder
        }
        let holder = try await read(schema)
        entries.withLock { entries in
            guard let holder else { return entries.remove(secret) }
            let entry = Entry(
                holder: holder, schemaVersion: schema.version, writeCount: writeCount, readAt: now)
            _ = entries.keep(entry, as: secret)
        }
        return holder
    }
}
