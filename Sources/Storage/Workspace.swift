import Foundation
import Logging
import Records
import Synchronization

/// One company's data: a database, its schema and settings, and the ways in. Every request, job and command runs in
/// one.
package final class Workspace: Sendable {
    package let database: any Database
    package let registry: StorageRegistry
    package let ids: IDGenerator
    package let clock: @Sendable () -> Instant
    package let logger: Logger
    private let state: State
    private let writesDone = Atomic<Int>(0)

    /// What a transaction starts from; replaced whole when the configuration changes.
    package struct Configuration: Sendable {
        package let schema: Schema
        package let settings: WorkspaceSettings
    }

    private final class State: @unchecked Sendable {
        let lock = Lock()
        var configuration: Configuration
        init(_ configuration: Configuration) { self.configuration = configuration }
    }

    private init(
        _ database: any Database, _ registry: StorageRegistry, _ configuration: Configuration, node: Int,
        clock: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.database = database
        self.registry = registry
        self.clock = clock
        self.logger = logger
        ids = IDGenerator(node: node, clock: clock)
        state = State(configuration)
    }

    /// Migrates the database to the registry's declarations and opens it.
    package static func open(
        _ database: any Database, registry: StorageRegistry, node: Int = Int.random(in: 0..<1024),
        clock: @escaping @Sendable () -> Instant = { Instant(Date()) },
        logger: Logger = Logger(label: "entregent.storage")
    ) async throws -> Workspace {
        try await registry.migrator(database.dialect).migrate(database, now: clock())
        let configuration = try await database.read { try Workspace.load($0, registry) }
        return Workspace(database, registry, configuration, node: node, clock: clock, logger: logger)
    }

    package var configuration: Configuration { state.lock.locked { state.configuration } }
    package var schema: Schema { configuration.schema }
    package var settings: WorkspaceSettings { configuration.settings }

    /// Changes with every write of this process: whoever remembers what was read can tell that it may be old by now.
    package var writeCount: Int { writesDone.load(ordering: .acquiring) }

    /// Reads the configuration anew; other nodes and commands do so when they see another version.
    package func reload() async throws {
        let registry = registry
        let fresh = try await database.read { try Workspace.load($0, registry) }
        state.lock.locked { state.configuration = fresh }
    }

    package func read<Result: Sendable>(_ viewer: Viewer, _ body: @escaping @Sendable (Transaction) throws -> Result)
        async throws -> Result
    {
        try await run(viewer, .screen, nil, database.read, body)
    }

    package func write<Result: Sendable>(
        _ viewer: Viewer, _ door: Door, origin: String? = nil,
        _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        defer { writesDone.add(1, ordering: .releasing) }
        return try await run(viewer, door, origin, database.write, body)
    }

    private func run<Result: Sendable>(
        _ viewer: Viewer, _ door: Door, _ origin: String?,
        _ open: (@escaping @Sendable (any Connection) throws -> Outcome<Result>) async throws -> Outcome<Result>,
        _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        while true {
            let configuration = configuration
            let (now, ids, rules) = (clock(), ids, registry.rules)
            let outcome = try await open { connection in
                guard try SchemaVersion.current(connection) == configuration.schema.version else { return .outdated }
                return .done(
                    try body(
                        Transaction(
                            connection: connection, schema: configuration.schema, viewer: viewer, door: door,
                            origin: origin, now: now, settings: configuration.settings, ids: ids, rules: rules)))
            }
            if case .done(let result) = outcome { return result }
            try await reload()
        }
    }

    private enum Outcome<Result: Sendable>: Sendable {
        case done(Result)
        /// Another node changed the configuration: reload and run again.
        case outdated
    }

    private static func load(_ connection: any Connection, _ registry: StorageRegistry) throws -> Configuration {
        Configuration(schema: try registry.schema(connection), settings: try WorkspaceSettings.load(connection))
    }
}

/// What the modules declare to Storage: kinds, their rules, further tables, explicit migration steps.
package struct StorageRegistry: Sendable {
    package private(set) var kinds: [Kind] = []
    package var tables: [TableSpec] = SystemTables.all { didSet { rules.tables = tables } }
    package var steps: [MigrationStep] = []
    package var rules = RuleBook()
    /// Where the company's groups of customers are kept.
    package var groups: GroupSource?
    private var indexes: [String: [TableSpec.IndexSpec]] = [:]

    package init() {}

    /// An index over several columns of a kind, for a page that reads in an order of its own. Say why beside the call.
    package mutating func index<E: Entity>(_ entity: E.Type, _ name: String, _ columns: [String]) {
        indexes[E.name, default: []].append(TableSpec.IndexSpec(name, columns))
    }

    package mutating func add<E: Entity>(_ entity: E.Type) {
        let kind = Kind(entity)
        kinds.append(kind)
        rules.add(blank: E.blank(kind), for: kind.name)
    }

    /// The declarations and the company's own configuration, as it stands.
    func schema(_ connection: any Connection) throws -> Schema {
        let custom = Dictionary(grouping: try CustomField.load(connection), by: \.kind)
        var schema = try Schema(
            version: SchemaVersion.current(connection), core: kinds, custom: custom.mapValues { $0.map(\.spec) })
        if let groups {
            schema.groups.kind = groups.kind
            schema.groups.subjects = groups.subjects
            for group in try groups.load(connection) { schema.groups.byID[group.id] = group }
        }
        return schema
    }

    package func migrator(_ dialect: Dialect) -> Migrator {
        let parts = kinds.flatMap { $0.parts.map(\.kind) }
        return Migrator(
            tables: tables + (kinds + parts).map { TableSpec($0).adding(indexes[$0.name] ?? []) },
            extra: SearchTables.creation(dialect) + AppendOnly.creation(dialect), steps: steps)
    }
}

/// How the groups of a company are read, whichever module keeps them.
package struct GroupSource: Sendable {
    let kind: String
    let subjects: [String]
    let load: @Sendable (any Connection) throws -> [NamedGroup]

    package init(
        kind: String, subjects: [String], load: @escaping @Sendable (any Connection) throws -> [NamedGroup]
    ) {
        self.kind = kind
        self.subjects = subjects
        self.load = load
    }
}
