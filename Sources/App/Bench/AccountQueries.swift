import Records
import Storage

/// What the page of an account shows, asked by hand: the least its page can cost.
enum AccountQueries {
    struct Measured: Sendable {
        let account: Int64
        let sum: Spread
    }

    /// A busy account, with ten deals or so.
    static func measured(in workspace: Workspace) async throws -> Measured {
        let account =
            try await workspace.database.read {
                try $0.integer(
                    """
                    SELECT account FROM opportunity WHERE contact IS NOT NULL GROUP BY account
                    ORDER BY COUNT(*) DESC, account LIMIT 1
                    """
                )
            } ?? 0
        let schema = workspace.schema
        let queries = ["account": "id", "contact": "account", "opportunity": "account"].map {
            kind, column -> (SQL, [ColumnType]) in
            let kind = schema.kind(kind)
            return (
                """
                SELECT \(SQL.names(kind.columns.map(\.name))) FROM \(name: kind.table)
                WHERE \(name: column) = \(account) ORDER BY id DESC LIMIT 20
                """,
                kind.columns.map(\.type)
            )
        }
        let about = ["activity", "note", "attachment"].map { kind -> (SQL, [ColumnType]) in
            let kind = schema.kind(kind)
            return (
                """
                SELECT \(SQL.names(kind.columns.map(\.name))) FROM \(name: kind.table) WHERE about_kind = 'account'
                AND about_id = \(account) ORDER BY id DESC LIMIT 30
                """,
                kind.columns.map(\.type)
            )
        }
        let history: (SQL, [ColumnType]) = (
            """
            SELECT id, at, user_id, door, action, changes FROM history WHERE kind = 'account' AND record_id = \(account)
            ORDER BY id DESC LIMIT 30
            """,
            [.integer, .instant, .integer, .text, .text, .text]
        )
        let all = queries + about + [history]
        var figures: [Double] = []
        for _ in 0..<200 {
            figures.append(
                try await Stopwatch.milliseconds {
                    try await workspace.database.read { connection in
                        for (sql, types) in all { _ = try connection.rows(sql, types) }
                    }
                })
        }
        return Measured(account: account, sum: Spread(figures))
    }
}
