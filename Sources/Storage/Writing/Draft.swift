import Records

/// What a door wants written: which record (none: a new one) and the fields it sets. Everything else stays.
package struct Draft: Sendable {
    package var id: Int64?
    /// Field name → its column values.
    package var fields: [String: [Value]]
    package var parts: [String: [PartRow]]
    package var facts: [String: JSON]
    /// The version the writer saw (`If-Match`); another one is a conflict.
    package var expectedVersion: Int64?
    /// Past instants and authors, from an import or the demo.
    package var createdAt: Instant?
    package var happenedAt: Instant?
    /// The entry of the history that this takes back.
    package var reverts: Int64?

    package init(
        id: Int64? = nil, fields: [String: [Value]] = [:], parts: [String: [PartRow]] = [:], facts: [String: JSON] = [:]
    ) {
        self.id = id
        self.fields = fields
        self.parts = parts
        self.facts = facts
    }

    /// Everything of a typed entity, as a draft.
    package init<E: Entity>(_ entity: E) {
        self.init(id: entity.id.number == 0 ? nil : entity.id.number)
        for field in E.fields { fields[field.spec.name] = field.read(entity) }
        for part in E.parts { parts[part.name] = part.read(entity) }
        for (name, values) in entity.custom.values { fields[name] = values }
    }
}

/// What saving may do with records that look like existing ones.
package enum DuplicatePolicy: Sendable {
    case refuse, allow
}

/// What became of one draft.
package enum Saved: Sendable {
    case created(Int64)
    case updated(Int64)
    case unchanged(Int64)
    case refused(Refusal)

    package var id: Int64? {
        switch self {
        case .created(let id), .updated(let id), .unchanged(let id): id
        case .refused: nil
        }
    }
}
