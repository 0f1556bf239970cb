import Foundation
import Storage

/// Where a PostgreSQL database is and how we use it, from one URL:
/// `postgres://user:password@host:5432/name?schema=acme&sslmode=require&pool=8&statement_timeout=60`.
/// A socket's folder goes into `host`: `postgres:///name?host=/run/postgresql`. Whatever else libpq knows may follow.
package struct PostgresSettings: Sendable {
    /// What libpq is given: the URL without our own words.
    package let url: String
    /// The schema the workspace lives in; made when it is missing.
    package let schema: String?
    /// Most connections used at once (one more listens to notifications).
    package let connections: Int
    /// How long one statement of a reading transaction may take; 0 for ever.
    package let readTimeoutSeconds: Int
    /// How long a lost server is waited for before a caller is told that it is away.
    package let patienceSeconds: Double

    package init(_ location: String, patienceSeconds: Double = 5) throws {
        let (base, words) = PostgresSettings.split(location)
        guard base.hasPrefix("postgres://") || base.hasPrefix("postgresql://") else {
            throw PostgresSettings.refusal("a PostgreSQL address starts with postgres://")
        }
        var ours: [String: String] = [:], libpqs: [String] = []
        for word in words {
            let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if ["schema", "pool", "statement_timeout"].contains(pair[0]) {
                ours[pair[0]] = pair.count == 2 ? pair[1].removingPercentEncoding ?? "" : ""
            } else {
                libpqs.append(word)
            }
        }
        url = libpqs.isEmpty ? base : base + "?" + libpqs.joined(separator: "&")
        schema = ours["schema"]
        if let schema, schema.isEmpty || schema.utf8.count > 63 || schema.hasPrefix("pg_") {
            throw PostgresSettings.refusal("the schema's name has 1 to 63 characters and does not start with pg_")
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        connections = try PostgresSettings.number(ours["pool"], 1...500, "pool") ?? cores * 2 + 2
        readTimeoutSeconds =
            try PostgresSettings.number(ours["statement_timeout"], 0...86_400, "statement_timeout") ?? 60
        self.patienceSeconds = patienceSeconds
    }

    private static func split(_ location: String) -> (String, [String]) {
        guard let mark = location.firstIndex(of: "?") else { return (location, []) }
        return (
            String(location[..<mark]), location[location.index(after: mark)...].split(separator: "&").map(String.init)
        )
    }

    private static func number(_ text: String?, _ range: ClosedRange<Int>, _ name: String) throws -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw refusal("\(name) is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func refusal(_ why: String) -> DatabaseError {
        DatabaseError(kind: .other, message: "the database's address is not understood: \(why)")
    }
}
