import Localisation
import Records
import Storage

/// The records before and after this one in the list it was opened from, found by key: `?view=` holds the list's query.
struct NeighbourFinder {
    let kind: Kind
    let transaction: Transaction

    /// So many places are counted before the record's own; further down, only the neighbours are told.
    private static let counted = 200

    /// No view, or one that no longer means anything here: no neighbours.
    func find(_ view: String?, of record: Record, _ t: Translator) throws -> Neighbours {
        guard let view, let query = Form(encoded: view.utf8) else { return Neighbours() }
        do {
            return try find(query, view, record, t)
        } catch is Refusal {
            return Neighbours()
        }
    }

    private func find(_ query: Form, _ view: String, _ record: Record, _ t: Translator) throws -> Neighbours {
        let views = try ListViews(of: kind, in: transaction)
        let asked = ListState(kind, ListAddress(plural: kind.plural, query: query), views, transaction)
        guard asked.faults.isEmpty, let cursor = cursor(record, asked.sort) else { return Neighbours() }
        let condition = try asked.asked(transaction)

        let next = try page(condition, asked.sort, cursor, limit: 1).first
        let before = try previous(condition, asked.sort, cursor, record)
        var position: String?
        if before.count <= NeighbourFinder.counted {
            let cap = 1000, total = try transaction.count(kind, where: condition, cap: cap + 1)
            position = t(
                Message(
                    "{number} of {total}",
                    [
                        "number": .number(before.count + 1),
                        "total": .text(total > cap ? "\(t.number(cap))+" : t.number(total)),
                    ]))
        }
        func link(_ record: Record) -> String { "/\(kind.plural)/\(record.id)?view=\(percentEncoded(view))" }
        return Neighbours(position: position, previous: before.first.map(link), next: next.map(link))
    }

    /// Those before it, nearest first. Turned around, the empty values still come last: they are told apart here.
    private func previous(
        _ condition: Condition, _ sort: [ListQuery.Sort], _ cursor: String, _ record: Record
    ) throws -> [Record] {
        let flipped =
            sort.isEmpty
            ? [ListQuery.Sort("id", descending: true)]
            : sort.map { ListQuery.Sort($0.field, descending: !$0.descending) }
        let found = try page(condition, flipped, cursor, limit: NeighbourFinder.counted + 1)
        guard let first = sort.first, first.field != "id" else { return found }
        if !isEmpty(record, first.field) { return found.filter { !isEmpty($0, first.field) } }
        guard found.count <= NeighbourFinder.counted else { return found }
        return found
            + (try page(condition, flipped, nil, limit: NeighbourFinder.counted + 1 - found.count))
            .filter { !isEmpty($0, first.field) }
    }

    private func isEmpty(_ record: Record, _ field: String) -> Bool { record.value(field, in: kind).isNull }

    private func page(
        _ condition: Condition, _ sort: [ListQuery.Sort], _ cursor: String?, limit: Int
    ) throws -> [Record] {
        var query = ListQuery(condition, sort: sort, limit: limit)
        query.withParts = false
        query.after = try cursor.map { try transaction.cursor($0, for: kind, sort: sort) }
        return try transaction.page(kind, query).records
    }

    /// The place of a record in an order, as `Cursor` writes it. Nil where the order is one we cannot place it in.
    private func cursor(_ record: Record, _ sort: [ListQuery.Sort]) -> String? {
        var keys: [JSON] = []
        for key in sort {
            if key.field == "id" { break }
            guard let field = kind[key.field], let json = stored(field, record) else { return nil }
            keys.append(json)
        }
        let bytes = JSON.array(keys + [.number(String(record.id))]).bytes
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The value the database sorts by: folded text, money in company currency.
    private func stored(_ field: FieldSpec, _ record: Record) -> JSON? {
        let values = record.values(field.name, in: kind)
        switch values.first ?? .null {
        case .null: return .null
        case .text(let text): return .text(field.hasSortKey ? folded(text) : text)
        case .integer(let number):
            guard case .money = field.shape else { return .number(String(number)) }
            let money = Money(minor: number, currency: values.last?.text ?? "")
            return transaction.settings.inCompanyCurrency(money).map { .number(String($0)) } ?? .null
        case .boolean(let truth): return .boolean(truth)
        case .day(let day): return .text(day.iso)
        case .instant(let instant): return .text(instant.iso)
        case .bytes: return nil
        }
    }
}
