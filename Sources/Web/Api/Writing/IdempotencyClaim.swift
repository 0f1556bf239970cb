import Records
import Storage

/// One request's hold on an idempotency key. A handler that keeps its answer inside its own transaction acts exactly
/// once, even when the power fails in between.
package struct IdempotencyClaim: Sendable {
    /// The key under which the current POST is answered, if it carries one.
    @TaskLocal package static var current: IdempotencyClaim?

    let user: Int64
    let key: String
    let fingerprint: String
    let number: Int64

    /// A request that has not finished by now died with its server; the next one may take its place.
    private static let leaseSeconds = 60
    private static let keptSeconds = 86_400

    /// Nil when the key is ours now; the earlier answer when there is one.
    func take(in transaction: Transaction) throws -> Response? {
        let now = transaction.now
        let inserted = try transaction.connection.execute(
            """
            INSERT INTO idempotency_key (user_id, key, fingerprint, claim, claimed_at, created_at)
            VALUES (\(user), \(key), \(fingerprint), \(number), \(now), \(now)) ON CONFLICT (user_id, key) DO NOTHING
            """)
        if inserted == 1 { return nil }
        guard
            let row = try transaction.connection.first(
                """
                SELECT fingerprint, claim, claimed_at, created_at, status, headers, body FROM idempotency_key
                WHERE user_id = \(user) AND key = \(key)
                """, .text, .integer, .instant, .instant, .integer, .text, .bytes)
        else { throw inProgress }
        let isExpired = (row[3].instant ?? now) < now.adding(seconds: -IdempotencyClaim.keptSeconds)
        if !isExpired {
            guard row[0].text == fingerprint else { throw mismatch }
            if let status = row[4].integer { return try IdempotencyClaim.response(status, row[5], row[6]) }
            guard (row[2].instant ?? now) < now.adding(seconds: -IdempotencyClaim.leaseSeconds) else {
                throw inProgress
            }
        }
        let taken = try transaction.connection.execute(
            """
            UPDATE idempotency_key SET fingerprint = \(fingerprint), claim = \(number), claimed_at = \(now),
             created_at = \(now),
            status = NULL, headers = NULL, body = NULL WHERE user_id = \(user) AND key = \(key) AND claim = \(row[1])
            """)
        guard taken == 1 else { throw inProgress }
        return nil
    }

    /// Keeps the answer in the transaction that did the work. Refuses, and so takes the work back, where another
    /// request has taken over.
    package func keep(_ response: Response, in transaction: Transaction) throws {
        guard try write(response, "", in: transaction) == 1 else { throw inProgress }
    }

    /// For handlers that know nothing of keys: the answer is kept right after.
    func keepUnlessKept(_ response: Response, in transaction: Transaction) throws {
        _ = try write(response, " AND status IS NULL", in: transaction)
    }

    func release(in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            DELETE FROM idempotency_key WHERE user_id = \(user) AND key = \(key) AND claim = \(number)
            AND status IS NULL
            """
        )
    }

    private func write(_ response: Response, _ condition: SQL, in transaction: Transaction) throws -> Int {
        let headers = JSON.array(response.headers.lines.map { .array([.text($0.name), .text($0.value)]) })
        var body: [UInt8] = []
        if case .bytes(let bytes) = response.body { body = bytes }
        return try transaction.connection.execute(
            """
            UPDATE idempotency_key SET status = \(response.status), headers = \(headers.string),
             body = \(Value.bytes(body))
            WHERE user_id = \(user) AND key = \(key) AND claim = \(number)\(condition)
            """)
    }

    private static func response(_ status: Int64, _ headers: Value, _ body: Value) throws -> Response {
        var response = Response(status: Int(status))
        for line in try JSON(parsing: headers.text ?? "[]").array ?? [] {
            if let pair = line.array, pair.count == 2 { response.headers.add(pair[0].text ?? "", pair[1].text ?? "") }
        }
        if let bytes = body.bytes, !bytes.isEmpty { response.body = .bytes(bytes) }
        return response
    }

    private var mismatch: Refusal {
        Refusal(
            .conflict, code: "idempotency_mismatch",
            Message("This idempotency key was used for another request. Use a new key for each new request."))
    }

    private var inProgress: Refusal {
        Refusal(
            .conflict, code: "idempotency_in_progress",
            Message("A request with this idempotency key is still being answered. Wait a moment and send it again."),
            details: ["retry_after": 1])
    }
}
