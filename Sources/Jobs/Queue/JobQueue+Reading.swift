import Records
import Storage

extension JobQueue {
    /// Nil where there is none, or it is not the viewer's to see.
    package static func find(_ id: Int64, in transaction: Transaction) throws -> JobState? {
        try state(of: id, seen(by: transaction.viewer), transaction.connection)
    }

    /// The newest first. `before` is the id of the last one of the page before.
    package static func list(
        limit: Int = 50, before: Int64? = nil, states: Set<JobState.State> = [], name: String? = nil,
        user: Int64? = nil, in transaction: Transaction
    ) throws -> [JobState] {
        var conditions = [seen(by: transaction.viewer)]
        if let before { conditions.append("id < \(before)") }
        if !states.isEmpty {
            conditions.append("state IN (\(SQL.list(states.map(\.rawValue).sorted().map(Value.text))))")
        }
        if let name { conditions.append("name = \(name)") }
        if let user { conditions.append("user_id = \(user)") }
        return try transaction.connection.rows(
            """
            SELECT \(JobState.columns)
            FROM job
            WHERE \(SQL.joined(conditions, " AND "))
            ORDER BY id DESC
            LIMIT \(limit)
            """, JobState.types
        ).map(JobState.init)
    }

    static func state(of id: Int64, _ condition: SQL = "1 = 1", _ connection: any Connection) throws -> JobState? {
        try connection.rows("SELECT \(JobState.columns) FROM job WHERE id = \(id) AND \(condition)", JobState.types)
            .first.map(JobState.init)
    }

    private static func seen(by viewer: Viewer) -> SQL {
        viewer.may(permission) ? "1 = 1" : "user_id = \(viewer.user)"
    }
}
