/// One record of any kind, as stored: the values of the kind's columns in order, and its parts.
package struct Record: Sendable, Hashable {
    package var values: [Value]
    package var parts: [String: [PartRow]]

    package init(values: [Value], parts: [String: [PartRow]] = [:]) {
        self.values = values
        self.parts = parts
    }

    /// An empty record of this kind, as a form starts: declared defaults come from the entity.
    package init(empty kind: Kind) {
        values = Array(repeating: .null, count: kind.columns.count)
        parts = [:]
    }

    package var id: Int64 {
        get { values[0].integer ?? 0 }
        set { values[0] = .integer(newValue) }
    }
    package var version: Int64 { values[6].integer ?? 0 }
    package var createdAt: Instant? { values[2].instant }
    package var updatedAt: Instant? { values[4].instant }

    package func values(_ field: String, in kind: Kind) -> ArraySlice<Value> {
        guard let index = kind.index(of: field) else { preconditionFailure("\(kind.name) has no field \(field)") }
        return values[kind.range(of: index)]
    }

    package func value(_ field: String, in kind: Kind) -> Value { values(field, in: kind).first ?? .null }

    package mutating func set(_ field: String, _ new: [Value], in kind: Kind) {
        guard let index = kind.index(of: field) else { preconditionFailure("\(kind.name) has no field \(field)") }
        values.replaceSubrange(kind.range(of: index), with: new)
    }

    package func title(in kind: Kind) -> String { value(kind.title, in: kind).text ?? "" }
}

extension Entity {
    /// The typed face of a stored record. Throws `Mismatch` when the stored values do not fit the declaration.
    package init(_ record: Record, kind: Kind) throws(Mismatch) {
        self.init()
        id = ID(record.id)
        var index = kind.systemFieldCount
        for field in Self.fields {
            try field.write(&self, record.values[kind.range(of: index)])
            index += 1
        }
        for part in Self.parts { try part.write(&self, record.parts[part.name] ?? []) }
        for index in index..<max(index, kind.fields.count) {
            custom.values[kind.fields[index].name] = Array(record.values[kind.range(of: index)])
        }
    }

    /// Writes the declared fields and parts back into `record`.
    package func write(to record: inout Record, kind: Kind) {
        var index = kind.systemFieldCount
        for field in Self.fields {
            record.values.replaceSubrange(kind.range(of: index), with: field.read(self))
            index += 1
        }
        for part in Self.parts { record.parts[part.name] = part.read(self) }
        for (name, values) in custom.values where kind.index(of: name) != nil { record.set(name, values, in: kind) }
    }

    /// A new record with this entity's defaults.
    package static func blank(_ kind: Kind) -> Record {
        var record = Record(empty: kind)
        Self().write(to: &record, kind: kind)
        return record
    }
}
