import Records

/// What taking a merge back would do, worked out without doing it: what is still as the merge left it goes back, what
/// somebody has changed since stays and is told.
struct UnmergePlan {
    let merge: Merge
    let kind: Kind
    let transaction: Transaction
    let steps: JournalSteps
    private(set) var told: Unmerged
    private(set) var restored: [(record: Record, kind: Kind)] = []
    private(set) var overwritten: [Overwritten] = []
    private(set) var removed: [(records: [Record], kind: Kind)] = []
    private(set) var moves: [JournalSteps.Move] = []
    private(set) var partRows: [JournalSteps.Single] = []
    private(set) var tableRows: [(before: StoredRow, after: StoredRow?)] = []

    /// A record that is to hold again what it held before.
    struct Overwritten {
        let kind: Kind
        let now: Record
        let new: Record
        /// When and by whom it was changed before the merge, where nobody has changed it since.
        let stamps: [Value]?
    }

    private var schema: Schema { transaction.schema }

    /// - Parameter transaction: the house’s.
    init(_ merge: Merge, in transaction: Transaction) throws {
        guard let kind = transaction.schema[merge.kind] else { throw Refusal.notFound() }
        (self.merge, self.kind, self.transaction) = (merge, kind, transaction)
        steps = try JournalSteps(merge.id, in: transaction)
        told = Unmerged(merge: merge)
        try planSurvivor()
        try planChanged()
        try planTaken()
        try planMoves()
        try planTables()
        told.added = try MergeCounts(kind: kind, transaction: transaction).relations(
            to: [merge.survivor], newerThan: merge.id)
    }

    private mutating func tell(_ record: Reference, _ field: String, _ reason: ChangedSince.Reason) {
        told.changed.append(ChangedSince(record, field, reason))
    }

    // The survivor.

    private mutating func planSurvivor() throws {
        let subject = Reference(kind: kind.name, id: merge.survivor)
        guard let step = steps.survivor, let now = try transaction.records([merge.survivor], of: kind)[merge.survivor]
        else { return tell(subject, "", .gone) }
        let before = StoredRecord(step.before, kind), after = StoredRecord(step.after, kind)
        var new = now
        for field in kind.fields where field.name == "external_id" || !Kind.systemNames.contains(field.name) {
            let current = Array(now.values(field.name, in: kind))
            guard let old = before.values(field), let given = after.values(field) else { continue }
            if current != given {
                if !field.isReadOnly { tell(subject, field.name, .changed) }
            } else if old != given, try mayGoBack(field, old, of: subject) {
                new.set(field.name, old, in: kind)
            }
        }
        for part in kind.parts {
            let rows = PartReturn(
                before: before.rows(part), after: after.rows(part), now: now.parts[part.name] ?? [])
            if rows.hasChangedSince { tell(subject, part.name, .changed) }
            new.parts[part.name] = rows.result
        }
        let isUntouched = Array(now.values("updated_at", in: kind)) == after.values("updated_at")
        let stamps = isUntouched ? before.stamps : nil
        overwritten.append(Overwritten(kind: kind, now: now, new: new, stamps: stamps))
    }

    /// What stood there may be gone, or be another’s by now.
    private mutating func mayGoBack(_ field: FieldSpec, _ values: [Value], of record: Reference) throws -> Bool {
        let kind = schema.kind(record.kind)
        if field.isUnique, let value = values.first, !value.isNull,
            let owner = try transaction.connection.integer(
                "SELECT id FROM \(name: kind.table) WHERE \(name: field.columns[0].name) = \(value)"),
            owner != record.id
        {
            tell(record, field.name, .taken)
            return false
        }
        if let target = target(of: field, values), try !isThere(target) {
            tell(record, field.name, .linkGone)
            return false
        }
        return true
    }

    private func target(of field: FieldSpec, _ values: [Value]) -> Reference? {
        if let target = field.shape.linkTarget { return values[0].integer.map { Reference(kind: target, id: $0) } }
        guard field.shape == .reference, let name = values[0].text, let id = values[1].integer else { return nil }
        return Reference(kind: name, id: id)
    }

    /// Whether a record exists, or comes back with this merge.
    private func isThere(_ target: Reference) throws -> Bool {
        guard let kind = schema[target.kind] else { return false }
        if steps.taken.contains(where: { $0.name == target.kind && $0.id == target.id }) { return true }
        return try transaction.connection.integer("SELECT 1 FROM \(name: kind.table) WHERE id = \(target.id)") != nil
    }

    // What rules made of it: stages, versions of files, saved views.

    private mutating func planChanged() throws {
        for (name, singles) in Dictionary(grouping: steps.created, by: \.name).sorted(by: { $0.key < $1.key }) {
            guard let kind = schema[name] else { continue }
            removed.append((Array(try transaction.records(singles.map(\.id), of: kind).values), kind))
        }
        var seen: Set<Reference> = []
        for step in steps.changed {
            let subject = Reference(kind: step.name, id: step.id)
            guard let kind = schema[step.name], subject != Reference(kind: self.kind.name, id: merge.survivor) else {
                continue
            }
            // Changed twice by one merge: from what the second change is to leave behind.
            let planned = overwritten.lastIndex { $0.kind.name == step.name && $0.now.id == step.id }
            guard
                let now = try planned.map({ overwritten[$0].new }) ?? transaction.records([step.id], of: kind)[step.id]
            else {
                tell(subject, "", .gone)
                continue
            }
            let before = StoredRecord(step.before, kind), after = StoredRecord(step.after, kind)
            var new = now
            for field in kind.fields where !Kind.systemNames.contains(field.name) {
                guard let old = before.values(field), let given = after.values(field) else { continue }
                if Array(now.values(field.name, in: kind)) == given {
                    new.set(field.name, old, in: kind)
                } else if seen.insert(subject).inserted {
                    tell(subject, field.name, .changed)
                }
            }
            for part in kind.parts where step.before["parts." + part.name] != nil {
                let rows = PartReturn(
                    before: before.rows(part), after: after.rows(part), now: now.parts[part.name] ?? [])
                new.parts[part.name] = rows.result
            }
            let isUntouched = Array(now.values("updated_at", in: kind)) == [.instant(merge.at)]
            let stamps = isUntouched ? before.earlierStamps : nil
            if let planned {
                overwritten[planned] = Overwritten(
                    kind: kind, now: overwritten[planned].now, new: new, stamps: stamps ?? overwritten[planned].stamps)
            } else {
                overwritten.append(Overwritten(kind: kind, now: now, new: new, stamps: stamps))
            }
        }
    }

    // The records that are gone.

    private mutating func planTaken() throws {
        for step in steps.taken {
            guard let kind = schema[step.name] else { continue }
            let subject = Reference(kind: kind.name, id: step.id), stored = StoredRecord(step.before, kind)
            var record = stored.record
            for field in kind.fields {
                let values = Array(record.values(field.name, in: kind))
                if values.allSatisfy(\.isNull) || field.name == "id" { continue }
                if field.isUnique, try isTaken(field, values[0], kind) {
                    if field.isRequired, !field.isCustom { throw UnmergePlan.impossible(kind, field) }
                    record.set(field.name, [.null], in: kind)
                    tell(subject, field.name, .taken)
                } else if let target = target(of: field, values), try !isThere(target) {
                    let become = try schema[target.kind].flatMap { try transaction.survivor(of: target.id, $0) }
                    if let become {
                        record.set(field.name, values.dropLast() + [.integer(become)], in: kind)
                        continue
                    }
                    if field.isRequired, !field.isCustom { throw UnmergePlan.impossible(kind, field) }
                    record.set(field.name, values.map { _ in .null }, in: kind)
                    if !Kind.systemNames.contains(field.name) { tell(subject, field.name, .linkGone) }
                }
            }
            for part in kind.parts {
                let rows = record.parts[part.name] ?? []
                let kept = try rows.filter { try standsAlone($0, part.kind) }
                if kept.count != rows.count { tell(subject, part.name, .linkGone) }
                record.parts[part.name] = kept
            }
            restored.append((record, kind))
            told.restored.append(subject)
        }
    }

    private static func impossible(_ kind: Kind, _ field: FieldSpec) -> Refusal {
        Refusal(
            .conflict, code: "cannot_come_back",
            Message(
                "This merge cannot be undone: “{field}” of a {kind} cannot come back. What stood there is gone, or "
                    + "another record has it by now.",
                ["field": .message(field.label), "kind": .message(kind.label)]))
    }

    /// Whether a record that stays has this unique value; what the survivor gives back is free.
    private func isTaken(_ field: FieldSpec, _ value: Value, _ kind: Kind) throws -> Bool {
        let owner = try transaction.connection.integer(
            "SELECT id FROM \(name: kind.table) WHERE \(name: field.columns[0].name) = \(value)")
        guard let owner else { return false }
        guard let planned = overwritten.first(where: { $0.kind.name == kind.name && $0.now.id == owner }) else {
            return true
        }
        return planned.new.value(field.name, in: kind) == value
    }

    private func standsAlone(_ row: PartRow, _ part: Kind) throws -> Bool {
        var at = 0
        for field in part.declared {
            let values = Array(row.values[at..<at + field.columns.count])
            at += field.columns.count
            if !values.allSatisfy(\.isNull), let target = target(of: field, values), try !isThere(target) {
                return false
            }
        }
        return true
    }

    // What points to them.

    private mutating func planMoves() throws {
        var returning: [String: Set<Int64>] = [:]
        for move in steps.moves {
            guard let table = UnmergeTable(move.name, transaction) else { continue }
            let still = try table.rows(move.ids, holding: move.after, transaction)
            var kept = move
            if let part = table.part, let owner = part.owner.flatMap({ schema[$0] }) {
                let lost = Set(move.ids).subtracting(still).compactMap { move.owners[$0] }
                let changed = Set(lost)
                kept.ids = move.ids.filter { still.contains($0) && !changed.contains(move.owners[$0] ?? 0) }
                let name = owner.parts.first { $0.kind.name == part.name }?.name ?? part.name
                for id in changed.sorted() { tell(Reference(kind: owner.name, id: id), name, .changed) }
                returning[owner.name, default: []].formUnion(kept.ids.compactMap { move.owners[$0] })
            } else {
                kept.ids = move.ids.filter { still.contains($0) }
                if let holder = table.entity {
                    try tellLost(move, Set(move.ids).subtracting(still), holder)
                    returning[holder.name, default: []].formUnion(kept.ids)
                }
            }
            moves.append(kept)
        }
        let changed = Set(told.changed.filter { $0.reason == .changed }.map(\.record))
        for row in steps.removed {
            guard let part = schema[row.name], let owner = part.owner else { continue }
            let holder = Reference(kind: owner, id: row.before[owner]?.integer ?? 0)
            if changed.contains(holder) { continue }
            guard try isThere(holder) else {
                tell(holder, "", .gone)
                continue
            }
            if try standsAlone(LyingRow(row.before, part).row, part) { partRows.append(row) }
        }
        told.moved = returning.mapValues(\.count).filter { $0.value > 0 }
    }

    private mutating func tellLost(_ move: JournalSteps.Move, _ lost: Set<Int64>, _ holder: Kind) throws {
        if lost.isEmpty { return }
        let there = try transaction.existing(Array(lost), of: holder)
        let column = move.after.members?.last?.name
        let field = holder.fields.first { $0.columns.contains { $0.name == column } }?.name ?? ""
        for id in lost.sorted() {
            tell(
                Reference(kind: holder.name, id: id), there.contains(id) ? field : "",
                there.contains(id) ? .changed : .gone)
        }
    }

    private mutating func planTables() throws {
        let tables = Dictionary(transaction.rules.tables.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        for step in steps.replaced {
            guard let table = tables[step.name] else { continue }
            let after = StoredRow(table, step.after)
            // A row may have been changed twice by one merge.
            let isPlanned = tableRows.contains {
                $0.before.table.name == table.name && $0.before.values == after.values
            }
            if try isPlanned || after.current(transaction.connection) == after.values {
                tableRows.append((StoredRow(table, step.before), after))
            } else {
                tell(Reference(kind: kind.name, id: merge.survivor), table.name, .changed)
            }
        }
        for step in steps.removed {
            guard let table = tables[step.name] else { continue }
            let row = StoredRow(table, step.before)
            if try row.current(transaction.connection) == nil { tableRows.append((row, nil)) }
        }
    }
}
