import Records
import Storage

/// One item of the file as a draft: keys become identifiers, and what differs from the record is all that is written.
struct ConfigurationReader {
    private let work: ConfigurationWork
    private let item: ConfigurationFile.Item
    private let kind: Kind
    private(set) var faults: [FieldRefusal] = []
    /// A link leads to a record that is not written yet: it is left for later.
    private(set) var isPostponed = false

    init(_ work: ConfigurationWork, _ item: ConfigurationFile.Item) {
        self.work = work
        self.item = item
        kind = work.transaction.schema.kind(item.section.kind)
    }

    /// Nil where the record already is as the file says.
    mutating func draft(over record: Record?) -> Draft? {
        let viewer = work.transaction.viewer
        let fields = item.section.fields(of: kind, seenBy: viewer), parts = item.section.parts(of: kind, seenBy: viewer)
        var draft = Draft(id: record?.id)
        for member in item.members {
            let path = "\(item.path).\(member.name)"
            if let field = fields.first(where: { $0.name == member.name }) {
                guard let values = read(member.value, field, path) else { continue }
                if field.shape.linkTarget != nil, values == [.integer(0)] {
                    isPostponed = true
                    continue
                }
                if record.map({ Array($0.values(field.name, in: kind)) != values }) ?? true {
                    draft.fields[field.name] = values
                }
            } else if let part = parts.first(where: { $0.name == member.name }) {
                let before = record?.parts[part.name] ?? []
                guard let rows = rows(member.value, part, path), rows.map(\.values) != before.map(\.values) else {
                    continue
                }
                draft.parts[part.name] = keeping(before, rows)
            } else {
                faults.append(.notUnderstood(member.name, at: item.path))
            }
        }
        if record != nil { return draft.fields.isEmpty && draft.parts.isEmpty ? nil : draft }
        for (name, value) in item.section.fixed { draft.fields[name] = [value] }
        if let link = item.section.inside?.link, let parent = item.parent {
            draft.fields[link] = [work.records[parent].map { .integer($0.id) } ?? .null]
        }
        return draft
    }

    private mutating func read(_ json: JSON, _ field: FieldSpec, _ path: String) -> [Value]? {
        if json == .null, field.isRequired {
            faults.append(
                FieldRefusal(
                    path, code: "required", Message("{field} is required.", ["field": .message(field.label)])))
            return nil
        }
        if json != .null, let target = field.shape.linkTarget { return link(json, target, path).map { [.integer($0)] } }
        if json != .null, item.section.conditions.contains(field.name) { return condition(json, path) }
        do throws(FieldRefusal) {
            return try field.values(json, defaultCurrency: work.transaction.settings.currency)
        } catch {
            faults.append(FieldRefusal(path, code: error.code, error.message))
            return nil
        }
    }

    /// The record that a key names; 0 while it is still only in the file.
    private mutating func link(_ json: JSON, _ target: String, _ path: String) -> Int64? {
        guard let key = json.text else {
            faults.append(FieldRefusal(path, code: "invalid_type", Message("A text is expected.")))
            return nil
        }
        if let id = work.index.id(of: key, target) { return id }
        if work.brought[target]?.contains(key) == true { return 0 }
        faults.append(.noRecord(json, work.transaction.schema.kind(target), at: path))
        return nil
    }

    private mutating func condition(_ json: JSON, _ path: String) -> [Value]? {
        let schema = work.transaction.schema
        guard let about = item.section.asked(schema, { item[$0]?.text }) else { return [.text(json.string)] }
        let before = faults.count
        let mapped = ConditionKeys(schema: schema).mapped(json, about) { target, value in
            guard let key = value.text, work.index.id(of: key, target) != nil || Int64(key) == nil else { return value }
            return link(value, target, path).map { .text(String($0)) } ?? value
        }
        return faults.count == before ? [.text(mapped.string)] : nil
    }

    // Parts

    private mutating func rows(_ json: JSON, _ part: Kind.PartKind, _ path: String) -> [PartRow]? {
        guard let items = json == .null ? [] : json.array else {
            faults.append(FieldRefusal(path, code: "invalid_type", Message("A list of objects is expected.")))
            return nil
        }
        let before = faults.count
        let rows = items.enumerated().map { row($1, part.kind, "\(path)[\($0)]") }
        return faults.count == before ? rows : nil
    }

    private mutating func row(_ json: JSON, _ part: Kind, _ path: String) -> PartRow {
        let declared = part.declared
        let isPlain = declared.count == 1 && json.members == nil
        guard isPlain || json.members != nil else {
            faults.append(FieldRefusal(path, code: "invalid_type", Message("An object is expected.")))
            return PartRow(values: [])
        }
        for member in json.members ?? [] where !declared.contains(where: { $0.name == member.name }) {
            faults.append(.notUnderstood(member.name, at: path))
        }
        return PartRow(
            values: declared.flatMap { field -> [Value] in
                let place = isPlain ? path : "\(path).\(field.name)"
                guard let json = isPlain ? json : json[field.name] ?? usual(field) else { return [] }
                return read(json, field, place) ?? []
            })
    }

    /// What an item does not mention: no, the first choice, or nothing.
    private func usual(_ field: FieldSpec) -> JSON? {
        switch field.shape {
        case .boolean where field.isRequired: .boolean(false)
        case .choice(let options) where field.isRequired: options.first.map { .text($0.value) } ?? .null
        default: .null
        }
    }

    /// Lines that stay as they are keep their identifier.
    private func keeping(_ before: [PartRow], _ rows: [PartRow]) -> [PartRow] {
        var open = before
        return rows.map { row in
            guard let place = open.firstIndex(where: { $0.values == row.values }) else { return row }
            return open.remove(at: place)
        }
    }
}
