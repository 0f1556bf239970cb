import Records

extension Journal {
    /// What undoing did; `kept` are values that somebody changed again since, left as they are.
    package struct Undone: Sendable {
        package var removed = 0
        package var restored = 0
        package var reverted = 0
        package var kept: [Reference] = []
        /// Records that could not come back, and links of restored ones whose target is gone.
        package var problems: [RestoreProblem] = []
        package init() {}
    }

    /// Undoes up to `limit` entries of an operation, newest first; call again until `isFinished`. The entries undone
    /// are gone, so that a stopped undo goes on where it was.
    package static func undo(_ journal: Int64, limit: Int = 500, in transaction: Transaction) throws -> (
        done: Undone, isFinished: Bool
    ) {
        if try transaction.connection.text("SELECT operation FROM journal WHERE id = \(journal)") == Merge.operation {
            // It goes back as a whole, by its own way.
            let told = try transaction.unmerge(journal)
            var done = Undone()
            done.restored = told.restored.count
            done.reverted = told.moved.values.reduce(0, +)
            done.kept = told.changed.map(\.record)
            return (done, true)
        }
        guard let state = try transaction.connection.text("SELECT state FROM journal WHERE id = \(journal)"),
            state != "undone"
        else {
            throw Refusal(
                .conflict, code: "already_undone", Message("This has been undone already, or was never done."))
        }
        if state == "partial" { try retry(journal, transaction) }
        let rows = try transaction.connection.rows(
            """
            SELECT id, kind, record_id, action, before, after FROM journal_entry
            WHERE journal_id = \(journal) AND problem IS NULL ORDER BY id DESC LIMIT \(limit)
            """, .integer, .text, .integer, .text, .text, .text)
        var done = Undone()
        let before = transaction.journal
        transaction.journal = nil
        defer { transaction.journal = before }
        // Runs of the same fate of the same kind are undone together; their order is kept.
        var index = 0
        while index < rows.count {
            var run = [rows[index]]
            while index + run.count < rows.count, rows[index + run.count][1] == run[0][1],
                rows[index + run.count][3] == run[0][3]
            {
                run.append(rows[index + run.count])
            }
            index += run.count
            try undo(run, journal, &done, transaction)
        }
        if !rows.isEmpty {
            try transaction.connection.execute(
                "DELETE FROM journal_entry WHERE problem IS NULL AND id IN (\(SQL.set(rows.map { $0[0] })))")
        }
        let isFinished = rows.count < limit
        if isFinished {
            let isPartial =
                try transaction.connection.integer(
                    "SELECT 1 FROM journal_entry WHERE journal_id = \(journal) AND problem IS NOT NULL LIMIT 1") != nil
            let state = isPartial ? "partial" : "undone"
            try transaction.connection.execute("UPDATE journal SET state = \(state) WHERE id = \(journal)")
        }
        return (done, isFinished)
    }

    /// What held something back may be gone by now.
    private static func retry(_ journal: Int64, _ transaction: Transaction) throws {
        try transaction.connection.execute(
            "UPDATE journal_entry SET problem = NULL WHERE journal_id = \(journal) AND problem IS NOT NULL")
        try transaction.connection.execute("UPDATE journal SET state = 'done' WHERE id = \(journal)")
    }

    private static func undo(
        _ run: [[Value]], _ journal: Int64, _ done: inout Undone, _ transaction: Transaction
    ) throws {
        guard let kind = transaction.schema[run[0][1].text ?? ""] else { return }
        let house = transaction.asHouse
        let ids = run.compactMap { $0[2].integer }
        let current = try house.records(ids, of: kind)
        switch run[0][3].text {
        case "created":
            let records = ids.compactMap { current[$0] }
            try house.remove(records, of: kind)
            done.removed += records.count
        case "deleted":
            let restoring = Restoring(journal: journal, transaction: house)
            for row in run {
                let json = try JSON(parsing: row[4].text ?? "{}")
                try restoring.restore(row[0].integer ?? 0, json, kind)
            }
            done.restored += restoring.restored
            done.problems += restoring.problems
        default:
            var undone: Set<Int64> = []
            for row in run {
                let id = row[2].integer ?? 0
                // Changed more than once by the operation: each change is taken back from what the later one left.
                let isAgain = !undone.insert(id).inserted
                guard let record = try isAgain ? house.records([id], of: kind)[id] : current[id] else { continue }
                let before = try JSON(parsing: row[4].text ?? "{}"), after = try JSON(parsing: row[5].text ?? "{}")
                try revert(record, before, after, kind, &done, house)
            }
        }
    }

    /// Puts back each field that still has the value the operation gave it.
    private static func revert(
        _ record: Record, _ before: JSON, _ after: JSON, _ kind: Kind, _ done: inout Undone, _ transaction: Transaction
    ) throws {
        var new = record
        var wasKept = false
        for field in kind.fields {
            guard let old = values(of: field, in: before), let given = values(of: field, in: after) else { continue }
            if Array(record.values(field.name, in: kind)) == given {
                new.set(field.name, old, in: kind)
            } else {
                wasKept = true
            }
        }
        for part in kind.parts {
            guard let old = rows(of: part, in: before), let given = rows(of: part, in: after) else { continue }
            if (record.parts[part.name] ?? []) == given { new.parts[part.name] = old } else { wasKept = true }
        }
        if wasKept { done.kept.append(Reference(kind: kind.name, id: record.id)) }
        if new == record { return }
        try transaction.overwrite(record, with: new, of: kind)
        done.reverted += 1
    }
}

extension Transaction {
    /// Writes values as they once were, without the entity's rules: they were valid then. History, search and
    /// match keys follow.
    func overwrite(_ old: Record, with new: Record, of kind: Kind) throws {
        var change = Change(kind: kind, old: old, new: new, touched: Set(kind.parts.map(\.name)))
        change.new.set("updated_at", [.instant(now)], in: kind)
        change.new.set("version", [.integer(old.version + 1)], in: kind)
        let writer = RowWriter(kind: kind, transaction: self)
        try writer.update(change)
        var changes = [change]
        try writer.replaceParts(&changes)
        try follow(changes, kind)
    }

    func putBack(_ record: Record, of kind: Kind) throws {
        let writer = RowWriter(kind: kind, transaction: self)
        try writer.insert([record])
        for part in kind.parts {
            let rows = (record.parts[part.name] ?? []).enumerated().map { position, row in
                writer.stored(
                    [.integer(row.id), .integer(record.id), .integer(Int64(position))] + row.values, part.kind)
            }
            try writer.insert(rows, into: part.kind)
        }
        let change = Change(kind: kind, old: nil, new: record, touched: [])
        try MatchKeys.update([change], in: self)
        try SearchIndex.update([change], in: self)
        try History.write([History.Line(kind: kind.name, id: record.id, action: "restored")], in: self)
        try Outbox.write([Event("\(kind.name).restored", Reference(kind: kind.name, id: record.id))], in: self)
        if kind.name == schema.groups.kind { try raiseConfigurationVersion() }
    }

    private func follow(_ changes: [Change], _ kind: Kind) throws {
        try History.record(changes, in: self)
        try MatchKeys.update(changes, in: self)
        try SearchIndex.update(changes, in: self)
        try Outbox.write(changes.map(\.event), in: self)
        // Groups are read with the configuration: whoever remembers it reads it anew.
        if kind.name == schema.groups.kind { try raiseConfigurationVersion() }
    }
}
