import Records

/// Why something deleted could not come back as it was.
package struct RestoreProblem: Sendable, Hashable {
    package enum Reason: String, Sendable {
        /// What it needs a link to is gone: the record stays in the trash.
        case linkGone = "link_gone"
        /// Another record has its unique value by now: the record stays in the trash.
        case taken
        /// It came back, but a link of it leads nowhere any more and was emptied.
        case linkEmptied = "link_emptied"
    }

    package let record: Reference
    package let title: String
    package let reason: Reason
    /// The field or part it is about.
    package let field: String

    package init(record: Reference, title: String, reason: Reason, field: String) {
        self.record = record
        self.title = title
        self.reason = reason
        self.field = field
    }

    package func message(_ schema: Schema) -> Message {
        let kind = schema[record.kind]
        let label = kind?[field]?.label ?? kind?.part(field)?.kind.label ?? .verbatim(field)
        let words: [String: Message.Argument] = ["name": .text(title), "field": .message(label)]
        switch reason {
        case .linkGone:
            return Message(
                "“{name}” could not be restored: what stood in “{field}” is gone. Restore that first.", words)
        case .taken:
            return Message(
                "“{name}” could not be restored: another record has its value in “{field}” by now. Change that first.",
                words)
        case .linkEmptied:
            return Message("“{name}” is back, but what stood in “{field}” is gone; the field is empty now.", words)
        }
    }
}

/// Brings deleted records back from the journal, each after what it links to. What is gone for good is left out and
/// told; a record that cannot stand without it stays where it is.
final class Restoring {
    private let journal: Int64
    private let transaction: Transaction
    private(set) var restored = 0
    private(set) var problems: [RestoreProblem] = []
    /// Records being restored further up, so that a circle of links ends.
    private var open: Set<Reference> = []

    init(journal: Int64, transaction: Transaction) {
        self.journal = journal
        self.transaction = transaction
    }

    func restore(_ entry: Int64, _ json: JSON, _ kind: Kind) throws {
        var record = Record(empty: kind)
        for field in kind.fields {
            record.set(field.name, Journal.values(of: field, in: json) ?? field.columns.map { _ in .null }, in: kind)
        }
        for part in kind.parts { record.parts[part.name] = Journal.rows(of: part, in: json) ?? [] }
        let reference = Reference(kind: kind.name, id: record.id)
        // Restored before, as the target of another's link.
        if try exists(reference) || open.contains(reference) { return }
        open.insert(reference)
        defer { open.remove(reference) }
        var emptied: [String] = []
        if let (reason, field) = try settle(&record, kind, &emptied) {
            return try refuse(entry, record, kind, reason, field)
        }
        try transaction.putBack(record, of: kind)
        restored += 1
        for field in emptied { tell(record, kind, .linkEmptied, field) }
    }

    /// Empties what leads nowhere any more; says what makes the record impossible.
    private func settle(
        _ record: inout Record, _ kind: Kind, _ emptied: inout [String]
    ) throws -> (RestoreProblem.Reason, String)? {
        for field in kind.fields where field.isUnique {
            let value = record.value(field.name, in: kind)
            if value.isNull { continue }
            let owner = try transaction.connection.integer(
                "SELECT id FROM \(name: kind.table) WHERE \(name: field.columns[0].name) = \(value)")
            if owner != nil { return (.taken, field.name) }
        }
        for field in kind.fields {
            guard let target = field.shape.linkTarget, let id = record.value(field.name, in: kind).integer,
                id != record.id || target != kind.name, try !isThere(Reference(kind: target, id: id))
            else { continue }
            // Merged meanwhile: what it has become is meant.
            if let other = transaction.schema[target], let become = try transaction.survivor(of: id, other) {
                record.set(field.name, [.integer(become)], in: kind)
                continue
            }
            if field.isRequired && !field.isCustom { return (.linkGone, field.name) }
            record.set(field.name, [.null], in: kind)
            if field.name != "created_by" && field.name != "updated_by" { emptied.append(field.name) }
        }
        for part in kind.parts {
            let rows = record.parts[part.name] ?? []
            let kept = try rows.compactMap { try settled($0, part.kind) }
            if kept != rows { emptied.append(part.name) }
            record.parts[part.name] = kept
        }
        return nil
    }

    /// A row of a part without links that lead nowhere; nil where it cannot stand without one.
    private func settled(_ row: PartRow, _ part: Kind) throws -> PartRow? {
        var row = row, at = 0
        for field in part.declared {
            let place = at
            at += field.columns.count
            guard let target = field.shape.linkTarget, let id = row.values[place].integer,
                try !isThere(Reference(kind: target, id: id))
            else { continue }
            if field.isRequired { return nil }
            row.values[place] = .null
        }
        return row
    }

    /// Whether a link's target exists, or comes back now because it went in the same operation.
    private func isThere(_ target: Reference) throws -> Bool {
        if try exists(target) { return true }
        guard !open.contains(target), let kind = transaction.schema[target.kind],
            let row = try transaction.connection.first(
                """
                SELECT id, before FROM journal_entry
                WHERE journal_id = \(journal) AND kind = \(target.kind) AND record_id = \(target.id)
                AND action = 'deleted' AND problem IS NULL
                """, .integer, .text)
        else { return false }
        try restore(row[0].integer ?? 0, try JSON(parsing: row[1].text ?? "{}"), kind)
        return try exists(target)
    }

    private func exists(_ target: Reference) throws -> Bool {
        guard let kind = transaction.schema[target.kind] else { return false }
        return try transaction.connection.integer("SELECT 1 FROM \(name: kind.table) WHERE id = \(target.id)") != nil
    }

    private func refuse(
        _ entry: Int64, _ record: Record, _ kind: Kind, _ reason: RestoreProblem.Reason, _ field: String
    ) throws {
        let problem = JSON.record(["code": .text(reason.rawValue), "field": .text(field)])
        try transaction.connection.execute(
            "UPDATE journal_entry SET problem = \(problem.string) WHERE id = \(entry)")
        tell(record, kind, reason, field)
    }

    private func tell(_ record: Record, _ kind: Kind, _ reason: RestoreProblem.Reason, _ field: String) {
        let title = record.title(in: kind)
        problems.append(
            RestoreProblem(
                record: Reference(kind: kind.name, id: record.id), title: title.isEmpty ? String(record.id) : title,
                reason: reason, field: field))
    }
}
