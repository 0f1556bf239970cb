import Exchange
import Foundation
import Records
import Storage

/// One CSV of “export all” being read: its columns, each with its place in a record.
struct ImportedTable {
    private enum Target {
        case field(FieldSpec), currency(FieldSpec), referenceKind(FieldSpec), referenceID(FieldSpec)
        case item(part: Kind.PartKind, item: Int, FieldSpec)
        case itemCurrency(part: Kind.PartKind, item: Int, FieldSpec)
        /// The title or external identifier of a link: for people.
        case told
    }

    let kind: Kind
    private var source: TableSource
    private var targets: [Target] = []

    init(_ kind: Kind, path: String) throws {
        self.kind = kind
        source = try TableSource(TableBytes(file: path), format: .canonical)
        let file = (path as NSString).lastPathComponent
        for column in source.header.columns {
            guard let target = ImportedTable.target(of: column.name, kind) else {
                throw Refusal(
                    code: "unknown_column",
                    Message(
                        "The file {name} has a column “{column}” that this installation does not know. Was the export "
                            + "made by a newer version?",
                        ["name": .text(file), "column": .text(column.name)]))
            }
            targets.append(target)
        }
    }

    private static func target(of name: String, _ kind: Kind) -> Target? {
        if let bracket = name.firstIndex(of: "["), let end = name.firstIndex(of: "]"), bracket < end,
            let item = Int(name[name.index(after: bracket)..<end]), let part = kind.part(String(name[..<bracket]))
        {
            let words = name[name.index(after: end)...].dropFirst().split(separator: ".").map(String.init)
            guard let field = words.first.flatMap({ part.kind[$0] }) else { return nil }
            return words.last == "currency" && field.shape == .money
                ? .itemCurrency(part: part, item: item, field) : .item(part: part, item: item, field)
        }
        let words = name.split(separator: ".").map(String.init)
        guard let field = words.first.flatMap({ kind[$0] }) else { return nil }
        switch (field.shape, words.count > 1 ? words[1] : nil) {
        case (.link, "id"?): return .field(field)
        case (.link, _): return .told
        case (.reference, "kind"?): return .referenceKind(field)
        case (.reference, "id"?): return .referenceID(field)
        case (.money, "currency"?): return .currency(field)
        case (_, nil): return .field(field)
        default: return nil
        }
    }

    /// The next record with the row it stands on; nil at the end.
    mutating func next(_ ids: IDGenerator) throws -> (record: Record, row: Int)? {
        guard let row = try source.next() else { return nil }
        if let problem = row.problem { throw problem.refusal }
        var fields: [String: JSON] = [:], items: [String: [Int: [String: JSON]]] = [:]
        for (cell, target) in zip(row.cells, targets) where !cell.isEmpty { add(cell, target, &fields, &items) }
        var record = Record(empty: kind)
        for field in kind.fields { record.set(field.name, try values(field, fields[field.name], row.number), in: kind) }
        for part in kind.parts {
            record.parts[part.name] = try (items[part.name] ?? [:]).sorted { $0.key < $1.key }.map { _, item in
                PartRow(
                    id: ids.next(), values: try part.kind.declared.flatMap { try values($0, item[$0.name], row.number) }
                )
            }
        }
        return (record, row.number)
    }

    private func add(
        _ cell: String, _ target: Target, _ fields: inout [String: JSON], _ items: inout [String: [Int: [String: JSON]]]
    ) {
        switch target {
        case .told: break
        case .field(let field): fields[field.name] = json(cell, field, fields[field.name])
        case .currency(let field): fields[field.name] = money(fields[field.name], currency: cell)
        case .referenceKind(let field): fields[field.name] = .record(["kind": .text(cell)])
        case .referenceID(let field):
            fields[field.name] = .record(["kind": fields[field.name]?["kind"] ?? .null, "id": .text(cell)])
        case .item(let part, let item, let field):
            let known = items[part.name]?[item]?[field.name]
            items[part.name, default: [:]][item, default: [:]][field.name] = json(cell, field, known)
        case .itemCurrency(let part, let item, let field):
            let known = items[part.name]?[item]?[field.name]
            items[part.name, default: [:]][item, default: [:]][field.name] = money(known, currency: cell)
        }
    }

    private func json(_ cell: String, _ field: FieldSpec, _ known: JSON?) -> JSON {
        switch field.shape {
        case .integer: .number(cell)
        case .boolean: cell == "true" ? true : cell == "false" ? false : .text(cell)
        case .money: .record(["amount": .text(cell)])
        default: .text(cell)
        }
    }

    private func money(_ amount: JSON?, currency: String) -> JSON {
        .record(["amount": amount?["amount"] ?? .null, "currency": .text(currency)])
    }

    /// A required text may have been empty.
    private func values(_ field: FieldSpec, _ json: JSON?, _ row: Int) throws -> [Value] {
        guard let json else {
            return field.isRequired && field.shape.isText ? [.text("")] : field.columns.map { _ in .null }
        }
        do { return try field.values(json) } catch {
            throw Refusal(
                code: "unreadable_line",
                Message(
                    "Row {row} of {records} cannot be read: {field}: {reason}",
                    [
                        "row": .number(row), "records": .message(kind.pluralLabel), "field": .message(field.label),
                        "reason": .message(error.message),
                    ]))
        }
    }
}
