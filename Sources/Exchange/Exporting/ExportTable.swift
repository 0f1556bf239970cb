import Records
import Storage

/// The records of one kind as rows of a table: every field the viewer sees, links by title and identifier, parts as
/// numbered columns. Columns are called by the paths an import understands.
package struct ExportTable: Sendable {
    /// Where a cell comes from. Numbers only: every cell of an export goes through one.
    private enum Source: Sendable {
        case field(Int, Style)
        case currency(Int)
        /// A link's column, and the place of its target among `targets`.
        case linkTitle(Int, Int), linkExternal(Int, Int), linkID(Int)
        case referenceKind(Int), referenceID(Int)
        /// The place of a part among `parts`, the number of the item, the column in it.
        case item(part: Int, item: Int, column: Int, Style)
        case itemCurrency(part: Int, item: Int, column: Int)
    }

    private enum Style: Sendable {
        case money, exact, identifier, plain

        init(_ field: FieldSpec) {
            switch field.shape {
            case .money: self = .money
            case .exact: self = .exact
            // An identifier has more digits than a spreadsheet keeps.
            default: self = field.name == "id" || field.shape.linkTarget != nil ? .identifier : .plain
            }
        }
    }

    /// The title and external identifier of what is linked to, by target and id.
    private typealias Links = [[Int64: (title: String, external: String?)]]

    package let kind: Kind
    package private(set) var columns: [String] = []
    private var sources: [Source] = []
    /// Kinds that are linked to, and names of parts.
    private var targets: [String] = []
    private var parts: [String] = []

    /// As many items of each part as any record of the workspace has.
    package init(_ kind: Kind, in transaction: Transaction) throws {
        self.kind = kind
        let viewer = transaction.viewer
        for (index, field) in kind.fields.enumerated() where viewer.sees(field, of: kind) {
            add(field, at: kind.offsets[index])
        }
        for part in kind.parts where viewer.sees(part: part.name, of: kind) {
            let most = try transaction.connection.integer("SELECT MAX(position) FROM \(name: part.kind.table)") ?? -1
            if most >= 0 { parts.append(part.name) }
            for item in 0..<Int(min(most + 1, 500)) { add(part, item, viewer) }
        }
    }

    private mutating func add(_ field: FieldSpec, at column: Int) {
        switch field.shape {
        case .link(let target):
            let place = targets.firstIndex(of: target) ?? targets.count
            if place == targets.count { targets.append(target) }
            add("\(field.name).id", .linkID(column))
            add("\(field.name).external_id", .linkExternal(column, place))
            add(field.name, .linkTitle(column, place))
        case .reference:
            add("\(field.name).kind", .referenceKind(column))
            add("\(field.name).id", .referenceID(column + 1))
        case .money:
            add(field.name, .field(column, .money))
            add("\(field.name).currency", .currency(column + 1))
        default: add(field.name, .field(column, Style(field)))
        }
    }

    private mutating func add(_ part: Kind.PartKind, _ item: Int, _ viewer: Viewer) {
        var column = 0
        let place = parts.count - 1
        for field in part.kind.declared {
            defer { column += field.columns.count }
            guard viewer.sees(field, of: part.kind) else { continue }
            let path = "\(part.name)[\(item)].\(field.name)"
            let end = field.shape.linkTarget == nil ? "" : ".id"
            add(path + end, .item(part: place, item: item, column: column, Style(field)))
            if field.shape == .money {
                add(path + ".currency", .itemCurrency(part: place, item: item, column: column + 1))
            }
        }
    }

    private mutating func add(_ name: String, _ source: Source) {
        columns.append(name)
        sources.append(source)
    }

    /// Hands over the cells of some records, row by row; what they link to is looked up once for all.
    package func each(_ records: [Record], in transaction: Transaction, _ body: ([Cell]) throws -> Void) throws {
        let links = try links(records, transaction)
        var cells: [Cell] = []
        for record in records {
            let items = parts.map { record.parts[$0] ?? [] }
            cells.removeAll(keepingCapacity: true)
            for source in sources { cells.append(cell(source, record.values, items, links)) }
            try body(cells)
        }
    }

    private func links(_ records: [Record], _ transaction: Transaction) throws -> Links {
        var wanted = [Set<Int64>](repeating: [], count: targets.count)
        for case .linkTitle(let column, let target) in sources {
            for record in records { if let id = record.values[column].integer { wanted[target].insert(id) } }
        }
        return try zip(targets, wanted).map { name, ids in
            try ids.isEmpty ? [:] : titles(of: ids, transaction.schema.kind(name), transaction)
        }
    }

    private func titles(of ids: Set<Int64>, _ kind: Kind, _ transaction: Transaction) throws -> Links.Element {
        var found: Links.Element = [:]
        let place = ConditionCompiler.Place(kind), title = kind.titleField.columns[0]
        let seen: SQL = try transaction.compiler.rights(at: place).map { " AND \($0)" } ?? ""
        for chunk in Array(ids).chunked(by: 5000) {
            try transaction.connection.each(
                """
                SELECT \(place.column("id")), \(place.column("external_id")), \(place.column(title.name))
                FROM \(place.from) WHERE \(place.column("id")) IN (\(SQL.set(chunk)))\(seen)
                """, [.integer, .text, title.type]
            ) { row in
                found[row[0].integer ?? 0] = (row[2].text ?? row[2].integer.map(String.init) ?? "", row[1].text)
                return true
            }
        }
        return found
    }

    private func cell(_ source: Source, _ values: [Value], _ parts: [[PartRow]], _ links: Links) -> Cell {
        switch source {
        case .field(let column, let style): return ExportTable.cell(style, values, column)
        case .currency(let column), .referenceKind(let column):
            return values[column].text.map(Cell.text) ?? .empty
        case .linkID(let column), .referenceID(let column):
            return values[column].integer.map { .text(String($0)) } ?? .empty
        case .linkTitle(let column, let target):
            return values[column].integer.flatMap { links[target][$0] }.map { .text($0.title) } ?? .empty
        case .linkExternal(let column, let target):
            return values[column].integer.flatMap { links[target][$0]?.external }.map(Cell.text) ?? .empty
        case .item(let part, let item, let column, let style):
            guard item < parts[part].count else { return .empty }
            return ExportTable.cell(style, parts[part][item].values, column)
        case .itemCurrency(let part, let item, let column):
            guard item < parts[part].count else { return .empty }
            return parts[part][item].values[column].text.map(Cell.text) ?? .empty
        }
    }

    private static func cell(_ style: Style, _ values: [Value], _ column: Int) -> Cell {
        switch (style, values[column]) {
        case (_, .text(let text)): .text(text)
        case (.money, .integer(let minor)): .money(Money(minor: minor, currency: values[column + 1].text ?? ""))
        case (.exact, .integer(let millionths)): .number(Exact(millionths: millionths))
        case (.identifier, .integer(let number)): .text(String(number))
        case (.plain, .integer(let number)): .integer(number)
        case (_, .boolean(let truth)): .boolean(truth)
        case (_, .day(let day)): .day(day)
        case (_, .instant(let instant)): .instant(instant)
        default: .empty
        }
    }
}
