import Records
import Storage
import Web

/// Needs as a board: unanswered, answered, dropped; the most urgent on top.
struct NeedBoard: Sendable {
    static let path = "/needs/board"
    static let pageSize = 30

    /// What one column holds: how many, what they may spend together (nil for whoever does not see budgets), and the
    /// cards of one page.
    struct Column: Sendable {
        let status: NeedStatus
        var count = 0
        var budgets: Int64?
        var needs: [Need] = []
        /// The place from which more follow.
        var next: Int?
    }

    var columns: [Column]
    var accounts: [Int64: String] = [:]
    let question: ListQuestion

    /// `from`: the place in the only column asked for, from which its cards are read.
    static func load(
        _ statuses: [NeedStatus] = NeedStatus.allCases, from: Int = 0, where query: Form, in transaction: Transaction
    ) throws -> NeedBoard {
        let kind = transaction.schema.kind(of: Need.self)
        let question = try ListQuestion(
            kind, query, besides: ["stage", "before", "from", "status", "_csrf"], in: transaction)
        let place = ConditionCompiler.Place(kind)
        let predicate = try transaction.refusing { () throws(ConditionFault) in
            try transaction.compiler.predicate(question.condition, at: place)
        }
        let seen: SQL = predicate.map { " AND \($0)" } ?? ""
        var board = NeedBoard(columns: statuses.map { Column(status: $0) }, question: question)
        try board.count(kind, place, seen, transaction)
        for index in board.columns.indices {
            let ids = try transaction.connection.integers(
                """
                SELECT \(place.column("id")) FROM \(place.from)
                WHERE \(place.column("status")) = \(board.columns[index].status.rawValue)\(seen)
                ORDER BY CASE \(place.column("priority"))
                    WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END,
                    CASE WHEN \(place.column("wished_on")) IS NULL THEN 1 ELSE 0 END, \(place.column("wished_on")),
                    \(place.column("id")) DESC
                LIMIT \(pageSize + 1) OFFSET \(from)
                """)
            if ids.count > pageSize { board.columns[index].next = from + pageSize }
            let shown = ids.prefix(pageSize), records = try transaction.records(Array(shown), of: kind)
            board.columns[index].needs = try shown.compactMap { records[$0] }.map {
                try Need($0.seen(by: transaction.viewer, kind), kind: kind)
            }
        }
        let named = board.columns.flatMap(\.needs).compactMap { $0.account?.number }
        let titles = try transaction.titles(Set(named).map { Reference(kind: "account", id: $0) })
        board.accounts = Dictionary(titles.map { ($0.key.id, $0.value) }, uniquingKeysWith: { $1 })
        return board
    }

    private mutating func count(
        _ kind: Kind, _ place: ConditionCompiler.Place, _ seen: SQL, _ transaction: Transaction
    ) throws {
        let seesBudgets = kind["budget"].map { transaction.viewer.sees($0, of: kind) } ?? false
        let base = place.column("budget_base"), status = place.column("status")
        let rows = try transaction.connection.rows(
            """
            SELECT \(status), COUNT(*), SUM(\(base) / 1000000), SUM(\(base) % 1000000) FROM \(place.from)
            WHERE \(status) IN (\(SQL.list(columns.map { .text($0.status.rawValue) })))\(seen) GROUP BY \(status)
            """, .text, .integer, .integer, .integer)
        if seesBudgets { for index in columns.indices { columns[index].budgets = 0 } }
        for row in rows {
            guard let index = columns.firstIndex(where: { $0.status.rawValue == row[0].text }) else { continue }
            columns[index].count = Int(row[1].integer ?? 0)
            guard seesBudgets else { continue }
            columns[index].budgets = StageTotals.joined(row[2].integer ?? 0, 1_000_000, row[3].integer ?? 0)
        }
    }
}
