import Records

/// One way in which rows point to records of a kind, found in the schema: a link, a link in a part, a custom link, a
/// reference. What is declared tomorrow is among them.
package struct MergeRelation: Sendable, Hashable {
    /// The entity or part whose rows point.
    package let kind: String
    package let field: String
    /// The entity that owns the part.
    package let owner: String?
    package let isReference: Bool

    package static func all(to target: Kind, _ schema: Schema) -> [MergeRelation] {
        var found: [MergeRelation] = []
        for entity in schema.entities {
            for each in [entity] + entity.parts.map(\.kind) {
                for field in each.fields where field.name != each.owner {
                    guard field.shape == .reference || field.shape.linkTarget == target.name else { continue }
                    found.append(
                        MergeRelation(
                            kind: each.name, field: field.name, owner: each.owner,
                            isReference: field.shape == .reference))
                }
            }
        }
        return found
    }

    func field(_ schema: Schema) -> FieldSpec {
        guard let field = schema.kind(kind)[field] else { preconditionFailure("\(kind) has no field \(self.field)") }
        return field
    }

    /// The column of the identifier.
    func column(_ schema: Schema) -> FieldSpec.Column {
        let columns = field(schema).columns
        return columns[columns.count - 1]
    }

    /// The rows that point to these records.
    func condition(_ target: Kind, _ ids: [Int64], _ schema: Schema) -> SQL {
        let columns = field(schema).columns
        let found: SQL = "\(name: columns[columns.count - 1].name) IN (\(SQL.set(ids)))"
        return isReference ? "\(name: columns[0].name) = \(target.name) AND \(found)" : found
    }

    func values(_ id: Int64, _ target: Kind) -> [Value] {
        isReference ? [.text(target.name), .integer(id)] : [.integer(id)]
    }
}
