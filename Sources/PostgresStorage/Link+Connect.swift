import CPostgres
import Foundation
import Storage

/// The server could not be reached or does not want us.
struct ConnectFailure: Error {
    let message: String

    /// A server that restarts or has no place left; a wrong password or name stays wrong.
    var mayPass: Bool {
        let lasting = ["authentication failed", "does not exist", "no pg_hba.conf entry", "could not translate", "SSL"]
        return !lasting.contains { message.contains($0) }
    }

    var asDatabaseError: DatabaseError {
        DatabaseError(kind: .unavailable, message: "PostgreSQL cannot be reached: \(message)")
    }
}

extension Link {
    /// Connects, blocking, and sets what every session of ours relies on.
    static func connect(_ settings: PostgresSettings) throws -> Link {
        let raw = try openConnection(settings)
        do {
            try setUp(raw, settings)
        } catch {
            PQfinish(raw)
            throw error
        }
        return try Link(raw)
    }

    /// A bare connection; the caller finishes it.
    static func openConnection(_ settings: PostgresSettings) throws -> OpaquePointer {
        // What stands before the URL gives way to it; what comes after wins.
        let names = ["connect_timeout", "fallback_application_name", "dbname", "client_encoding"]
        let values = ["5", "entregent", settings.url, "UTF8"]
        let raw = withCStrings(names) { names in withCStrings(values) { PQconnectdbParams(names, $0, 1) } }
        guard let raw else { throw ConnectFailure(message: "out of memory") }
        guard PQstatus(raw) == CONNECTION_OK else {
            defer { PQfinish(raw) }
            throw ConnectFailure(message: String(cString: PQerrorMessage(raw)).trimmingTrailingSpace)
        }
        return raw
    }

    private static func setUp(_ raw: OpaquePointer, _ settings: PostgresSettings) throws {
        guard PQserverVersion(raw) >= 140_000 else {
            throw DatabaseError(kind: .other, message: "PostgreSQL 14 or newer is needed")
        }
        // Many short statements: compiling one takes longer than it saves, seconds for the figures of quality; and
        // starting helpers for one takes ten milliseconds, which PostgreSQL counts as nothing.
        var session = """
            SET jit = off; SET parallel_setup_cost = 20000; SET synchronous_commit = on; SET TimeZone = 'UTC';
            SET standard_conforming_strings = on; SET statement_timeout = '\(settings.readTimeoutSeconds)s'
            """
        if let schema = settings.schema { session += "; SET search_path = \(SQL.quoted(schema))" }
        let result = PQexec(raw, session)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw databaseError(result, raw, sql: session) }
    }
}

/// The texts as an array of C strings that ends with null.
private func withCStrings<Result>(
    _ texts: [String], _ use: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = texts.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer($0) } + [nil]
    return pointers.withUnsafeBufferPointer { use($0.baseAddress!) }
}
