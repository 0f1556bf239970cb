import Records
import Storage

/// Rows of parts: `emails[0].address`, `emails[0].id`. A row in which nothing was typed is no row.
extension FormReader {
    func rows(of part: Kind.PartKind, in form: Form, existing: [PartRow], _ reading: inout Reading) -> [PartRow]? {
        let numbers = rowNumbers(part.name, form)
        // Named without rows, the part was emptied.
        guard !numbers.isEmpty || form[part.name] != nil else { return nil }
        var rows: [PartRow] = []
        for number in numbers {
            // Refusals of the rules count the rows that are kept; ours name them as they stand in the form.
            guard let row = row(part.kind, "\(part.name)[\(number)]", rows.count, part.name, form, existing, &reading)
            else {
                continue
            }
            rows.append(row)
        }
        return rows
    }

    private func rowNumbers(_ part: String, _ form: Form) -> [Int] {
        var numbers: Set<Int> = []
        for item in form.items where item.name.hasPrefix(part + "[") {
            let digits = item.name.dropFirst(part.count + 1).prefix { $0.isASCII && $0.isNumber }
            if let number = Int(digits), number < 1_000_000 { numbers.insert(number) }
        }
        return numbers.sorted()
    }

    private func row(
        _ kind: Kind, _ prefix: String, _ place: Int, _ part: String, _ form: Form, _ existing: [PartRow],
        _ reading: inout Reading
    ) -> PartRow? {
        let id = form[prefix + ".id"].flatMap { Int64($0) } ?? 0
        var row = existing.first { $0.id == id && id != 0 } ?? blank(kind)
        var isTyped = false
        var at = 0
        var links: [NamedLink] = []
        var refusals: [FieldRefusal] = []
        for field in kind.declared {
            let range = at..<at + field.columns.count
            at = range.upperBound
            guard !field.isReadOnly else { continue }
            do {
                guard let values = try values(of: field, named: "\(prefix).\(field.name)", in: form, &links) else {
                    continue
                }
                row.values.replaceSubrange(range, with: values)
                let isGiven = values.contains { !$0.isNull } || links.last?.name == "\(prefix).\(field.name)"
                if field.shape != .boolean, field.shape.options == nil, isGiven { isTyped = true }
            } catch {
                refusals.append(error)
                isTyped = true
            }
        }
        guard isTyped else { return nil }
        reading.refusals += refusals
        for var link in links {
            link.part = (part, place)
            reading.named.append(link)
        }
        return row
    }

    /// A new row: ticks are off, required choices stand on their first option.
    func blank(_ kind: Kind) -> PartRow {
        PartRow(
            values: kind.declared.flatMap { field -> [Value] in
                switch field.shape {
                case .boolean: [.boolean(false)]
                case .choice(let options) where field.isRequired: [options.first.map { .text($0.value) } ?? .null]
                default: field.columns.map { _ in .null }
                }
            })
    }
}
