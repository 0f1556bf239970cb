import Records

extension Transaction {
    /// What taking a merge back would do, and what has changed since.
    package func unmergePreview(_ id: Int64) throws -> Unmerged {
        try UnmergePlan(try undoableMerge(id), in: asHouse).told
    }

    /// Takes a merge back: the records and all that pointed to them are as before, except what somebody has changed
    /// since, which stays and is told. What was added to the survivor since stays there.
    @discardableResult
    package func unmerge(_ id: Int64) throws -> Unmerged {
        let merge = try undoableMerge(id), house = asHouse
        house.journal = nil
        let plan = try UnmergePlan(merge, in: house)
        for (records, kind) in plan.removed { try house.remove(records, of: kind) }
        for change in plan.overwritten { try house.giveBack(change) }
        for (record, kind) in plan.restored { try house.putBack(record, of: kind) }
        try Unmover(transaction: house, plan: plan).move()
        for (before, after) in plan.tableRows {
            try after?.delete(connection)
            try RowWriter.insert([before.values], into: before.table, connection)
        }
        try MergeAlias.remove(merge: merge.id, plan.kind, in: house)
        for tidy in house.rules.merging.unmerged { try tidy(merge, house) }
        // Who sees them are others again.
        try SearchIndex.refresh([merge.survivor] + merge.merged.map(\.id), of: plan.kind, in: house)
        try house.finish(merge, plan.kind)
        return plan.told
    }

    private func undoableMerge(_ id: Int64) throws -> Merge {
        let merge = try Merge.find(id, in: self)
        switch merge.state {
        case .undone:
            throw Refusal(.conflict, code: "already_undone", Message("This merge has been undone already."))
        case .forgotten: throw Refusal.tooLate(settings)
        case .done: break
        }
        guard merge.undoable(until: settings) > now else { throw Refusal.tooLate(settings) }
        guard let kind = schema[merge.kind] else { throw Refusal.notFound() }
        if let later = try connection.integer(
            "SELECT merge_id FROM merge_alias WHERE kind = \(kind.name) AND old_id = \(merge.survivor)")
        {
            throw Refusal(
                .conflict, code: "merged_again",
                Message("The record that stayed was merged into another one since. Undo that merge first."),
                details: ["merge": .text(String(later))])
        }
        return merge
    }

    private func giveBack(_ change: UnmergePlan.Overwritten) throws {
        let kind = change.kind
        if change.new != change.now { try overwrite(change.now, with: change.new, of: kind) }
        guard let stamps = change.stamps else { return }
        try connection.execute(
            """
            UPDATE \(name: kind.table) SET updated_at = \(stamps[0]), updated_by = \(stamps[1])
            WHERE id = \(change.now.id)
            """)
    }

    private func finish(_ merge: Merge, _ kind: Kind) throws {
        let records = merge.merged.map {
            JSON.record(["kind": .text(kind.name), "id": .text(String($0.id)), "title": .text($0.title)])
        }
        try History.write(
            [
                History.Line(
                    kind: kind.name, id: merge.survivor, action: "unmerged",
                    changes: JSON.record(["records": .array(records)]).string)
            ], in: self)
        try Outbox.write(
            [
                Event(
                    "\(kind.name).unmerged", Reference(kind: kind.name, id: merge.survivor),
                    .record(["merge": .text(String(merge.id))]))
            ], in: self)
        try connection.execute("DELETE FROM journal_entry WHERE journal_id = \(merge.id)")
        try connection.execute("UPDATE journal SET state = 'undone' WHERE id = \(merge.id)")
        try connection.execute(
            """
            UPDATE record_merge SET state = 'undone', undone_at = \(now), undone_by = \(author) WHERE id = \(merge.id)
            """)
    }
}

/// Lets rows point again to where they pointed before a merge.
struct Unmover {
    let transaction: Transaction
    let plan: UnmergePlan

    private var notes: MergeNotes { MergeNotes(transaction: transaction) }
    private var schema: Schema { transaction.schema }

    func move() throws {
        var owners: [String: Set<Int64>] = [:]
        for move in plan.moves {
            guard let part = UnmergeTable(move.name, transaction)?.part else { continue }
            owners[part.name, default: []].formUnion(move.ids.compactMap { move.owners[$0] })
        }
        for row in plan.partRows {
            if let part = schema[row.name] { owners[row.name, default: []].insert(LyingRow(row.before, part).owner) }
        }
        var before: [String: [Int64: [LyingRow]]] = [:]
        for (name, ids) in owners {
            before[name] = try transaction.lyingRows(of: schema.kind(name), owners: ids.sorted())
        }
        var raised: [String: Set<Int64>] = [:]
        for move in plan.moves where !move.ids.isEmpty {
            try take(move)
            raised[move.name, default: []].formUnion(move.ids)
        }
        for row in plan.partRows { try layBack(row) }
        for (name, ids) in owners.sorted(by: { $0.key < $1.key }) {
            let part = schema.kind(name)
            try tell(part, ids.sorted(), before[name] ?? [:], raised: raised[part.owner ?? ""] ?? [])
        }
    }

    private func take(_ move: JournalSteps.Move) throws {
        guard let table = UnmergeTable(move.name, transaction) else { return }
        try table.set(move.ids, to: move.before, transaction)
        guard let kind = table.entity else { return }
        let column = move.after.members?.last?.name
        guard let field = kind.fields.first(where: { $0.columns.contains { $0.name == column } }) else { return }
        let before = StoredJSON.values(move.before, columns: field.columns)
        let after = StoredJSON.values(move.after, columns: field.columns)
        try notes.changed(
            move.ids.map { MergeNotes.Moved(id: $0, before: after, after: before) }, field, of: kind)
    }

    private func layBack(_ row: JournalSteps.Single) throws {
        guard let part = schema[row.name] else { return }
        let taken = try transaction.connection.integer("SELECT 1 FROM \(name: part.table) WHERE id = \(row.id)") != nil
        if taken { return }
        let lying = LyingRow(row.before, part), writer = RowWriter(kind: part, transaction: transaction)
        let values: [Value] = [.integer(lying.row.id), .integer(lying.owner), .integer(lying.position)]
        try writer.insert([writer.stored(values + lying.row.values, part)], into: part)
    }

    private func tell(_ part: Kind, _ owners: [Int64], _ before: [Int64: [LyingRow]], raised: Set<Int64>) throws {
        guard let owner = part.owner.flatMap({ schema[$0] }),
            let known = owner.parts.first(where: { $0.kind.name == part.name })
        else { return }
        let after = try transaction.lyingRows(of: part, owners: owners)
        let changed = owners.filter { (before[$0] ?? []).map(\.row) != (after[$0] ?? []).map(\.row) }
        try notes.raiseVersions(changed.filter { !raised.contains($0) }, of: owner)
        try notes.changed(changed, part: known, of: owner, before: before, after: after)
    }
}

extension Refusal {
    fileprivate static func tooLate(_ settings: WorkspaceSettings) -> Refusal {
        Refusal(
            .conflict, code: "too_late",
            Message(
                "A merge can be undone for {count} day; this one is older.",
                "A merge can be undone for {count} days; this one is older.", count: settings.mergeDays))
    }
}
