import Records
import Storage

/// By which links other records have a say in the score: “has a contact”, “spoken with within a year”. Of links of
/// links, the first step counts; what is further away is seen by the daily measure.
struct QualityWays: Sendable {
    private let backward: [Schema.ReverseLink]
    private let forward: [(field: String, target: String)]
    private let scored: Kind
    private let schema: Schema

    init(_ criteria: [CustomerReference.Criterion], of scored: Kind, _ schema: Schema) {
        var names: Set<String> = []
        for criterion in criteria {
            for condition in [criterion.condition, criterion.applies] { condition?.firstSteps(into: &names) }
        }
        var backward: [Schema.ReverseLink] = [], forward: [(String, String)] = []
        for name in names.sorted() {
            if let link = schema.reverse[scored.name]?[name] {
                if !link.isPart { backward.append(link) }
            } else if let target = scored[name]?.shape.linkTarget {
                forward.append((name, target))
            }
        }
        (self.backward, self.forward, self.scored, self.schema) = (backward, forward, scored, schema)
    }

    /// Which scored records these, made or changed, are linked with now; at most `limit`.
    func affected(by records: [Int64], of kind: String, limit: Int, in connection: any Connection) throws -> Set<Int64>
    {
        var ids: Set<Int64> = []
        for link in backward {
            let holder = schema.kind(link.kind)
            guard (holder.owner ?? holder.name) == kind else { continue }
            let own: SQL = "\(name: holder.owner ?? "id") IN (\(SQL.set(records)))"
            let column = link.isReference ? link.field + "_id" : link.field
            let about: SQL = link.isReference ? " AND \(name: link.field + "_kind") = \(scored.name)" : ""
            ids.formUnion(
                try connection.integers(
                    """
                    SELECT DISTINCT \(name: column) FROM \(name: holder.table)
                    WHERE \(own)\(about) AND \(name: column) IS NOT NULL LIMIT \(limit)
                    """))
        }
        for link in forward where link.target == kind {
            ids.formUnion(
                try connection.integers(
                    """
                    SELECT id FROM \(name: scored.table) WHERE \(name: link.field) IN (\(SQL.set(records)))
                    LIMIT \(limit)
                    """))
        }
        return ids
    }
}

extension Condition {
    /// Links at which this condition begins to ask of others.
    fileprivate func firstSteps(into names: inout Set<String>) {
        switch self {
        case .constant: break
        case .all(let list), .any(let list): for item in list { item.firstSteps(into: &names) }
        case .not(let inner): inner.firstSteps(into: &names)
        case .test(let path, _): if path.count > 1 { names.insert(path[0]) }
        case .related(let name, _, _): names.insert(name)
        }
    }
}

/// The scored records that a record links to: those it leaves behind when it is changed or goes.
enum LinkedScored {
    static func references(_ record: Record, _ kind: Kind, _ schema: Schema) -> Set<Reference> {
        var found: Set<Reference> = []
        func look(_ field: FieldSpec, _ values: ArraySlice<Value>) {
            if let target = field.shape.linkTarget {
                if schema[target]?.isScored == true, let id = values.first?.integer {
                    found.insert(Reference(kind: target, id: id))
                }
            } else if field.shape == .reference, let name = values.first?.text, let id = values.last?.integer,
                schema[name]?.isScored == true
            {
                found.insert(Reference(kind: name, id: id))
            }
        }
        for field in kind.declared { look(field, record.values(field.name, in: kind)) }
        for part in kind.parts {
            for row in record.parts[part.name] ?? [] {
                var at = 0
                for field in part.kind.declared {
                    look(field, row.values[at..<at + field.columns.count])
                    at += field.columns.count
                }
            }
        }
        return found
    }
}
