import Records
import Storage

/// The same list as different people see it: whoever sees little must not pay for what others have.
struct EyesBench {
    let workspace: Workspace
    let seconds: Double
    let say: @Sendable (String) -> Void

    private static let newcomer: Int64 = 1

    func run() async throws -> [BenchRow] {
        let kind = workspace.schema.kind("account"), field = kind["name"] ?? kind.titleField
        let owners = try await workspace.database.read {
            try $0.integers("SELECT owner FROM account WHERE owner IS NOT NULL GROUP BY owner ORDER BY owner LIMIT 10")
        }
        guard let seller = owners.last else { return [] }
        let shared = try await shareThree(kind)
        var rows: [BenchRow] = []
        for (who, grants, own) in [
            ("a seller", [Viewer.Grant.owners([seller]), .shared], "owner = \(seller)" as SQL),
            ("a team of \(owners.count)", [.owners(owners), .shared], "owner IN (\(SQL.list(owners)))"),
            ("a newcomer with three shared", [.owners([EyesBench.newcomer]), .shared], "id IN (\(SQL.list(shared)))"),
        ] {
            say("accounts as seen by \(who)")
            let viewer = Viewer(user: EyesBench.newcomer, rights: ["account": Viewer.Rights(grants)])
            let columns = kind.columns, key = field.orderColumn
            let pair = try await Stopwatch.pair(seconds: seconds) { _ in
                let query = ListQuery(sort: [.init(field.name)], limit: 50)
                _ = try await workspace.read(viewer) { try $0.page(kind, query) }
            } _: { _ in
                _ = try await workspace.database.read { connection in
                    try connection.rows(
                        """
                        SELECT \(SQL.names(columns.map(\.name))) FROM account WHERE \(own)
                        ORDER BY \(name: key), id LIMIT 51
                        """, columns.map(\.type))
                }
            }
            rows.append(
                .time("page of 50 accounts for \(who)", pair, against: "its prepared SQL", atMost: 3, note: ""))
        }
        try await workspace.database.write {
            _ = try $0.execute("DELETE FROM share WHERE user_id = \(EyesBench.newcomer)")
        }
        return rows
    }

    private func shareThree(_ kind: Kind) async throws -> [Int64] {
        let (ids, now) = (workspace.ids, workspace.clock())
        return try await workspace.database.write { connection in
            let shared = try connection.integers("SELECT id FROM account ORDER BY id LIMIT 3")
            for id in shared {
                try connection.execute(
                    """
                    INSERT INTO share (id, kind, record_id, user_id, may_change, at)
                    VALUES (\(ids.next()), \(kind.name), \(id), \(EyesBench.newcomer), FALSE, \(now))
                    """)
            }
            return shared
        }
    }
}
