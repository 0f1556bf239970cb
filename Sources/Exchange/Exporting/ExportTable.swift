import Records
import Storage

/// The records of one kind as rows of a table: every field the viewer sees, links by title and identifier, parts as
/// numbered columns. Columns are called by the paths an import understands.
package struct ExportTable: Sendable {
    private enum Source: Sendable {
        case field(Int, FieldSpec)
        case currency(Int)
        case linkTitle(Int, String), linkExternal(Int, String), linkID(Int)
        case referenceKind(Int), referenceID(Int)
        case item(part: String, item: Int, column: Int, FieldSpec)
        case itemCurrency(part: String, item: Int, column: Int)
    }

    package let kind: Kind
    package private(set) var columns: [String] = []
    private var sources: [Source] = []

    /// As many items of each part as any record of the workspace has.
    package init(_ kind: Kind, in transaction: Transaction) throws {
        self.kind = kind
        let viewer = transaction.viewer
        for (index, field) in kind.fields.enumerated() where viewer.sees(field, of: kind) {
            add(field, at: kind.offsets[index])
        }
        for part in kind.parts where !viewer.hiddenFields.contains("\(kind.name).\(part.name)") {
            let most = try transaction.connection.integer("SELECT MAX(position) FROM \(name: part.kind.table)") ?? -1
            for item in 0..<Int(min(most + 1, 500)) { add(part, item, viewer) }
        }
    }

    private mutating func add(_ field: FieldSpec, at column: Int) {
        switch field.shape {
        case .link(let target):
            add("\(field.name).id", .linkID(column))
            add("\(field.name).external_id", .linkExternal(column, target))
            add(field.name, .linkTitle(column, target))
        case .reference:
            add("\(field.name).kind", .referenceKind(column))
            add("\(field.name).id", .referenceID(column + 1))
        case .money:
            add(field.name, .field(column, field))
            add("\(field.name).currency", .currency(column + 1))
        default: add(field.name, .field(column, field))
        }
    }

    private mutating func add(_ part: Kind.PartKind, _ item: Int, _ viewer: Viewer) {
        var column = 0
        for field in part.kind.declared {
            defer { column += field.columns.count }
            guard viewer.sees(field, of: part.kind) else { continue }
            let path = "\(part.name)[\(item)].\(field.name)"
            let end = field.shape.linkTarget == nil ? "" : ".id"
            add(path + end, .item(part: part.name, item: item, column: column, field))
            if field.shape == .money {
                add(path + ".currency", .itemCurrency(part: part.name, item: item, column: column + 1))
            }
        }
    }

    private mutating func add(_ name: String, _ source: Source) {
        columns.append(name)
        sources.append(source)
    }

    /// The cells of some records; what they link to is looked up once for all.
    package func rows(_ records: [Record], in transaction: Transaction) throws -> [[Cell]] {
        let links = try linked(records, transaction)
        return records.map { record in sources.map { cell($0, record, links) } }
    }

    /// The title and external identifier of everything linked to.
    private func linked(_ records: [Record], _ transaction: Transaction) throws -> [Reference: (
        title: String, external: String?
    )] {
        var wanted: [String: Set<Int64>] = [:]
        for case .linkTitle(let column, let target) in sources {
            wanted[target, default: []].formUnion(records.compactMap { $0.values[column].integer })
        }
        var found: [Reference: (title: String, external: String?)] = [:]
        for (name, ids) in wanted where !ids.isEmpty {
            let kind = transaction.schema.kind(name), place = ConditionCompiler.Place(kind)
            let seen: SQL = try transaction.compiler.rights(at: place).map { " AND \($0)" } ?? ""
            let title = kind.titleField.columns[0]
            for chunk in Array(ids).chunked(by: 5000) {
                let rows = try transaction.connection.rows(
                    """
                    SELECT \(place.column("id")), \(place.column("external_id")), \(place.column(title.name))
                    FROM \(place.from) WHERE \(place.column("id")) IN (\(SQL.set(chunk)))\(seen)
                    """, .integer, .text, title.type)
                for row in rows {
                    let text = row[2].text ?? row[2].integer.map(String.init) ?? ""
                    found[Reference(kind: name, id: row[0].integer ?? 0)] = (text, row[1].text)
                }
            }
        }
        return found
    }

    private func cell(_ source: Source, _ record: Record, _ links: [Reference: (title: String, external: String?)])
        -> Cell
    {
        switch source {
        case .field(let column, let field): return ExportTable.cell(field, record.values[column...])
        case .currency(let column), .referenceKind(let column):
            return record.values[column].text.map(Cell.text) ?? .empty
        case .linkID(let column), .referenceID(let column):
            return record.values[column].integer.map { .text(String($0)) } ?? .empty
        case .linkTitle(let column, let target):
            guard let id = record.values[column].integer else { return .empty }
            return links[Reference(kind: target, id: id)].map { .text($0.title) } ?? .empty
        case .linkExternal(let column, let target):
            guard let id = record.values[column].integer else { return .empty }
            return links[Reference(kind: target, id: id)]?.external.map(Cell.text) ?? .empty
        case .item(let part, let item, let column, let field):
            guard let rows = record.parts[part], item < rows.count else { return .empty }
            if field.shape.linkTarget != nil {
                return rows[item].values[column].integer.map { .text(String($0)) } ?? .empty
            }
            return ExportTable.cell(field, rows[item].values[column...])
        case .itemCurrency(let part, let item, let column):
            guard let rows = record.parts[part], item < rows.count else { return .empty }
            return rows[item].values[column].text.map(Cell.text) ?? .empty
        }
    }

    private static func cell(_ field: FieldSpec, _ values: ArraySlice<Value>) -> Cell {
        guard let value = values.first else { return .empty }
        switch (field.shape, value) {
        case (.money, .integer(let minor)):
            return .money(Money(minor: minor, currency: values[values.startIndex + 1].text ?? ""))
        case (.exact, .integer(let millionths)): return .number(Exact(millionths: millionths))
        // An identifier has more digits than a spreadsheet keeps.
        case (_, .integer(let number)): return field.name == "id" ? .text(String(number)) : .integer(number)
        case (_, .text(let text)): return .text(text)
        case (_, .boolean(let truth)): return .boolean(truth)
        case (_, .day(let day)): return .day(day)
        case (_, .instant(let instant)): return .instant(instant)
        default: return .empty
        }
    }
}
