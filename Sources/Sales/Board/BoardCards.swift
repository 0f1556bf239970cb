import Activities
import Records
import Storage

/// The cards of a board, all columns by one query: the newest in each stage first, each column read along its own
/// index, so that ten thousand sales cost what a thousand do.
struct BoardCards: Sendable {
    static let pageSize = 30

    struct Row: Sendable {
        let id: Int64
        let stage: ID<Stage>
        let title: String
        let amount: Money?
        let since: Instant?
        let account: String?
        let owner: String?
    }

    /// A column of the board: a stage, perhaps only what was closed from a day on, perhaps further down.
    struct Column: Sendable {
        let stage: ID<Stage>
        var closedSince: Day?
        var after: Mark?
    }

    /// Where a column's page ended.
    struct Mark: Sendable, Hashable {
        let since: Instant
        let id: Int64

        init(since: Instant, id: Int64) { (self.since, self.id) = (since, id) }

        init?(_ text: String) {
            let pieces = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
            guard pieces.count == 2, let micro = pieces[0], let id = pieces[1] else { return nil }
            self.init(since: Instant(microseconds: micro), id: id)
        }

        var text: String { "\(since.microseconds)-\(id)" }
    }

    private(set) var rows: [ID<Stage>: [Row]] = [:]
    /// Stages that hold more, and from where.
    private(set) var next: [ID<Stage>: Mark] = [:]
    private(set) var pulses: [Int64: ActivityPulse] = [:]

    static func load(_ columns: [Column], where condition: Condition, in transaction: Transaction) throws -> BoardCards
    {
        var cards = BoardCards()
        guard !columns.isEmpty else { return cards }
        let kind = transaction.schema.kind(of: Opportunity.self), place = ConditionCompiler.Place(kind)
        let predicate = try transaction.refusing { () throws(ConditionFault) in
            try transaction.compiler.predicate(condition, at: place)
        }
        let branches = columns.enumerated().map { branch($1, number: $0, place, predicate, transaction) }
        let query = try joined(branches, transaction)
        for values in try transaction.connection.rows(
            query, .integer, .integer, .text, .integer, .text, .instant, .text, .text)
        {
            let row = Row(values)
            cards.rows[row.stage, default: []].append(row)
        }
        for (stage, list) in cards.rows where list.count > pageSize {
            let shown = Array(list.prefix(pageSize))
            cards.rows[stage] = shown
            if let last = shown.last, let since = last.since { cards.next[stage] = Mark(since: since, id: last.id) }
        }
        cards.pulses = try ActivityPulse.of(cards.rows.values.flatMap { $0.map(\.id) }, kind, in: transaction)
        return cards
    }

    private static func branch(
        _ column: Column, number: Int, _ place: ConditionCompiler.Place, _ predicate: SQL?, _ transaction: Transaction
    ) -> SQL {
        var conditions: [SQL] = ["\(place.column("stage")) = \(column.stage)"]
        if let day = column.closedSince { conditions.append("\(place.column("closed_on")) >= \(day)") }
        if let mark = column.after {
            conditions.append("(\(place.column("stage_since")), \(place.column("id"))) < (\(mark.since), \(mark.id))")
        }
        if let predicate { conditions.append(predicate) }
        let columns = ["id", "stage", "title", "amount", "amount_currency", "stage_since", "account", "owner"].map {
            name -> SQL in
            let field = name == "amount_currency" ? "amount" : name
            let isSeen = place.kind[field].map { transaction.viewer.sees($0, of: place.kind) } ?? true
            if isSeen { return place.column(name) }
            let isText = name == "title" || name == "amount_currency"
            return isText ? "CAST(NULL AS TEXT) AS \(name: name)" : "CAST(NULL AS BIGINT) AS \(name: name)"
        }
        return """
            SELECT * FROM (SELECT \(SQL.joined(columns, ", ")) FROM \(place.from)
            WHERE \(SQL.joined(conditions, " AND "))
            ORDER BY \(place.column("stage_since")) DESC, \(place.column("id")) DESC
            LIMIT \(pageSize + 1)) AS \(name: "b\(number)")
            """
    }

    /// Names of accounts and owners come along, where the viewer may see them.
    private static func joined(_ branches: [SQL], _ transaction: Transaction) throws -> SQL {
        let account = ConditionCompiler.Place(transaction.schema.kind("account"), depth: 1)
        let owner = ConditionCompiler.Place(transaction.schema.kind("user"), depth: 2)
        let seenAccount = try transaction.compiler.rights(at: account).map { " AND \($0)" as SQL } ?? ""
        let seenOwner = try transaction.compiler.rights(at: owner).map { " AND \($0)" as SQL } ?? ""
        return """
            SELECT c.id, c.stage, c.title, c.amount, c.amount_currency, c.stage_since, \(account.column("name")),
            \(owner.column("name"))
            FROM (\(SQL.joined(branches, " UNION ALL "))) AS c
            LEFT JOIN \(account.from) ON \(account.column("id")) = c.account\(seenAccount)
            LEFT JOIN \(owner.from) ON \(owner.column("id")) = c.owner\(seenOwner)
            ORDER BY c.stage, c.stage_since DESC, c.id DESC
            """
    }
}

extension BoardCards.Row {
    fileprivate init(_ values: [Value]) {
        id = values[0].integer ?? 0
        stage = ID(values[1].integer ?? 0)
        title = values[2].text ?? ""
        amount = values[3].integer.flatMap { minor in values[4].text.map { Money(minor: minor, currency: $0) } }
        since = values[5].instant
        (account, owner) = (values[6].text, values[7].text)
    }
}
