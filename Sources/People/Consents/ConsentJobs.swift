import Jobs
import Records
import Storage

/// Writes down each night which consents have become too old, so that the register tells it without calculating.
enum ConsentJobs {
    private static let batch = 500

    static func register(in jobs: inout JobBook) {
        jobs.add("consents.expire", "Note consents that are too old") { context in
            var count = 0
            while true {
                let done = try await context.workspace.write(.house, .job) { try expire(in: $0) }
                count += done
                if done < batch { return .record(["expired": .number(String(count))]) }
            }
        }
        jobs.schedule("consents.expire", everySeconds: 86_400)
    }

    /// Those whose time is over and about which nothing was said since.
    static func expire(in transaction: Transaction) throws -> Int {
        let kind = transaction.schema.kind(of: Consent.self)
        let ids = try transaction.connection.integers(
            """
            SELECT c.id FROM consent AS c
            WHERE c.state = 'given' AND c.expires_at <= \(transaction.now) AND NOT EXISTS (
                SELECT 1 FROM consent AS n
                WHERE n.channel = c.channel AND n.said_at > c.said_at
                AND (n.purpose = c.purpose OR (n.purpose IS NULL AND c.purpose IS NULL))
                AND ((n.about_kind = c.about_kind AND n.about_id = c.about_id) OR n.address_key = c.address_key))
            ORDER BY c.id LIMIT \(batch)
            """)
        let records = try transaction.records(ids, of: kind)
        for id in ids {
            guard let record = records[id] else { continue }
            var line = try Consent(record, kind: kind)
            line.proof = "consent:\(id)"
            (line.id, line.state, line.source, line.ipAddress) = (ID(), .expired, .house, nil)
            (line.saidAt, line.expiresAt) = (transaction.now, nil)
            try transaction.save(line)
        }
        return ids.count
    }
}
