import Records
import Storage

/// A workspace's database in PostgreSQL: a few connections, each on a thread of its own, and one that listens.
package final class PostgresDatabase: Database {
    package let dialect = Dialect.postgres
    package let settings: PostgresSettings
    private let queue: WorkQueue
    private let listener: Listener

    /// Connects, makes the schema the address names where it is missing, and refuses a server that is too old.
    package static func open(_ settings: PostgresSettings) async throws -> PostgresDatabase {
        let database = PostgresDatabase(settings)
        do {
            try await database.makeSchema()
        } catch {
            try await database.close()
            throw error
        }
        return database
    }

    package static func open(_ location: String) async throws -> PostgresDatabase {
        try await open(PostgresSettings(location))
    }

    private init(_ settings: PostgresSettings) {
        self.settings = settings
        queue = WorkQueue(limit: settings.connections) { Worker(settings) }
        listener = Listener(settings)
    }

    private func makeSchema() async throws {
        guard let schema = settings.schema else {
            return try await maintain { _ = try $0.integer("SELECT 1") }
        }
        try await write { connection in
            let exists =
                try connection.first("SELECT TRUE FROM pg_namespace WHERE nspname = \(schema)", .boolean) != nil
            if !exists { try connection.execute("CREATE SCHEMA IF NOT EXISTS \(name: schema)") }
        }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await perform(.read, body)
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await perform(RedoableWrite.isCurrent ? .redoableWrite : .write, body)
    }

    package func maintain<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await perform(.maintain, body)
    }

    private func perform<Result: Sendable>(
        _ mode: PostgresConnection.Mode, _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let counter = QueryCounter.current
        return try await queue.perform { worker, ticket in try worker.transaction(mode, ticket, counter, body) }
    }

    /// Every node hears it, this one included.
    package func notify(_ channel: String, _ payload: String) async throws {
        let message = listener.message(channel, payload)
        // The server's own limit is 8,000 bytes.
        guard message.utf8.count < 8000 else {
            throw DatabaseError(kind: .other, message: "a notification carries at most 7,900 bytes: send an id")
        }
        let name = listener.name
        try await write { connection in
            _ = try connection.first("SELECT pg_notify(\(name), \(message)) IS NULL", .boolean)
        }
        listener.sayHere(channel, payload)
    }

    package func notifications(_ channel: String) -> AsyncStream<String> { listener.stream(channel) }

    package func close() async throws {
        listener.stop()
        await queue.close()
    }
}
