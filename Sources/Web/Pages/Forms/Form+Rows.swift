import Records

extension Form {
    /// The same form with the rows of parts numbered as they will be kept: filled ones from zero in their order, empty
    /// ones after them. So what the rules say about the second e-mail stands beside the second e-mail, however often
    /// rows were added and removed before.
    func withRowsInOrder(of kind: Kind) -> Form {
        var form = self
        for part in kind.parts { form.number(part) }
        return form
    }

    private mutating func number(_ part: Kind.PartKind) {
        let start = part.name + "["
        var rows: [Int: [Item]] = [:], others: [Item] = []
        for item in items {
            if item.name.hasPrefix(start), let end = item.name.firstIndex(of: "]"),
                let number = Int(item.name[item.name.index(item.name.startIndex, offsetBy: start.count)..<end])
            {
                rows[number, default: []].append(Item(String(item.name[item.name.index(after: end)...]), item.value))
            } else {
                others.append(item)
            }
        }
        let telling = Set(
            part.kind.declared.filter { !$0.isReadOnly && $0.shape != .boolean && $0.shape.options == nil }.flatMap {
                ["." + $0.name, "." + $0.name + "_text"]
            })
        func isFilled(_ row: [Item]) -> Bool { row.contains { telling.contains($0.name) && !$0.value.isEmpty } }
        let inOrder = rows.sorted { $0.key < $1.key }.map(\.value)
        let ordered = inOrder.filter(isFilled) + inOrder.filter { !isFilled($0) }
        items = others
        for (number, row) in ordered.enumerated() {
            items += row.map { Item("\(part.name)[\(number)]\($0.name)", $0.value) }
        }
    }
}
