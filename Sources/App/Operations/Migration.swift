import Foundation
import Records
import Storage

/// Brings a database to this version, outside of any server.
package enum Migration {
    package static func run(_ migrator: Migrator, on database: any Database) async throws {
        try await migrator.migrate(database, now: Instant(Date()))
    }
}
