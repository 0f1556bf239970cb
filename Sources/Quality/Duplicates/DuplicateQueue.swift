import Records
import Storage

/// The pairs that wait for somebody to look at them, through that person's eyes: only those of which they see both.
package enum DuplicateQueue {
    package struct Question: Sendable {
        package var kind: Kind
        package var dismissed = false
        package var leastScore = MatchScore.asking
        /// Only pairs of this record.
        package var record: Int64?
        package var after: Mark?
        package var limit = 50

        package init(_ kind: Kind) { self.kind = kind }
    }

    /// Where a page ended: best score first, of equal ones the newest.
    package struct Mark: Sendable, Hashable {
        package let score: Int
        package let id: Int64

        package init(_ pair: DuplicatePair) { (score, id) = (pair.score.points, pair.id) }
        init(score: Int, id: Int64) { (self.score, self.id) = (score, id) }

        /// `85-123456`
        package init?(_ text: String) {
            let parts = text.split(separator: "-")
            guard parts.count == 2, let score = Int(parts[0]), let id = Int64(parts[1]) else { return nil }
            (self.score, self.id) = (score, id)
        }
        package var text: String { "\(score)-\(id)" }
    }

    /// Kinds whose records are looked through, of which the viewer sees any.
    package static func kinds(_ transaction: Transaction) -> [Kind] {
        scanned(transaction.schema).filter { !transaction.viewer.grants(for: $0.name).isEmpty }
    }

    /// Everything that is recognised by match keys and stands by itself.
    package static func scanned(_ schema: Schema) -> [Kind] {
        schema.entities.filter { $0.hasSounds && $0.owner == nil }
    }

    package static func pairs(_ question: Question, in transaction: Transaction) throws -> [DuplicatePair] {
        var condition = try condition(question, transaction)
        if let mark = question.after {
            condition += " AND (p.score < \(mark.score) OR (p.score = \(mark.score) AND p.id < \(mark.id)))"
        }
        return try read(condition, limit: question.limit, transaction)
    }

    /// The pair before, in the order of the queue.
    package static func previous(_ question: Question, to mark: Mark, in transaction: Transaction) throws
        -> DuplicatePair?
    {
        var condition = try condition(question, transaction)
        condition += " AND (p.score > \(mark.score) OR (p.score = \(mark.score) AND p.id > \(mark.id)))"
        return try read(condition, order: "p.score, p.id", limit: 1, transaction).first
    }

    /// How many there are, counted up to `cap`.
    package static func count(_ question: Question, cap: Int = 1000, in transaction: Transaction) throws -> Int {
        let condition = try condition(question, transaction)
        return Int(
            try transaction.connection.integer(
                "SELECT COUNT(*) FROM (SELECT 1 FROM duplicate_pair AS p WHERE \(condition) LIMIT \(cap)) AS counted")
                ?? 0)
    }

    /// How many wait in the queue of each kind, all of them counted.
    package static func waiting(in transaction: Transaction) throws -> [(kind: Kind, count: Int)] {
        try kinds(transaction).map { ($0, try count(Question($0), cap: .max, in: transaction)) }
    }

    /// One pair, whatever was decided about it; not found where the viewer does not see both.
    package static func find(_ id: Int64, in transaction: Transaction) throws -> DuplicatePair {
        guard let name = try transaction.connection.text("SELECT kind FROM duplicate_pair WHERE id = \(id)"),
            let kind = kinds(transaction).first(where: { $0.name == name }),
            let pair = try DuplicateQueue.read(
                "p.id = \(id)\(try both(kind, transaction))", limit: 1, transaction
            ).first
        else { throw Refusal.notFound() }
        return pair
    }

    /// Where a pair stands in the queue, even when one of its records is gone by now.
    static func place(_ id: Int64, in transaction: Transaction) throws -> (kind: Kind, mark: Mark)? {
        guard
            let row = try transaction.connection.first(
                "SELECT kind, score FROM duplicate_pair WHERE id = \(id)", .text, .integer),
            let kind = kinds(transaction).first(where: { $0.name == row[0].text })
        else { return nil }
        return (kind, Mark(score: Int(row[1].integer ?? 0), id: id))
    }

    // Decisions

    /// “Not a duplicate”, remembered for good; or the question is open again.
    package static func decide(_ state: DuplicatePair.State, _ id: Int64, in transaction: Transaction) throws {
        let pair = try find(id, in: transaction)
        let kind = transaction.schema.kind(pair.kind)
        try transaction.refuse(.change, kind)
        let changeable = try ConditionCompiler.Place(kind).ids(
            [pair.first, pair.second], to: .change, in: transaction)
        guard !changeable.isEmpty else { throw Refusal.notAllowed(to: .change) }
        let decided = state != .open
        try transaction.connection.execute(
            """
            UPDATE duplicate_pair SET state = \(state.rawValue),
            decided_by = \(decided ? transaction.author : nil),
            decided_at = \(decided ? Value.instant(transaction.now) : .null), merge_id = NULL WHERE id = \(id)
            """)
        try QualityUpkeep.measure(kind, in: transaction).update([pair.first, pair.second], in: transaction.connection)
    }

    // SQL

    private static func condition(_ question: Question, _ transaction: Transaction) throws -> SQL {
        var condition: SQL = "p.kind = \(question.kind.name) AND p.score >= \(question.leastScore)"
        condition += question.dismissed ? " AND p.state = 'dismissed'" : " AND p.state IN ('open', 'merged')"
        if let record = question.record {
            condition += " AND (p.first_id = \(record) OR p.second_id = \(record))"
        }
        condition += try both(question.kind, transaction)
        return condition
    }

    /// Both records are there and seen. What was merged or deleted takes its pairs along.
    private static func both(_ kind: Kind, _ transaction: Transaction) throws -> SQL {
        let place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        func seen(_ column: SQL) -> SQL {
            """
             AND EXISTS (SELECT 1 FROM \(name: kind.table) AS \(name: place.alias)
            WHERE \(place.column("id")) = \(column)\(rights))
            """
        }
        return "\(seen("p.first_id"))\(seen("p.second_id"))"
    }

    private static func read(
        _ condition: SQL, order: SQL = "p.score DESC, p.id DESC", limit: Int, _ transaction: Transaction
    ) throws -> [DuplicatePair] {
        try transaction.connection.rows(
            """
            SELECT \(DuplicatePair.columns) FROM duplicate_pair AS p WHERE \(condition)
            ORDER BY \(order) LIMIT \(limit)
            """, DuplicatePair.types
        ).map { try DuplicatePair(row: $0) }
    }
}

extension ConditionCompiler.Place {
    /// Those of these records to which the viewer may do this.
    fileprivate func ids(_ ids: [Int64], to act: Viewer.Act, in transaction: Transaction) throws -> [Int64] {
        let rights = try transaction.compiler.rights(at: self, to: act).map { " AND \($0)" as SQL } ?? ""
        return try transaction.connection.integers(
            """
            SELECT \(column("id")) FROM \(name: kind.table) AS \(name: alias)
            WHERE \(column("id")) IN (\(SQL.set(ids)))\(rights)
            """)
    }
}
