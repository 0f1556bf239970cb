import Records

/// What the journal keeps of one merge, read for taking it back.
struct JournalSteps {
    /// Rows of one table of which the same columns went from the same values to the same values.
    struct Move {
        let name: String
        let before: JSON
        let after: JSON
        var ids: [Int64] = []
        /// Of parts: row → the record it belongs to.
        var owners: [Int64: Int64] = [:]
    }

    /// A single thing that happened to one row or record.
    struct Single {
        let name: String
        let id: Int64
        let before: JSON
        let after: JSON
    }

    private(set) var moves: [Move] = []
    private(set) var removed: [Single] = []
    private(set) var replaced: [Single] = []
    /// Records that are gone.
    private(set) var taken: [Single] = []
    private(set) var changed: [Single] = []
    private(set) var created: [Single] = []
    private(set) var survivor: Single?

    /// The last first.
    init(_ merge: Int64, in transaction: Transaction) throws {
        let rows = try transaction.connection.rows(
            """
            SELECT kind, record_id, action, before, after FROM journal_entry
            WHERE journal_id = \(merge) ORDER BY id DESC
            """, .text, .integer, .text, .text, .text)
        var places: [[String]: Int] = [:]
        for row in rows {
            let name = row[0].text ?? "", id = row[1].integer ?? 0
            var after = try JSON(parsing: row[4].text ?? "{}")
            if row[2].text == Merge.Step.moved.rawValue {
                let owner = after[Merge.ownerKey]?.integer
                if owner != nil { after = .object((after.members ?? []).filter { $0.name != Merge.ownerKey }) }
                let before = row[3].text ?? "{}", key = [name, before, after.string]
                let place = try places[key] ?? add(Move(name: name, before: JSON(parsing: before), after: after))
                places[key] = place
                moves[place].ids.append(id)
                if let owner { moves[place].owners[id] = owner }
                continue
            }
            let single = Single(name: name, id: id, before: try JSON(parsing: row[3].text ?? "{}"), after: after)
            switch row[2].text {
            case Merge.Step.removed.rawValue: removed.append(single)
            case Merge.Step.replaced.rawValue: replaced.append(single)
            case Merge.Step.survivor.rawValue: survivor = single
            case Merge.Step.merged.rawValue, "deleted": taken.append(single)
            case "created": created.append(single)
            default: changed.append(single)
            }
        }
    }

    private mutating func add(_ move: Move) -> Int {
        moves.append(move)
        return moves.count - 1
    }
}
