import Records

/// Every link leads to a record the viewer sees; one query per linked kind and batch.
struct LinkCheck {
    let kind: Kind
    let transaction: Transaction

    /// Refuses links that lead nowhere. With `following`, answers what some of the named records have become by a
    /// merge, if any have: then the drafts are to be read anew.
    func check(_ changes: inout [Change], following: Bool) throws -> [Reference: Int64] {
        var wanted: [String: Set<Int64>] = [:]
        for change in changes where !change.isRefused {
            each(in: change) { target, id, _ in wanted[target, default: []].insert(id) }
        }
        guard !wanted.isEmpty else { return [:] }
        var known: [String: Set<Int64>] = [:]
        for (target, ids) in wanted.sorted(by: { $0.key < $1.key }) {
            known[target] = try transaction.existing(
                Array(ids), of: transaction.schema.kind(target), holding: true)
        }
        let become = try following ? merged(wanted, besides: known) : [:]
        if !become.isEmpty { return become }
        for index in changes.indices where !changes[index].isRefused {
            var refusals: [FieldRefusal] = []
            each(in: changes[index]) { target, id, path in
                if known[target]?.contains(id) == true || id == changes[index].new.id { return }
                refusals.append(
                    FieldRefusal(
                        path, code: "unknown_record",
                        Message(
                            "There is no {kind} with the identifier {id}.",
                            ["kind": .message(transaction.schema.kind(target).label), "id": .text(String(id))])))
            }
            refusals.forEach { changes[index].refuse($0) }
        }
        return [:]
    }

    private func merged(
        _ wanted: [String: Set<Int64>], besides known: [String: Set<Int64>]
    ) throws -> [Reference: Int64] {
        var found: [Reference: Int64] = [:]
        for (target, ids) in wanted {
            let lost = ids.subtracting(known[target] ?? [])
            for (id, survivor) in try transaction.survivors(of: lost, transaction.schema.kind(target)) {
                found[Reference(kind: target, id: id)] = survivor
            }
        }
        return found
    }

    /// The draft with links to what their targets have become.
    func renamed(_ draft: Draft, _ become: [Reference: Int64]) -> Draft {
        var draft = draft
        for (name, values) in draft.fields {
            if let field = kind[name] { draft.fields[name] = renamed(values, field, become) }
        }
        for (name, rows) in draft.parts {
            guard let part = kind.part(name)?.kind else { continue }
            let renamed = rows.map { row -> PartRow in
                var row = row, at = 0
                for field in part.declared {
                    let place = at..<at + field.columns.count
                    row.values.replaceSubrange(place, with: self.renamed(Array(row.values[place]), field, become))
                    at = place.upperBound
                }
                return row
            }
            if renamed != rows { draft.parts[name] = PartIdentity(part).once(renamed).kept }
        }
        return draft
    }

    private func renamed(_ values: [Value], _ field: FieldSpec, _ become: [Reference: Int64]) -> [Value] {
        guard let id = values.last?.integer, let target = field.shape.linkTarget ?? values.first?.text,
            field.shape.linkTarget != nil || field.shape == .reference,
            let survivor = become[Reference(kind: target, id: id)]
        else { return values }
        return values.dropLast() + [.integer(survivor)]
    }

    /// Links that this change sets: target kind, id and path.
    private func each(in change: Change, _ body: (String, Int64, String) -> Void) {
        for field in kind.declared {
            guard change.isNew || change.changes(field.name) else { continue }
            if let target = field.shape.linkTarget, let id = change.new.value(field.name, in: kind).integer {
                body(target, id, field.name)
            } else if field.shape == .reference {
                let values = Array(change.new.values(field.name, in: kind))
                if let target = values[0].text, let id = values[1].integer { body(target, id, field.name) }
            }
        }
        for part in kind.parts where change.touched.contains(part.name) {
            for (number, row) in (change.new.parts[part.name] ?? []).enumerated() {
                var at = 0
                for field in part.kind.declared {
                    if let target = field.shape.linkTarget, let id = row.values[at].integer {
                        body(target, id, "\(part.name)[\(number)].\(field.name)")
                    }
                    at += field.columns.count
                }
            }
        }
    }
}
