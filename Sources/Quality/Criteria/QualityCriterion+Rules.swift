import Jobs
import Records
import Storage
import Web

extension QualityCriterion {
    static let heaviest = 100

    /// Its records exist and are scored, both conditions can be asked of them, and the field to fill is one of theirs.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            // Required values may still be missing here; they are refused afterwards.
            let kind = changes[index].kind, record = changes[index].new
            let name = record.value("kind", in: kind).text ?? ""
            guard let scored = transaction.schema[name], scored.isScored else {
                let known = transaction.schema.entities.filter(\.isScored).map(\.name).joined(separator: ", ")
                changes[index].refuse(
                    "kind", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text(known)]))
                continue
            }
            if let weight = record.value("weight", in: kind).integer, !(1...Int64(heaviest)).contains(weight) {
                changes[index].refuse(
                    "weight", code: "out_of_range",
                    Message("A whole number from 1 to {limit} is expected.", ["limit": .number(heaviest)]))
            }
            for field in ["condition", "applies_when"] { check(&changes[index], field, scored, transaction) }
            if record.value("condition", in: kind).isNull,
                record.value("aspect", in: kind).text != QualityAspect.uniqueness.rawValue
            {
                changes[index].refuse(
                    "condition", code: "required", Message("Say what a good record fulfils: add at least one filter."))
            }
            if let repair = record.value("repair", in: kind).text, changes[index].changes("repair"),
                Repair(repair, of: scored, transaction.schema) == nil
            {
                changes[index].refuse(
                    "repair", code: "unknown_field",
                    Message("{kind} has no field “{field}”.", ["kind": .message(scored.label), "field": .text(repair)]))
            }
        }
    }

    /// The condition in one way of writing, or why it cannot be asked.
    private static func check(_ change: inout Change, _ field: String, _ kind: Kind, _ transaction: Transaction) {
        guard let text = change.new.value(field, in: change.kind).text else { return }
        guard change.changes(field) || change.changes("kind") else { return }
        do throws(FieldRefusal) {
            let condition = try StoredCondition.read(text, field, of: kind, in: transaction)
            change.new.set(
                field, [condition == .everything ? .null : .text(condition.json.string)], in: change.kind)
        } catch {
            change.refuse(error)
        }
    }

    /// What a good record is has changed: all are measured anew.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        let kinds = changes.flatMap { change in
            [change.old, change.new].compactMap { $0?.value("kind", in: change.kind).text }
        }
        for kind in Set(kinds).sorted() { try QualityJob.queue(kind, in: transaction) }
    }

    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: QualityCriterion.self)
        for name in Set(records.compactMap { $0.value("kind", in: kind).text }).sorted() {
            try QualityJob.queue(name, in: transaction)
        }
    }
}

extension Kind {
    /// Records of this kind carry their score.
    package var isScored: Bool { self["quality"]?.shape == .integer && owner == nil }
}

/// How a record that falls short is put right: by filling a field or a part, or by adding a related record.
package enum Repair: Sendable, Hashable {
    case field(String)
    case part(String)
    /// Records of this plural, whose field links back.
    case related(plural: String, field: String, isReference: Bool)

    package init?(_ name: String, of kind: Kind, _ schema: Schema) {
        if let field = kind[name] {
            if field.isReadOnly { return nil }
            self = .field(name)
        } else if kind.part(name) != nil {
            self = .part(name)
        } else if let link = schema.reverse[kind.name]?[name], let other = schema[link.kind], other.owner == nil {
            self = .related(plural: other.plural, field: link.field, isReference: link.isReference)
        } else {
            return nil
        }
    }

    /// Where one goes to repair this record, and comes back to `back`.
    package func address(_ kind: Kind, _ id: Int64, back: String) -> String {
        let back = "back=\(percentEncoded(back))"
        switch self {
        case .field(let name): return "/\(kind.plural)/\(id)/edit?focus=\(name)&\(back)#field-\(name)"
        case .part(let name): return "/\(kind.plural)/\(id)/edit?focus=\(name)&\(back)"
        case .related(let plural, let field, let isReference):
            let value = isReference ? "\(kind.name):\(id)" : String(id)
            return "/\(plural)/new?\(field)=\(value)&\(back)"
        }
    }
}
