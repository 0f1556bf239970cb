import Identity
import Jobs
import Records
import Storage

/// Looks every minute for background work that ended: tells people that their import is done, and administrators what
/// failed for good.
enum JobNotices {
    private static let name = "notifications.jobs"

    static func register(in jobs: inout JobBook) {
        let labels = jobs.entries.mapValues(\.label)
        jobs.add(name, "Tell what background work came to") { try await look($0, labels) }
        jobs.schedule(name, everySeconds: 60)
    }

    private struct Ended: Sendable {
        let id: Int64
        let name: String
        let isDead: Bool
        let user: Int64?
    }

    private static func look(_ context: JobContext, _ labels: [String: Message]) async throws -> JSON {
        let since = context.workspace.clock().adding(seconds: -86_400)
        let ended = try await context.workspace.database.read { connection in
            try connection.rows(
                """
                SELECT id, name, state, user_id FROM job
                WHERE (state = 'dead' AND finished_at > \(since))
                OR (state = 'done' AND finished_at > \(since) AND name = 'import')
                ORDER BY id DESC LIMIT 200
                """, .integer, .text, .text, .integer
            ).map {
                Ended(
                    id: $0[0].integer ?? 0, name: $0[1].text ?? "", isDead: $0[2].text == "dead", user: $0[3].integer)
            }
        }
        guard !ended.isEmpty else { return .record(["told": 0]) }
        try await context.workspace.write(.house, .job) { transaction in
            let known = Set(
                try transaction.connection.rows(
                    """
                    SELECT unique_key FROM notification
                    WHERE unique_key IN (\(SQL.list(ended.map { .text("job/\($0.id)") })))
                    """, .text
                ).compactMap { $0[0].text })
            let fresh = ended.filter { !known.contains("job/\($0.id)") }
            guard !fresh.isEmpty else { return }
            let administrators = try transaction.connection.integers(
                """
                SELECT u.id FROM "user" AS u JOIN role AS r ON r.id = u.role
                WHERE u.is_active = TRUE AND r.is_administrator = TRUE ORDER BY u.id LIMIT 50
                """)
            try Notice.tell(fresh.flatMap { notices($0, administrators, labels) }, in: transaction)
        }
        return .record(["told": .number(String(ended.count))])
    }

    private static func notices(_ job: Ended, _ administrators: [Int64], _ labels: [String: Message]) -> [Notice] {
        let key = "job/\(job.id)"
        var notices: [Notice] = []
        if job.name == "import", let user = job.user {
            notices.append(
                Notice(
                    .importDone, to: user,
                    job.isDead
                        ? Message("Your import has failed. Look why, and try again.")
                        : Message("Your import is finished."),
                    link: "/imports", key: key))
        }
        guard job.isDead else { return notices }
        let work = labels[job.name] ?? Message.verbatim(job.name)
        for administrator in administrators where administrator != job.user || job.name != "import" {
            notices.append(
                Notice(
                    .jobFailed, to: administrator,
                    Message("Background work failed: “{work}”.", ["work": .message(work)]), link: "/settings/jobs",
                    key: key))
        }
        return notices
    }
}
