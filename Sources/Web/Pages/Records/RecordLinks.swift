import Localisation
import Records
import Storage

/// Which records a record points to, so that their names are looked up in one go.
package enum RecordLinks {
    package static func references(in records: some Sequence<Record>, of kind: Kind) -> Set<Reference> {
        var found: Set<Reference> = []
        for record in records {
            for (index, field) in kind.fields.enumerated() {
                insert(field, record.values[kind.range(of: index)], &found)
            }
            for part in kind.parts {
                for row in record.parts[part.name] ?? [] { insert(part.kind, row, &found) }
            }
        }
        return found
    }

    private static func insert(_ part: Kind, _ row: PartRow, _ found: inout Set<Reference>) {
        var at = 0
        for field in part.declared {
            insert(field, row.values[at..<at + field.columns.count], &found)
            at += field.columns.count
        }
    }

    static func insert(_ field: FieldSpec, _ values: ArraySlice<Value>, _ found: inout Set<Reference>) {
        if let target = field.shape.linkTarget, let id = values.first?.integer {
            found.insert(Reference(kind: target, id: id))
        } else if field.shape == .reference, let target = values.first?.text, let id = values.last?.integer {
            found.insert(Reference(kind: target, id: id))
        }
    }

    /// What a reader needs to see these links by name: one query for each kind.
    package static func showing(
        _ references: Set<Reference>, _ t: Translator, in transaction: Transaction
    ) throws -> Showing {
        var links: [Reference: Showing.Linked] = [:]
        for (reference, title) in try transaction.titles(references) {
            let plural = transaction.schema[reference.kind]?.plural
            links[reference] = Showing.Linked(title, href: plural.map { "/\($0)/\(reference.id)" })
        }
        return Showing(t: t, now: transaction.now, links: links)
    }
}

extension Record {
    /// What people call this record; one without a name is called by its kind and number.
    package func shownTitle(in kind: Kind, _ t: Translator) -> String {
        let text = title(in: kind).prefix { !$0.isNewline }
        if !text.isEmpty { return text.count > 120 ? String(text.prefix(119)) + "…" : String(text) }
        return "\(t(kind.label)) \(id)"
    }
}

extension Kind {
    /// Companies have square monograms, people round ones.
    package func avatar(_ title: String, _ size: Avatar.Size = .small) -> Avatar {
        Avatar(title, company: icon != "user" && icon != "users", size: size)
    }
}
