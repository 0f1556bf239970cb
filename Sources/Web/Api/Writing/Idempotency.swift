import Crypto
import Records
import Storage

/// `Idempotency-Key`: a POST that is sent again after a broken line acts once and is answered as it was. Answers are
/// kept for a day beside the data they speak of, so they survive a restart and are shared by all nodes.
package enum Idempotency {
    static let header = "Idempotency-Key"
    private static let keptSeconds = 86_400

    static let table = TableSpec(
        "idempotency_key",
        [
            .init("user_id", .integer), .init("key", .text), .init("fingerprint", .text), .init("claim", .integer),
            .init("claimed_at", .instant), .init("created_at", .instant), .init("status", .integer, required: false),
            .init("headers", .text, required: false), .init("body", .bytes, required: false),
        ], primaryKey: ["user_id", "key"],
        // Old keys are found by age.
        indexes: [.init("idempotency_key_age", ["created_at"])], merging: .stays("repeats an answer that was given"))

    static func register(in registry: inout Registry) {
        registry.storage.tables.append(table)
        registry.jobs.add("forget_idempotency_keys", "Forget request keys older than a day") { job in
            let forgotten = try await job.workspace.write(.house, .job) { transaction in
                let limit = transaction.now.adding(seconds: -keptSeconds)
                return try transaction.connection.execute("DELETE FROM idempotency_key WHERE created_at < \(limit)")
            }
            return .record(["forgotten": .number(String(forgotten))])
        }
        registry.jobs.schedule("forget_idempotency_keys", everySeconds: 3600)
    }

    /// Answers a POST, at most once where it carries a key.
    static func answering(
        _ request: Request, _ context: Context, _ handler: @escaping Routes<Context>.Handler
    ) async throws -> Response {
        guard request.headers[header] != nil else { return try await handler(request, context) }
        let body = try await request.bytes()
        var again = Request(
            method: request.method, path: request.path, query: request.query, headers: request.headers, id: request.id,
            remoteAddress: request.remoteAddress, isSecure: request.isSecure, host: request.host,
            body: IncomingBody(pieces: [body]))
        again.parameters = request.parameters
        again.route = request.route
        let repeated = again
        return try await once(request, context, bodyHash: hex(SHA256.hash(data: body))) {
            try await handler(repeated, context)
        }
    }

    /// The same for a body that was streamed elsewhere and is known by its hash.
    package static func once(
        _ request: Request, _ context: Context, bodyHash: String, _ work: () async throws -> Response
    ) async throws -> Response {
        guard let key = request.headers[header] else { return try await work() }
        try check(key)
        let address = "\(request.method.rawValue) \(request.path)?\(request.query.encoded) \(bodyHash)"
        let claim = IdempotencyClaim(
            user: context.viewer.user, key: key, fingerprint: hex(SHA256.hash(data: Array(address.utf8))),
            number: context.workspace.ids.next())
        if let earlier = try await context.workspace.write(context.viewer, context.door, { try claim.take(in: $0) }) {
            return earlier.with("Idempotent-Replayed", "true")
        }
        do {
            let response = try await IdempotencyClaim.$current.withValue(claim, operation: work)
            try await context.workspace.write(context.viewer, context.door) {
                try claim.keepUnlessKept(response, in: $0)
            }
            return response
        } catch {
            // What was refused may be sent again with the same key; nothing was done.
            do {
                try await context.workspace.write(context.viewer, context.door) { try claim.release(in: $0) }
            } catch let second {
                context.workspace.logger.warning(
                    "an idempotency key stays taken for a minute", metadata: ["error": "\(second)"])
            }
            throw error
        }
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func check(_ key: String) throws(Refusal) {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Refusal(fields: [
                FieldRefusal(
                    header, code: "invalid_value",
                    Message("A key is 1 to 255 characters without spaces or accents, such as a UUID."))
            ])
        }
    }
}
