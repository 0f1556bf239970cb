import Records

extension Transaction {
    /// Saves one record or throws the refusal.
    @discardableResult
    package func save(_ draft: Draft, as kind: Kind, duplicates: DuplicatePolicy = .allow) throws -> Int64 {
        switch try save([draft], as: kind, duplicates: duplicates)[0] {
        case .created(let id), .updated(let id), .unchanged(let id): return id
        case .refused(let refusal): throw refusal
        }
    }

    @discardableResult
    package func save<E: Entity>(_ entity: E) throws -> ID<E> {
        ID(try save(Draft(entity), as: schema.kind(of: E.self)))
    }

    /// The one write path. Every draft ends as created, updated, unchanged or refused; refused ones leave no trace, the
    /// others are written together with history, search, match keys, journal and outbox in this transaction.
    package func save(_ drafts: [Draft], as kind: Kind, duplicates: DuplicatePolicy = .allow) throws -> [Saved] {
        let ids = drafts.compactMap(\.id)
        let existing = try records(ids, of: kind)
        var changes = try drafts.map { try Change.make($0, kind, existing: $0.id.flatMap { existing[$0] }, in: self) }
        for index in changes.indices where !changes[index].isRefused {
            FieldCheck(kind: kind, transaction: self).normalise(&changes[index])
        }
        refuseActs(&changes, kind)
        try RightsCheck(kind: kind, transaction: self).checkChanged(&changes)
        for rules in rules.rules(for: kind.name) { try prepare(&changes, rules) }
        RightsCheck(kind: kind, transaction: self).checkMade(&changes)
        for index in changes.indices where !changes[index].isRefused {
            FieldCheck(kind: kind, transaction: self).check(&changes[index])
        }
        let links = LinkCheck(kind: kind, transaction: self)
        let become = try links.check(&changes, following: true)
        if !become.isEmpty {
            // Somebody named records by identifiers of before a merge: what they have become is meant.
            let renamed = drafts.map { links.renamed($0, become) }
            let isNew = zip(drafts, renamed).contains { $0.fields != $1.fields || $0.parts != $1.parts }
            if isNew { return try save(renamed, as: kind, duplicates: duplicates) }
            _ = try links.check(&changes, following: false)
        }
        try UniqueCheck(kind: kind, transaction: self).check(&changes)
        if duplicates == .refuse { try MatchKeys.refuseDuplicates(&changes, in: self) }
        return try write(&changes)
    }

    /// Each record that would be made or changed by somebody who may do that to none of the kind.
    private func refuseActs(_ changes: inout [Change], _ kind: Kind) {
        let open = Dictionary(grouping: changes.indices.filter { !changes[$0].isRefused }) { changes[$0].isNew }
        for (isNew, places) in open {
            do throws(Refusal) {
                try refuse(isNew ? .create : .change, kind)
            } catch {
                for place in places { changes[place].refuse(error) }
            }
        }
    }

    /// Where the viewer may do this to no record of the kind at all.
    package func refuse(_ act: Viewer.Act, _ kind: Kind) throws(Refusal) {
        if !viewer.may(act, kind) { throw .notAllowed(to: act) }
    }

    private func prepare(_ changes: inout [Change], _ rules: RuleBook.Rules) throws {
        // Rules see only what may still be saved.
        let open = changes.indices.filter { !changes[$0].isRefused }
        var subset = open.map { changes[$0] }
        if subset.isEmpty { return }
        try rules.prepare(&subset, self)
        for (place, index) in open.enumerated() { changes[index] = subset[place] }
    }

    private func write(_ changes: inout [Change]) throws -> [Saved] {
        var results: [Saved] = []
        var written: [Change] = []
        for index in changes.indices {
            if let failure = changes[index].failure {
                results.append(.refused(failure))
            } else if let old = changes[index].old, old.values == changes[index].new.values,
                changes[index].hasSameParts
            {
                results.append(.unchanged(old.id))
            } else {
                stamp(&changes[index])
                written.append(changes[index])
                let id = changes[index].new.id
                results.append(changes[index].isNew ? .created(id) : .updated(id))
            }
        }
        guard let kind = written.first?.kind else { return results }
        let writer = RowWriter(kind: kind, transaction: self)
        try writer.insert(written.filter(\.isNew).map(\.new))
        for change in written where !change.isNew { try writer.update(change) }
        try writer.replaceParts(&written)
        try Journal.record(written, in: self)
        try History.record(written, in: self)
        try MatchKeys.update(written, in: self)
        try SearchIndex.update(written, in: self)
        try Outbox.write(written.map(\.event), in: self)
        for rules in rules.rules(for: kind.name) { try rules.saved(written, self) }
        return results
    }

    private func stamp(_ change: inout Change) {
        let kind = change.kind
        if change.isNew {
            if change.new.id == 0 { change.new.id = ids.next() }
            if change.new.value("created_at", in: kind).isNull {
                change.new.set("created_at", [.instant(now)], in: kind)
            }
            change.new.set("created_by", [author.map(Value.integer) ?? .null], in: kind)
        }
        change.new.set("updated_at", [.instant(now)], in: kind)
        change.new.set("updated_by", [author.map(Value.integer) ?? .null], in: kind)
        change.new.set("version", [.integer((change.old?.version ?? 0) + 1)], in: kind)
    }
}

extension Change {
    /// Applies a draft to what is stored.
    static func make(
        _ draft: Draft, _ kind: Kind, existing: Record?, in transaction: Transaction
    ) throws -> Change {
        if draft.id != nil && existing == nil {
            var lost = Change(kind: kind, old: nil, new: Record(empty: kind), touched: [])
            lost.refuse(Refusal.notFound())
            return lost
        }
        var new = existing ?? transaction.blank(kind)
        var change = Change(kind: kind, old: existing, new: new, touched: Set(draft.fields.keys), facts: draft.facts)
        for (name, values) in draft.fields {
            guard let field = kind[name], transaction.viewer.sees(field, of: kind) else {
                change.refuse(
                    name, code: "unknown_field",
                    Message("{kind} has no field “{field}”.", ["kind": .message(kind.label), "field": .text(name)]))
                continue
            }
            let old = Array(new.values(name, in: kind))
            if !transaction.viewer.mayWrite(field, of: kind), !transaction.viewer.isHouse, old != values {
                change.refuse(
                    name, code: "read_only",
                    Message("{field} cannot be changed here.", ["field": .message(field.label)]))
                continue
            }
            new.set(name, values, in: kind)
        }
        for (name, rows) in draft.parts {
            guard let part = kind.part(name), transaction.viewer.sees(part: name, of: kind) else {
                change.refuse(
                    name, code: "unknown_field",
                    Message("{kind} has no field “{field}”.", ["kind": .message(kind.label), "field": .text(name)]))
                continue
            }
            guard transaction.viewer.mayWrite(part: name, of: kind) || rows == (new.parts[name] ?? []) else {
                change.refuse(
                    name, code: "read_only",
                    Message("{field} cannot be changed here.", ["field": .message(part.kind.label)]))
                continue
            }
            new.parts[name] = rows
            change.touched.insert(name)
        }
        if existing == nil, let createdAt = draft.createdAt { new.set("created_at", [.instant(createdAt)], in: kind) }
        change.new = new
        change.happenedAt = draft.happenedAt
        change.reverts = draft.reverts
        if let expected = draft.expectedVersion, let existing, existing.version != expected {
            change.refuse(
                try Conflict(existing, seen: expected, kind, in: transaction).refusal(for: transaction.viewer))
        }
        return change
    }

    var event: Event {
        let names = changedFields.map { JSON.text($0) }
        return Event(
            "\(kind.name).\(isNew ? "created" : "changed")", Reference(kind: kind.name, id: new.id),
            .record(["fields": .array(names)]))
    }

    /// A part without items is the same whether it was read or written out as empty.
    var hasSameParts: Bool { kind.parts.allSatisfy { (old?.parts[$0.name] ?? []) == (new.parts[$0.name] ?? []) } }

    /// Declared and custom fields and parts whose stored value differs.
    package var changedFields: [String] {
        var names = kind.fields[kind.systemFieldCount...].filter { changes($0.name) }.map(\.name)
        if changes("external_id") { names.append("external_id") }
        for part in kind.parts where (old?.parts[part.name] ?? []) != (new.parts[part.name] ?? []) {
            names.append(part.name)
        }
        return names
    }
}

extension Refusal {
    /// Where somebody may do this to no record of a kind at all.
    package static func notAllowed(to act: Viewer.Act) -> Refusal {
        let sentence: Message =
            switch act {
            case .create: Message("You may not add records of this kind. Ask an administrator.")
            case .delete: Message("You may not delete records of this kind. Ask an administrator.")
            case .export: Message("You may not export records of this kind. Ask an administrator.")
            case .read, .change:
                Message("You may look at these records but not change them. Ask an administrator.")
            }
        return Refusal(.forbidden, code: "not_allowed", sentence)
    }
}
