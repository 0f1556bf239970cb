import Records

extension Transaction {
    /// A manager's manager, a parent's parent: refuses changes after which a record would be above itself, however long
    /// the way round. What the other changes of the batch say counts already.
    package func refuseCycles(_ changes: inout [Change], along link: String, _ message: Message) throws {
        let moved = changes.indices.filter { changes[$0].new.id != 0 && changes[$0].changes(link) }
        guard let kind = changes.first?.kind, let column = kind[link]?.columns[0].name, !moved.isEmpty else { return }
        var above: [Int64: Int64?] = [:]
        for index in moved { above[changes[index].new.id] = changes[index].new.value(link, in: kind).integer }
        for index in moved {
            var current = changes[index].new.value(link, in: kind).integer, steps = 0
            while let id = current, id != changes[index].new.id, steps < LinkCycle.longest {
                if let known = above[id] {
                    current = known
                } else {
                    current = try connection.integer(
                        "SELECT \(name: column) FROM \(name: kind.table) WHERE id = \(id)")
                    above[id] = .some(current)
                }
                steps += 1
            }
            if current != nil { changes[index].refuse(link, code: "cycle", message) }
        }
    }
}

private enum LinkCycle {
    /// Nobody has a hundred people above himself: a longer chain is one that does not end.
    static let longest = 100
}
