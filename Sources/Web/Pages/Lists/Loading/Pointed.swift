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
        var queries: [SQL] = []
        for (name, ids) in Pointed.references(records, kind, columns, further) {
            if let query = try Pointed.titles(ids.sorted(), of: name, in: transaction) { queries.append(query) }
        }
        let ids = records.map(\.id)
        if !ids.isEmpty {
            for case .part(let part) in columns { queries.append(try Pointed.items(ids, part, kind, in: transaction)) }
            if columns.contains(where: { $0.name == ListColumn.nextActivityName }),
                let link = NextActivity.link(of: kind, transaction.schema, transaction.viewer)
            {
                queries.append(try NextActivity.query(ids, of: kind, link, in: transaction))
            }
        }
        guard !queries.isEmpty else { return }
        var positions: [String: [Int64: Int64]] = [:]
        for row in try transaction.connection.rows(.joined(queries, "\nUNION ALL\n"), .text, .integer, .text, .integer)
        {
            let (tag, id, text) = (row[0].text ?? "", row[1].integer ?? 0, row[2].text)
            if tag == "next" {
                next[id] = NextActivity.Due(day: text.flatMap { Day(iso: String($0.prefix(10))) })
            } else if tag.hasPrefix("part:") {
                let name = String(tag.dropFirst(5)), position = row[3].integer ?? 0
                guard let text, positions[name]?[id].map({ position < $0 }) ?? true else { continue }
                positions[name, default: [:]][id] = position
                parts[name, default: [:]][id] = text
            } else {
                titles[Reference(kind: String(tag.dropFirst(5)), id: id)] = text ?? ""
            }
        }
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

    private static func titles(_ ids: [Int64], of name: String, in transaction: Transaction) throws -> SQL? {
        guard let kind = transaction.schema[name], kind.owner == nil, !transaction.viewer.grants(for: name).isEmpty
        else { return nil }
        let place = ConditionCompiler.Place(kind)
        let title = place.column(kind.titleField.columns[0].name)
        return """
            SELECT \("link:" + name), \(place.column("id")), CAST(\(title) AS TEXT), 0
            FROM \(place.from) WHERE \(place.column("id")) IN (\(SQL.set(ids)))\(try rights(place, transaction))
            """
    }

    /// The items of a part; a part that is a link shows the linked record's title.
    private static func items(_ ids: [Int64], _ part: Kind.PartKind, _ kind: Kind, in transaction: Transaction) throws
        -> SQL
    {
        let item = ConditionCompiler.Place(part.kind)
        let owner = item.column(kind.name), field = part.kind.titleField
        let tag = "part:" + part.name, chosen: SQL = "\(owner) IN (\(SQL.set(ids)))"
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
        titles.reduce(into: [:]) { links, entry in
            guard let kind = schema[entry.key.kind] else { return }
            let isPerson = kind.name == "user"
            links[entry.key] = Showing.Linked(
                entry.value.isEmpty ? "–" : entry.value, href: isPerson ? nil : "/\(kind.plural)/\(entry.key.id)",
                isPerson: isPerson)
        }
    }
}
