import Foundation
import Records
import Storage

/// Mends what the doctor finds and what can be mended safely: what follows from the records, and what points to
/// records that are gone. Says in a sentence what it did; nothing where nothing was wrong.
package enum Repair {
    package static func run(_ settings: ServerSettings) async throws -> [Message] {
        let database = try await OpenDatabase.at(settings.database)
        do {
            let done = try await mend(database)
            try await database.close()
            return done
        } catch {
            try await database.close()
            throw error
        }
    }

    package static func mend(
        _ database: any Database, clock: @escaping @Sendable () -> Instant = { Instant(Date()) }
    ) async throws -> [Message] {
        let registry = Modules.registry().storage
        let missing = registry.migrator(database.dialect).plan(
            against: try await database.structure(), dialect: database.dialect)
        var done: [Message] = []
        if !missing.isEmpty {
            done.append(
                Message(
                    "{count} missing column or index was made.", "{count} missing columns or indexes were made.",
                    count: missing.count))
        }
        // Opening makes what is missing.
        let workspace = try await Workspace.open(database, registry: registry, clock: clock)
        done += try await indexes(database)
        let derived = try await DerivedColumns(workspace: workspace).mend()
        if derived > 0 {
            done.append(
                Message(
                    "{count} sort key or converted amount was derived anew.",
                    "{count} sort keys or converted amounts were derived anew.", count: derived))
        }
        let lost = RepairedLinks(workspace: workspace)
        done += try await lost.parts()
        done += try await lost.references()
        done += try await RepairedSearch(workspace: workspace).run()
        return done
    }

    /// Indexes that PostgreSQL could not finish are built again.
    private static func indexes(_ database: any Database) async throws -> [Message] {
        guard database.dialect == .postgres else { return [] }
        let invalid = try await database.read { connection in
            try connection.rows(
                """
                SELECT c.relname FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid
                WHERE NOT x.indisvalid AND c.relnamespace = (SELECT oid FROM pg_namespace
                WHERE nspname = current_schema())
                """, .text
            ).compactMap { $0[0].text }
        }
        for name in invalid { try await database.maintain { try $0.execute("REINDEX INDEX \(name: name)") } }
        if invalid.isEmpty { return [] }
        return [
            Message(
                "The index {names} was built again.", "The indexes {names} were built again.", count: invalid.count,
                ["names": .text(invalid.joined(separator: ", "))])
        ]
    }
}
