import Records

extension Transaction {
    /// Makes several records one. What pointed to the others points to the survivor, their parts are united with its
    /// own, and their identifiers go on leading to it. `choices` says for a field from which record its value comes;
    /// else it is the survivor’s own, or the first that another has. Who merges must be able to change the survivor
    /// and to delete the others; `unmerge` takes it all back.
    @discardableResult
    package func merge(
        _ ids: [Int64], into survivor: Int64, of kind: Kind, choosing choices: [String: Int64] = [:]
    ) throws -> Merge {
        let asked = try MergeRequest(kind, ids, into: survivor, choices, in: self)
        let house = asHouse
        let journal = try Journal.begin(Merge.operation, kind: kind.name, in: house)
        let work = MergeBook.Work(
            kind: kind, survivor: asked.survivor.id, merged: asked.merged.map(\.id), merge: journal)
        let moved = try RelationMover(
            transaction: house, kind: kind, survivor: work.survivor, merged: work.merged
        ).move()
        try TableMover(transaction: house, kind: kind, survivor: work.survivor, merged: work.merged).move()
        // Read before they go; written when nobody holds their unique values any more.
        let draft = try FieldUnion(kind, [asked.survivor] + asked.merged, choosing: asked.choices, in: house).draft()
        try house.takeAway(asked.merged, of: kind)
        try house.fill(draft, asked, kind)
        for tidy in rules.merging.merged { try tidy(work, house) }
        try MergeConditions(kind: kind, survivor: work.survivor, merged: work.merged).rename(in: house)
        try MergeAlias.write(asked.merged, into: work.survivor, merge: journal, kind, in: house)
        let after = try house.record(work.survivor, of: kind)
        try Journal.write(
            [
                (
                    kind.name, work.survivor, Merge.Step.survivor.rawValue,
                    Journal.stored(asked.survivor, kind).string, Journal.stored(after, kind).string
                )
            ], in: house)
        let merge = Merge(id: journal, kind, survivor: after, merged: asked.merged, moved: moved, in: self)
        try merge.write(connection)
        try house.tell(merge, kind)
        return merge
    }

    private func takeAway(_ records: [Record], of kind: Kind) throws {
        let ids = records.map(\.id), list = SQL.set(ids)
        try Journal.write(
            records.map { (kind.name, $0.id, Merge.Step.merged.rawValue, Journal.stored($0, kind).string, nil) },
            in: self)
        for part in kind.parts {
            try connection.execute("DELETE FROM \(name: part.kind.table) WHERE \(name: kind.name) IN (\(list))")
        }
        try connection.execute("DELETE FROM \(name: kind.table) WHERE id IN (\(list))")
        try MatchKeys.remove(ids, of: kind, in: self)
        try SearchIndex.remove(ids, in: self)
    }

    /// Writes the survivor by the one write path. A value nobody chose and no rule accepts is left out: a merge does
    /// not fail over what was wrong before.
    private func fill(_ draft: Draft, _ asked: MergeRequest, _ kind: Kind) throws {
        var draft = draft
        while !draft.fields.isEmpty || !draft.parts.isEmpty {
            guard case .refused(let refusal) = try save([draft], as: kind)[0] else { break }
            let named = Set(refusal.fields.map { String($0.field.prefix { $0 != "[" && $0 != "." }) })
            let free = named.filter { asked.choices[$0] == nil && (draft.fields[$0] != nil || draft.parts[$0] != nil) }
            if free.isEmpty { throw refusal }
            for name in free {
                draft.fields[name] = nil
                draft.parts[name] = nil
            }
        }
        // Who sees it may be others now.
        try SearchIndex.refresh([asked.survivor.id], of: kind, in: self)
    }

    private func tell(_ merge: Merge, _ kind: Kind) throws {
        let records = merge.merged.map {
            JSON.record(["kind": .text(kind.name), "id": .text(String($0.id)), "title": .text($0.title)])
        }
        let into = JSON.record([
            "kind": .text(kind.name), "id": .text(String(merge.survivor)), "title": .text(merge.title),
        ])
        var lines = merge.merged.map {
            History.Line(
                kind: kind.name, id: $0.id, action: "merged_into", changes: JSON.record(["into": into]).string)
        }
        lines.append(
            History.Line(
                kind: kind.name, id: merge.survivor, action: "merged",
                changes: JSON.record(["records": .array(records)]).string))
        try History.write(lines, in: self)
        let ids = JSON.array(merge.merged.map { .text(String($0.id)) })
        let survivor = Reference(kind: kind.name, id: merge.survivor)
        var events = [
            Event("\(kind.name).merged", survivor, .record(["merge": .text(String(merge.id)), "merged": ids]))
        ]
        events += merge.merged.map {
            Event(
                "\(kind.name).deleted", Reference(kind: kind.name, id: $0.id),
                .record(["merged_into": .text(String(merge.survivor))]))
        }
        try Outbox.write(events, in: self)
    }
}

extension Merge {
    static let operation = "merge"
    /// Beside the columns of a moved row of a part: whose it is.
    static let ownerKey = "owner record"
}

/// What somebody wants merged, found and allowed.
struct MergeRequest {
    let survivor: Record
    let merged: [Record]
    let choices: [String: Int64]

    init(
        _ kind: Kind, _ ids: [Int64], into survivor: Int64, _ choices: [String: Int64], in transaction: Transaction
    ) throws {
        guard transaction.rules.merging.mayMerge(kind) else { throw Refusal.neverMerged(kind) }
        // Who names a record that was merged before means what it has become.
        let become = try transaction.survivors(of: Set(ids + [survivor] + choices.values), kind)
        let target = become[survivor] ?? survivor
        var seen: Set<Int64> = [target]
        let others = ids.map { become[$0] ?? $0 }.filter { seen.insert($0).inserted }
        guard !others.isEmpty else {
            throw Refusal(
                code: "nothing_to_merge", Message("Choose at least two different records to merge."))
        }
        guard others.count <= Merge.most else {
            throw Refusal(
                code: "too_many",
                Message("At most {limit} records can be merged at once.", ["limit": .number(Merge.most)]))
        }
        try MergeRequest.lock([target] + others, kind, transaction)
        let found = try transaction.existing([target] + others, of: kind)
        guard found.isSuperset(of: seen) else { throw Refusal.notFound() }
        try MergeRequest.checkRights(target, others, kind, transaction)
        let records = try transaction.asHouse.records([target] + others, of: kind)
        guard let kept = records[target] else { throw Refusal.notFound() }
        self.survivor = kept
        merged = others.compactMap { records[$0] }
        self.choices = try MergeRequest.checked(choices.mapValues { become[$0] ?? $0 }, seen, kind, transaction)
    }

    /// Nobody links to them, or merges them elsewhere, while this goes on.
    private static func lock(_ ids: [Int64], _ kind: Kind, _ transaction: Transaction) throws {
        guard transaction.connection.dialect == .postgres else { return }
        _ = try transaction.connection.integers(
            "SELECT id FROM \(name: kind.table) WHERE id IN (\(SQL.set(ids))) ORDER BY id FOR UPDATE")
    }

    private static func checkRights(_ survivor: Int64, _ others: [Int64], _ kind: Kind, _ transaction: Transaction)
        throws
    {
        try transaction.refuse(.change, kind)
        try transaction.refuse(.delete, kind)
        guard try transaction.allowed([survivor], of: kind, to: .change).contains(survivor),
            try transaction.allowed(others, of: kind, to: .delete).isSuperset(of: others)
        else {
            throw Refusal(
                .forbidden, code: "not_allowed",
                Message(
                    "To merge records you must be able to change the one that stays and to delete the others. Ask "
                        + "their owner or an administrator."))
        }
    }

    private static func checked(
        _ choices: [String: Int64], _ ids: Set<Int64>, _ kind: Kind, _ transaction: Transaction
    ) throws -> [String: Int64] {
        let viewer = transaction.viewer
        let known = Set(
            FieldUnion.fields(kind).filter { viewer.mayWrite($0, of: kind) || viewer.isHouse }.map(\.name)
                + kind.parts.map(\.name).filter { viewer.mayWrite(part: $0, of: kind) })
        var refusals: [FieldRefusal] = []
        for (name, id) in choices.sorted(by: { $0.key < $1.key }) {
            if !known.contains(name) {
                refusals.append(
                    FieldRefusal(
                        "fields.\(name)", code: "unknown_field",
                        Message(
                            "{kind} has no field “{field}”.", ["kind": .message(kind.label), "field": .text(name)])))
            } else if !ids.contains(id) {
                refusals.append(
                    FieldRefusal(
                        "fields.\(name)", code: "invalid_value",
                        Message("Choose one of the records that are being merged.")))
            }
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        return choices
    }
}

extension Merge {
    package static let most = 200
}

extension Refusal {
    static func neverMerged(_ kind: Kind) -> Refusal {
        Refusal(
            .conflict, code: "never_merged",
            Message("{kinds} are not merged.", ["kinds": .message(kind.pluralLabel)]))
    }
}
