import Records
import Storage

/// A link given by a name: the chosen record's id and its name agree, or the name alone must be that of one record.
struct NamedLink: Sendable {
    let name: String
    let field: FieldSpec
    let text: String
    /// The record chosen from the list, if its name was not changed afterwards.
    let chosen: Reference?
    /// Where the value goes: a row of a part, or the field itself.
    var part: (name: String, row: Int)?
}

extension FormReader {
    /// `account=12` from a list or a program; beside it `account_text=Maison Delacroix`, what the person reads and
    /// types.
    func link(
        _ field: FieldSpec, named name: String, in form: Form, _ links: inout [NamedLink]
    ) throws(FieldRefusal) -> [Value]? {
        let sent = form[name]?.trimmingWhitespace(), text = form[name + "_text"]?.trimmingWhitespace()
        if sent == nil, text == nil { return nil }
        let empty: [Value] = field.columns.map { _ in .null }
        if text?.isEmpty == true { return empty }
        let chosen = try sent.flatMap { (sent: String) throws(FieldRefusal) in try reference(sent, field, name) }
        if let text { links.append(NamedLink(name: name, field: field, text: text, chosen: chosen)) }
        return chosen.map { values(field, $0) } ?? empty
    }

    private func reference(_ sent: String, _ field: FieldSpec, _ name: String) throws(FieldRefusal) -> Reference? {
        if sent.isEmpty { return nil }
        if let target = field.shape.linkTarget, let id = Int64(sent) { return Reference(kind: target, id: id) }
        let pieces = sent.split(separator: ":")
        if field.shape == .reference, pieces.count == 2, let id = Int64(pieces[1]) {
            return Reference(kind: String(pieces[0]), id: id)
        }
        throw FieldRefusal(name, code: "invalid_value", Message("Choose a record from the list."))
    }

    func values(_ field: FieldSpec, _ reference: Reference) -> [Value] {
        field.shape == .reference ? [.text(reference.kind), .integer(reference.id)] : [.integer(reference.id)]
    }

    /// Finds the records that were named. Call it in the transaction that saves; refusals are added to the reading.
    package func resolve(_ reading: inout Reading, in transaction: Transaction) throws {
        let titles = try transaction.titles(reading.named.compactMap(\.chosen))
        for link in reading.named {
            if let chosen = link.chosen, let title = titles[chosen], folded(title) == folded(link.text) { continue }
            do {
                set(values(link.field, try named(link, reading, transaction)), link, &reading)
            } catch let refusal as FieldRefusal {
                reading.refusals.append(refusal)
            }
        }
        reading.named = []
    }

    private func set(_ values: [Value], _ link: NamedLink, _ reading: inout Reading) {
        guard let part = link.part, let kind = kind.part(part.name)?.kind else {
            reading.fields[link.field.name] = values
            return
        }
        var at = 0
        for field in kind.declared {
            if field.name == link.field.name {
                reading.parts[part.name]?[part.row].values.replaceSubrange(at..<at + values.count, with: values)
            }
            at += field.columns.count
        }
    }

    private func named(_ link: NamedLink, _ reading: Reading, _ transaction: Transaction) throws -> Reference {
        let found: [Reference]
        if let target = link.field.shape.linkTarget {
            found = try ids(called: link, of: transaction.schema.kind(target), reading, transaction)
                .map { Reference(kind: target, id: $0) }
        } else {
            found = try SearchIndex.find(link.text, limit: 10, in: transaction)
                .filter { folded($0.title) == folded(link.text) }.map { Reference(kind: $0.kind, id: $0.id) }
        }
        guard let first = found.first else {
            throw FieldRefusal(
                link.name, code: "unknown_record",
                Message("Nothing is called “{name}”. Choose from the list, or create it.", ["name": .text(link.text)]))
        }
        guard found.count == 1 else {
            throw FieldRefusal(
                link.name, code: "ambiguous",
                Message("Several records are called “{name}”. Choose one from the list.", ["name": .text(link.text)]))
        }
        return first
    }

    private func ids(
        called link: NamedLink, of target: Kind, _ reading: Reading, _ transaction: Transaction
    ) throws -> [Int64] {
        var condition = Condition.test(path: [target.title], .startsWith(link.text))
        if let scope = link.field.scope, let id = reading.fields[scope]?.first?.integer {
            condition = condition.and(.test(path: [scope], .equals(.number(String(id)))))
        }
        var query = ListQuery(condition, limit: 50)
        query.withParts = false
        return try transaction.page(target, query).records
            .filter { folded($0.title(in: target)) == folded(link.text) }.map(\.id)
    }
}
