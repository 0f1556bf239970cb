import Records
import Storage

/// What the rows of a page point to: titles of linked records, first items of parts, next activities. However many
/// kinds are involved, it is one query.
struct Pointed: Sendable {
    private(set) var titles: [Reference: String] = [:]
    /// Part name → record → its first item.
    private(set) var parts: [String: [Int64: String]] = [:]
    private(set) var next: [Int64: NextActivity.Due] = [:]

    init() {}

    init(
        _ records: [Record], of kind: Kind, columns: [ListColumn], further: [Reference], in transaction: Transaction
    ) throws {
        var queries: [SQL] = [], asked: [Asked] = []
        for (name, ids) in Pointed.references(records, kind, columns, further) {
            guard let query = try Pointed.titles(ids.sorted(), of: name, number: asked.count, in: transaction)
            else { continue }
            queries.append(query)
            asked.append(.titles(name))
        }
        let ids = records.map(\.id)
        if !ids.isEmpty {
            for case .part(let part) in columns {
                queries.append(try Pointed.items(ids, part, kind, number: asked.count, in: transaction))
                asked.append(.items(part.name))
            }
            if columns.contains(where: { $0.name == ListColumn.nextActivityName }),
                let link = NextActivity.link(of: kind, transaction.schema, transaction.viewer)
            {
                queries.append(try NextActivity.query(ids, of: kind, link, number: asked.count, in: transaction))
                asked.append(.next)
            }
        }
        guard !queries.isEmpty else { return }
        try read(.joined(queries, "\nUNION ALL\n"), asked, transaction)
    }

    /// What a row of the query answers, by the number it carries.
    private enum Asked {
        case titles(String)
        case items(String)
        case next
    }

    private mutating func read(_ query: SQL, _ asked: [Asked], _ transaction: Transaction) throws {
        var items = [[Int64: (position: Int64, text: String)]](repeating: [:], count: asked.count)
        try transaction.connection.each(query, [.integer, .integer, .text, .integer]) { row in
            let (number, id, text) = (Int(row[0].integer ?? 0), row[1].integer ?? 0, row[2].text)
            switch asked[number] {
            case .titles(let kind): titles[Reference(kind: kind, id: id)] = text ?? ""
            case .items:
                let position = row[3].integer ?? 0
                if let text, items[number][id].map({ position < $0.position }) ?? true {
                    items[number][id] = (position, text)
                }
            case .next: next[id] = NextActivity.Due(day: text.flatMap { Day(iso: String($0.prefix(10))) })
            }
            return true
        }
        for case (let number, .items(let name)) in asked.enumerated() { parts[name] = items[number].mapValues(\.text) }
    }

    private static func references(
        _ records: [Record], _ kind: Kind, _ columns: [ListColumn], _ further: [Reference]
    ) -> [(String, Set<Int64>)] {
        var ids: [String: Set<Int64>] = [:]
        for reference in further { ids[reference.kind, default: []].insert(reference.id) }
        for field in columns.compactMap(\.field) where field.shape.linkTarget != nil || field.shape == .reference {
            for record in records {
                let values = record.values(field.name, in: kind)
                if let target = field.shape.linkTarget, let id = values.first?.integer {
                    ids[target, default: []].insert(id)
                } else if field.shape == .reference, let target = values.first?.text, let id = values.last?.integer {
                    ids[target, default: []].insert(id)
                }
            }
        }
        return ids.sorted { $0.key < $1.key }
    }

    private static func titles(
        _ ids: [Int64], of name: String, number: Int, in transaction: Transaction
    ) throws -> SQL? {
        guard let kind = transaction.schema[name], kind.owner == nil, !transaction.viewer.grants(for: name).isEmpty
        else { return nil }
        let place = ConditionCompiler.Place(kind)
        let title = place.column(kind.titleField.columns[0].name)
        return """
            SELECT \(SQL(text: String(number))), \(place.column("id")), CAST(\(title) AS TEXT), 0
            FROM \(place.from) WHERE \(place.column("id")) IN (\(SQL.set(ids)))\(try rights(place, transaction))
            """
    }

    /// The items of a part; a part that is a link shows the linked record's title.
    private static func items(
        _ ids: [Int64], _ part: Kind.PartKind, _ kind: Kind, number: Int, in transaction: Transaction
    ) throws -> SQL {
        let item = ConditionCompiler.Place(part.kind)
        let owner = item.column(kind.name), field = part.kind.titleField
        let tag = SQL(text: String(number)), chosen: SQL = "\(owner) IN (\(SQL.set(ids)))"
        guard let target = field.shape.linkTarget else {
            return """
                SELECT \(tag), \(owner), CAST(\(item.column(field.columns[0].name)) AS TEXT), \(item.column("position"))
                FROM \(item.from) WHERE \(chosen)
                """
        }
        let other = ConditionCompiler.Place(transaction.schema.kind(target), depth: 1)
        let title = other.column(other.kind.titleField.columns[0].name)
        return """
            SELECT \(tag), \(owner), CAST(\(title) AS TEXT), \(item.column("position"))
            FROM \(item.from) JOIN \(other.from) ON \(other.column("id")) = \(item.column(field.name))
            WHERE \(chosen)\(try rights(other, transaction))
            """
    }

    private static func rights(_ place: ConditionCompiler.Place, _ transaction: Transaction) throws -> SQL {
        let rights = try transaction.refusing { () throws(ConditionFault) in try transaction.compiler.rights(at: place)
        }
        return rights.map { " AND \($0)" } ?? ""
    }

    /// As the components want them: each with the address of its page.
    func links(_ schema: Schema) -> [Reference: Showing.Linked] {
        var links: [Reference: Showing.Linked] = [:]
        links.reserveCapacity(titles.count)
        for (name, entries) in Dictionary(grouping: titles, by: \.key.kind) {
            guard let kind = schema[name] else { continue }
            let isPerson = kind.name == "user", address = "/\(kind.plural)/"
            for (reference, title) in entries {
                links[reference] = Showing.Linked(
                    title.isEmpty ? "–" : title, href: isPerson ? nil : address + String(reference.id),
                    isPerson: isPerson)
            }
        }
        return links
    }
}
