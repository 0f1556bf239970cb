import Activities
import Leads
import People
import Records
import Sales
import Storage

/// Indexes are faster made over loaded rows than kept up while rows come in. If the load is cut short, the next start
/// of any command makes them: they are part of what the migration compares.
enum DemoIndexes {
    private static let kinds = [
        Account.name, Contact.name, Opportunity.name, StageChange.name, Activity.name, Note.name, Lead.name,
    ]

    static func drop(in workspace: Workspace) async throws {
        let names = try await names(in: workspace)
        try await workspace.database.write { connection in
            for name in names { try connection.execute("DROP INDEX IF EXISTS \(name: name)") }
        }
    }

    /// One statement at a time, so that a large index does not hold the others' work.
    static func restore(in workspace: Workspace) async throws {
        let database = workspace.database
        let migrator = workspace.registry.migrator(database.dialect)
        for statement in migrator.plan(against: try await database.structure(), dialect: database.dialect) {
            try await database.maintain { _ = try $0.execute(SQL(text: statement)) }
        }
        try await migrator.migrate(database, now: workspace.clock())
    }

    /// Those of the loaded tables that say nothing but where rows are: a unique one also guards.
    private static func names(in workspace: Workspace) async throws -> [String] {
        let schema = workspace.schema
        var tables = kinds.map { schema.kind($0) }.flatMap { kind in [kind] + kind.parts.map(\.kind) }.map {
            TableSpec($0)
        }
        tables += workspace.registry.tables.filter { ["history", "match_key"].contains($0.name) }
        let existing = try await workspace.database.structure()
        var names = tables.flatMap { table in
            table.indexes.filter { !$0.isUnique && existing.tables[table.name]?.indexes.contains($0.name) == true }.map(
                \.name)
        }
        if workspace.database.dialect == .postgres { names.append("search_entry_words") }
        return names
    }
}
