import Records
import Storage

/// A company with all that belongs to it, to any depth, as far as the viewer sees it; and what it belongs to itself.
package struct AccountGroup: Sendable {
    /// One company of the group.
    package struct Line: Sendable {
        package let id: Int64
        package let parent: Int64?
        package let name: String
        package let city: String?
        package let roles: [Message]
        package let version: Int64
        /// How far below the company asked about.
        package fileprivate(set) var depth = 0
        /// Whether the viewer may move it under another company.
        package fileprivate(set) var mayMove = false
    }

    /// In the order of a tree read from top to bottom: each company before those below it, sisters by name.
    package private(set) var lines: [Line] = []
    /// The companies above, the topmost first.
    package let above: [(id: Int64, name: String)]
    /// More belong to it than a page can show.
    package let isCut: Bool

    /// A page shows so many companies; the figures count all.
    package static let shown = 5000

    package var ids: [Int64] { lines.map(\.id) }

    /// Three queries, however large the group: what stands above, the companies, and which of them may be moved. Not
    /// found where the viewer does not see the company itself.
    package static func load(_ root: Int64, in transaction: Transaction) throws -> AccountGroup {
        let kind = transaction.schema.kind(of: Account.self), place = ConditionCompiler.Place(kind)
        guard let subtree = transaction.subtree(of: kind) else { throw Refusal.notFound() }
        func column(_ name: String, orElse empty: SQL) -> SQL {
            kind[name].map { transaction.viewer.sees($0, of: kind) } == true ? place.column(name) : empty
        }
        let roles: [SQL] = roleFields.map { column($0.field, orElse: "FALSE") }
        let table = try transaction.refusing { () throws(ConditionFault) in
            try subtree.table(under: "\(root)", depth: 1)
        }
        let rows = try transaction.connection.rows(
            """
            WITH RECURSIVE \(table)
            SELECT \(place.column("id")), \(place.column("parent")), \(place.column("name")),
            \(column("city", orElse: "CAST(NULL AS TEXT)")), \(place.column("version")), \(SQL.joined(roles, ", "))
            FROM subtree JOIN \(place.from) ON \(place.column("id")) IN (subtree.id, -1)
            ORDER BY \(place.column("name_key")), \(place.column("id")) LIMIT \(shown + 1)
            """, [.integer, .integer, .text, .text, .integer] + roles.map { _ in .boolean })
        guard rows.contains(where: { $0[0].integer == root }) || rows.count > shown else { throw Refusal.notFound() }
        var group = AccountGroup(above: try above(root, in: transaction), isCut: rows.count > shown)
        group.stand(rows.prefix(shown).map(Line.init), under: root)
        let movable = try mayMove(kind, transaction) ? transaction.allowed(group.ids, of: kind, to: .change) : []
        for place in group.lines.indices { group.lines[place].mayMove = movable.contains(group.lines[place].id) }
        return group
    }

    private init(above: [(id: Int64, name: String)], isCut: Bool) {
        self.above = above
        self.isCut = isCut
    }

    fileprivate static let roleFields: [(field: String, label: Message)] = [
        ("is_customer", Message("Customer")), ("is_prospect", Message("Prospect")),
        ("is_supplier", Message("Supplier")), ("is_distributor", Message("Distributor")),
    ]

    private static func mayMove(_ kind: Kind, _ transaction: Transaction) -> Bool {
        kind["parent"].map { transaction.viewer.mayWrite($0, of: kind) } ?? false
    }

    /// Puts lines that come sorted by name in the order of the tree.
    private mutating func stand(_ found: [Line], under root: Int64) {
        let children = Dictionary(grouping: found.filter { $0.id != root }) { $0.parent ?? 0 }
        guard var top = found.first(where: { $0.id == root }) else { return }
        top.depth = 0
        var waiting = [top]
        while let line = waiting.popLast() {
            lines.append(line)
            for var child in (children[line.id] ?? []).reversed() {
                child.depth = line.depth + 1
                waiting.append(child)
            }
        }
    }

    /// The companies above, as far up as the viewer sees them without a gap; one query.
    package static func above(_ account: Int64, in transaction: Transaction) throws -> [(id: Int64, name: String)] {
        let kind = transaction.schema.kind(of: Account.self), place = ConditionCompiler.Place(kind)
        guard let parent = kind["parent"], transaction.viewer.sees(parent, of: kind) else { return [] }
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let rows = try transaction.connection.rows(
            """
            WITH RECURSIVE above(id, parent, name, level) AS (
            SELECT \(place.column("id")), \(place.column("parent")), \(place.column("name")), 0 FROM \(place.from)
            WHERE \(place.column("id")) = \(account)\(rights)
            UNION ALL
            SELECT \(place.column("id")), \(place.column("parent")), \(place.column("name")), above.level + 1
            FROM above JOIN \(place.from) ON \(place.column("id")) = above.parent
            WHERE above.level < 100\(rights))
            SELECT id, name FROM above WHERE level > 0 ORDER BY level DESC
            """, .integer, .text)
        return rows.map { ($0[0].integer ?? 0, $0[1].text ?? "") }
    }
}

extension AccountGroup.Line {
    fileprivate init(_ row: [Value]) {
        id = row[0].integer ?? 0
        parent = row[1].integer
        name = row[2].text ?? ""
        city = row[3].text
        version = row[4].integer ?? 0
        roles = zip(row[5...], AccountGroup.roleFields).compactMap { $0.boolean == true ? $1.label : nil }
    }
}
