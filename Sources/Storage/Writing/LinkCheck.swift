import Records

/// Every link leads to a record the viewer sees; one query per linked kind and batch.
struct LinkCheck {
    let kind: Kind
    let transaction: Transaction

    func check(_ changes: inout [Change]) throws {
        var wanted: [String: Set<Int64>] = [:]
        for change in changes where !change.isRefused {
            each(in: change) { target, id, _ in wanted[target, default: []].insert(id) }
        }
        guard !wanted.isEmpty else { return }
        var known: [String: Set<Int64>] = [:]
        for (target, ids) in wanted {
            known[target] = try transaction.existing(Array(ids), of: transaction.schema.kind(target))
        }
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
