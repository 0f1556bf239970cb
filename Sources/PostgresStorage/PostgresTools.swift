import CPostgres
import Foundation
import Storage

/// PostgreSQL's own programs, told by their environment where our database is: a password never stands in a command
/// line.
struct PostgresTools: Sendable {
    let schema: String
    private let environment: [String: String]

    static func make(_ settings: PostgresSettings, schema: String) async throws -> PostgresTools {
        let connection = try await onThread {
            do { return try connectionWords(settings) } catch let error as ConnectFailure {
                throw error.asDatabaseError
            }
        }
        var environment = ProcessInfo.processInfo.environment
        for (name, value) in connection { environment[name] = value }
        environment["PGOPTIONS"] = "-c lock_timeout=60s -c statement_timeout=0 -c client_min_messages=warning"
        return PostgresTools(schema: schema, environment: environment)
    }

    /// Runs a program to its end; what it says on failure becomes the error.
    @discardableResult
    func run(_ program: String, _ arguments: [String]) async throws -> String {
        guard let path = find(program) else {
            throw DatabaseError(
                kind: .other,
                message: "\(program) is not installed here: install PostgreSQL's client programs (postgresql-client)")
        }
        return try await PostgresTools.onThread { [environment] in
            let process = Process(), output = Pipe(), complaints = Pipe()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.environment = environment
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = complaints
            try process.run()
            let said = Reading(output), complained = Reading(complaints)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw DatabaseError(
                    kind: .other, message: "\(program) failed: \(complained.text.trimmingTrailingSpace)")
            }
            return said.text
        }
    }

    /// A backup whose table of contents can be read and is of our schema.
    func check(_ path: String) async throws {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw DatabaseError(kind: .other, message: "cannot read the backup \(path)")
        }
        let contents = try await run("pg_restore", ["--list", path])
        let schemas = Set(contents.split(separator: "\n").compactMap(PostgresTools.schemaOfTable))
        guard schemas.isEmpty || schemas == [schema] else {
            throw DatabaseError(
                kind: .other,
                message: """
                    \(path) is a backup of the schema \(schemas.sorted().joined(separator: ", ")), \
                    this database is the schema \(schema): name that one in the address (schema=…)
                    """)
        }
    }

    /// `215; 1259 16386 TABLE acme account entregent` names acme.
    private static func schemaOfTable(_ line: Substring) -> String? {
        let words = line.split(separator: " ")
        guard words.count >= 6, !line.hasPrefix(";"), words[3] == "TABLE", words[4] != "DATA" else { return nil }
        return String(words[4])
    }

    private func find(_ program: String) -> String? {
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Host, user, password and the rest of a live connection, by the environment variable libpq reads each from.
    private static func connectionWords(_ settings: PostgresSettings) throws -> [String: String] {
        let connection = try Link.openConnection(settings)
        defer { PQfinish(connection) }
        guard let options = PQconninfo(connection) else { return [:] }
        defer { PQconninfoFree(options) }
        var words: [String: String] = [:], option = options
        while option.pointee.keyword != nil {
            if let name = option.pointee.envvar, let value = option.pointee.val, value.pointee != 0 {
                words[String(cString: name)] = String(cString: value)
            }
            option += 1
        }
        return words
    }

    private static func onThread<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}

/// Reads a pipe to its end on a thread of its own, so that a talkative program never waits for us.
private final class Reading: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var data = Data()

    init(_ pipe: Pipe) {
        let file = pipe.fileHandleForReading
        DispatchQueue.global().async { [self] in
            data = file.readDataToEndOfFile()
            done.signal()
        }
    }

    /// Once; after the program has ended.
    var text: String {
        done.wait()
        return String(decoding: data, as: UTF8.self)
    }
}
