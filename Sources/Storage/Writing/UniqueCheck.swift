import Records

/// Unique fields, checked before the database would refuse, so that the sentence names the field; also within a batch.
struct UniqueCheck {
    let kind: Kind
    let transaction: Transaction

    func check(_ changes: inout [Change]) throws {
        for field in kind.fields where field.isUnique {
            var seen: [Value: Int64] = [:]
            let relevant = changes.indices.filter { !changes[$0].isRefused && changes[$0].changes(field.name) }
            let values = relevant.map { changes[$0].new.value(field.name, in: kind) }.filter { !$0.isNull }
            for chunk in values.chunked(by: 5000) {
                let column = field.columns[0]
                let rows = try transaction.connection.rows(
                    """
                    SELECT \(name: column.name), id FROM \(name: kind.table)
                    WHERE \(name: column.name) IN (\(SQL.set(chunk)))
                    """,
                    [column.type, .integer])
                for row in rows { seen[row[0]] = row[1].integer }
            }
            for index in relevant {
                let value = changes[index].new.value(field.name, in: kind)
                if value.isNull { continue }
                if let owner = seen[value], owner != changes[index].old?.id {
                    changes[index].refuse(
                        field.name, code: "taken",
                        Message(
                            "Another {kind} already has this value in “{field}”.",
                            ["kind": .message(kind.label), "field": .message(field.label)]))
                } else {
                    seen[value] = changes[index].old?.id ?? -1
                }
            }
        }
    }
}

extension Array {
    package func chunked(by size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
