import Foundation
import Records

/// Turns conditions into SQL for both databases. With a viewer, paths and related tests see only what the viewer sees
/// and hidden fields do not exist; without one (the house) nothing is hidden.
package struct ConditionCompiler: Sendable {
    package let schema: Schema
    package let viewer: Viewer
    package let today: Day
    package let zone: TimeZone
    package let companyCurrency: String
    /// Groups whose own conditions are being compiled: none may be among its own members.
    var expanding: [Int64] = []

    package init(schema: Schema, viewer: Viewer, today: Day, zone: TimeZone, companyCurrency: String) {
        self.schema = schema
        self.viewer = viewer
        self.today = today
        self.zone = zone
        self.companyCurrency = companyCurrency
    }

    /// One occurrence of a table; a record's parent is the same table again, so aliases count depth.
    package struct Place: Sendable {
        package let kind: Kind
        package let depth: Int
        package var alias: String { "t\(depth)" }

        package init(_ kind: Kind, depth: Int = 0) {
            self.kind = kind
            self.depth = depth
        }

        package func column(_ name: String) -> SQL { "\(name: alias).\(name: name)" }
        package var from: SQL { "\(name: kind.table) AS \(name: alias)" }
        /// Whose the record is: its owner, or who made it where nobody owns records of this kind.
        package var owner: SQL { column(kind.ownerField) }
    }

    /// What the viewer may see here and what the condition asks. Nil where everything qualifies.
    package func predicate(_ condition: Condition, at place: Place) throws(ConditionFault) -> SQL? {
        let rights = try rights(at: place)
        if condition == .everything { return rights }
        let asked = try sql(condition, at: place, path: "$")
        return rights.map { "\($0) AND \(asked)" } ?? asked
    }

    /// The viewer's grants on this table; a part has its owner's rights. Nil: all.
    package func rights(at place: Place, to act: Viewer.Act = .read) throws(ConditionFault) -> SQL? {
        if let owner = place.kind.owner {
            let above = Place(schema.kind(owner), depth: place.depth + 1)
            guard let rights = try rights(at: above, to: act) else { return nil }
            return "\(place.column(owner)) IN (SELECT \(above.column("id")) FROM \(above.from) WHERE \(rights))"
        }
        return try any(of: viewer.grants(for: place.kind.name, to: act), at: place, to: act)
    }

    /// Nil where one of the grants is all.
    package func any(of grants: [Viewer.Grant], at place: Place, to act: Viewer.Act) throws(ConditionFault) -> SQL? {
        if grants.contains(.all) { return nil }
        var alternatives: [SQL] = []
        for grant in grants {
            guard let alternative = try sql(of: grant, at: place, to: act) else { return nil }
            alternatives.append(alternative)
        }
        return alternatives.isEmpty ? "1 = 0" : "(\(SQL.joined(alternatives, " OR ")))"
    }

    private func sql(
        of grant: Viewer.Grant, at place: Place, to act: Viewer.Act
    ) throws(ConditionFault) -> SQL? {
        switch grant {
        case .all: return nil
        case .owners(let users): return "\(place.owner) IN (\(SQL.list(users)))"
        case .shared:
            return "\(place.column("id")) IN (\(Share.query(place.kind, viewer, toChange: act != .read)))"
        case .through(let name): return try through(name, at: place)
        case .condition(let condition): return try asHouse.sql(condition, at: place, path: "$")
        case .both(let first, let second):
            let both = [try any(of: first, at: place, to: act), try any(of: second, at: place, to: act)]
            let parts = both.compactMap(\.self)
            return parts.isEmpty ? nil : "(\(SQL.joined(parts, " AND ")))"
        }
    }

    /// What a record is about decides who sees it: the linked record must be seen, whatever its kind.
    private func through(_ name: String, at place: Place) throws(ConditionFault) -> SQL? {
        guard let field = place.kind[name] else { return "1 = 0" }
        let targets = field.shape.linkTarget.map { [schema.kind($0)] } ?? schema.entities
        var whole: [Value] = [], alternatives: [SQL] = []
        for target in targets where target.name != place.kind.name {
            let next = Place(target, depth: place.depth + 1), grants = viewer.grants(for: target.name)
            // A thing about a thing about a thing: the first step decides.
            let isSecondStep = grants.contains(where: ConditionCompiler.leadsOn)
            if grants.isEmpty || field.shape == .reference && isSecondStep { continue }
            guard let rights = try rights(at: next) else {
                whole.append(.text(target.name))
                continue
            }
            let seen: SQL = "SELECT \(next.column("id")) FROM \(next.from) WHERE \(rights)"
            if field.shape == .reference {
                alternatives.append(
                    """
                    (\(place.column(name + "_kind")) = \(target.name)
                    AND \(place.column(name + "_id")) IN (\(seen)))
                    """)
            } else {
                alternatives.append("\(place.column(name)) IN (\(seen))")
            }
        }
        if !whole.isEmpty {
            if field.shape != .reference { return nil }
            alternatives.append("\(place.column(name + "_kind")) IN (\(SQL.list(whole)))")
        }
        return alternatives.isEmpty ? "1 = 0" : "(\(SQL.joined(alternatives, " OR ")))"
    }

    /// Whether a grant, or a part of one, asks what the record is about.
    private static func leadsOn(_ grant: Viewer.Grant) -> Bool {
        switch grant {
        case .through: true
        case .both(let first, let second): (first + second).contains(where: leadsOn)
        default: false
        }
    }

    private var asHouse: ConditionCompiler {
        let house = Viewer(user: viewer.user, rights: nil)
        var compiler = ConditionCompiler(
            schema: schema, viewer: house, today: today, zone: zone, companyCurrency: companyCurrency)
        compiler.expanding = expanding
        return compiler
    }

    package func sql(_ condition: Condition, at place: Place, path: String) throws(ConditionFault) -> SQL {
        switch condition {
        case .constant(let yes): return yes ? "1 = 1" : "1 = 0"
        case .all(let list): return try joined(list, " AND ", empty: "1 = 1", at: place, path: path + ".all")
        case .any(let list): return try joined(list, " OR ", empty: "1 = 0", at: place, path: path + ".any")
        case .not(let inner): return "(\(try sql(inner, at: place, path: path + ".not"))) IS NOT TRUE"
        case .test(let names, let test): return try along(names[...], test, at: place, path: path)
        case .related(let name, let inner, let measure): return try related(name, inner, measure, at: place, path: path)
        }
    }

    private func joined(
        _ list: [Condition], _ word: String, empty: SQL, at place: Place, path: String
    ) throws(ConditionFault) -> SQL {
        if list.isEmpty { return empty }
        var parts: [SQL] = []
        for (index, item) in list.enumerated() { parts.append(try sql(item, at: place, path: "\(path)[\(index)]")) }
        return "(\(SQL.joined(parts, word)))"
    }

    /// `account.sector` is retail → `t0.account IN (SELECT t1.id FROM account AS t1 WHERE rights AND t1.sector = ?)`;
    /// `emails.address` reaches into a part.
    private func along(
        _ names: ArraySlice<String>, _ test: Condition.Test, at place: Place, path: String
    ) throws(ConditionFault) -> SQL {
        let name = names.first ?? ""
        if names.count > 1, let link = reverse(name, place) {
            let inner = Condition.test(path: Array(names.dropFirst()), test)
            return try existing(link, inner, at: place, path: path)
        }
        if names.count == 1, name == SharedTest.name, place.kind.isShareable, place.kind[name] == nil {
            return try SharedTest.sql(test, at: place, viewer, path: path)
        }
        if names.count == 1, name == Schema.groupField, schema.groupField(of: place.kind) != nil {
            return try GroupTest(place: place, compiler: self, path: path).sql(test)
        }
        let field = try field(name, at: place, path: path)
        if names.count == 1 {
            return try ConditionTest(field: field, place: place, compiler: self, path: "\(path).\(test.name)").sql(test)
        }
        guard let target = field.shape.linkTarget else {
            throw ConditionFault(
                "\(path).field", Message("“{field}” is not a link to another record.", ["field": .text(name)]))
        }
        let next = Place(schema.kind(target), depth: place.depth + 1)
        let rest = try along(names.dropFirst(), test, at: next, path: path)
        let seen = try rights(at: next).map { "\($0) AND \(rest)" as SQL } ?? rest
        // An empty test on a path is true where the link itself is empty too: “no account sector”.
        if case .empty(true) = test {
            return
                """
                (\(place.column(name)) IS NULL
                OR \(place.column(name)) IN (SELECT \(next.column("id")) FROM \(next.from) WHERE \(seen)))
                """
        }
        return "\(place.column(name)) IN (SELECT \(next.column("id")) FROM \(next.from) WHERE \(seen))"
    }

    private func existing(
        _ link: Schema.ReverseLink, _ inner: Condition, at place: Place, path: String
    ) throws(ConditionFault) -> SQL {
        let next = Place(schema.kind(link.kind), depth: place.depth + 1)
        let asked = try sql(inner, at: next, path: path)
        let seen = try rights(at: next).map { "\($0) AND \(asked)" as SQL } ?? asked
        return "EXISTS (SELECT 1 FROM \(next.from) WHERE \(back(link, next, place)) AND \(seen))"
    }

    private func related(
        _ name: String, _ inner: Condition, _ measure: Condition.Measure, at place: Place, path: String
    ) throws(ConditionFault) -> SQL {
        guard let link = reverse(name, place) else {
            let names = (schema.reverse[place.kind.name] ?? [:]).keys.filter { reverse($0, place) != nil }
            let known = names.sorted().joined(separator: ", ")
            throw ConditionFault(
                "\(path).related",
                Message(
                    "“{name}” are not records related to this one. Known: {known}.",
                    ["name": .text(name), "known": .text(known)]))
        }
        if measure == .some { return try existing(link, inner, at: place, path: path + ".where") }
        let next = Place(schema.kind(link.kind), depth: place.depth + 1)
        let asked = try sql(inner, at: next, path: path + ".where")
        let seen = try rights(at: next).map { "\($0) AND \(asked)" as SQL } ?? asked
        let own: SQL = "\(next.from) WHERE \(back(link, next, place)) AND \(seen)"
        switch measure {
        case .count(let least, let most):
            return bounds("(SELECT COUNT(*) FROM \(own))", least.map(Value.integer), most.map(Value.integer))
        case .sum(let fieldName, let least, let most):
            let field = try field(fieldName, at: next, path: path + ".sum")
            guard [.integer, .exact, .money].contains(field.shape) else {
                throw ConditionFault(
                    "\(path).sum.field", Message("“{field}” cannot be added up.", ["field": .text(fieldName)]))
            }
            let operands = ConditionTest(field: field, place: next, compiler: self, path: path + ".sum")
            let low = try operands.bound(least), high = try operands.bound(most)
            return bounds("(SELECT COALESCE(SUM(\(next.column(field.orderColumn))), 0) FROM \(own))", low, high)
        }
    }

    /// What leads here by a link the viewer sees; a hidden part is unknown, and so is what a hidden field links.
    private func reverse(_ name: String, _ place: Place) -> Schema.ReverseLink? {
        guard let link = schema.reverse[place.kind.name]?[name] else { return nil }
        let other = schema.kind(link.kind)
        if other.owner == place.kind.name, place.kind.part(name) != nil {
            return viewer.sees(part: name, of: place.kind) ? link : nil
        }
        return other[link.field].map { viewer.sees($0, of: other) } ?? true ? link : nil
    }

    /// How the related row points back at this one.
    private func back(_ link: Schema.ReverseLink, _ next: Place, _ place: Place) -> SQL {
        if link.isReference {
            return
                """
                \(next.column(link.field + "_kind")) = \(place.kind.name)
                AND \(next.column(link.field + "_id")) = \(place.column("id"))
                """
        }
        return "\(next.column(link.field)) = \(place.column("id"))"
    }

    private func bounds(_ measured: SQL, _ least: Value?, _ most: Value?) -> SQL {
        var parts: [SQL] = []
        if let least { parts.append("\(measured) >= \(least)") }
        if let most { parts.append("\(measured) <= \(most)") }
        return parts.isEmpty ? "1 = 1" : "(\(SQL.joined(parts, " AND ")))"
    }

    package func field(_ name: String, at place: Place, path: String) throws(ConditionFault) -> FieldSpec {
        guard let field = place.kind[name], viewer.sees(field, of: place.kind) else {
            throw ConditionFault(
                "\(path).field",
                Message("{kind} has no field “{field}”.", ["kind": .message(place.kind.label), "field": .text(name)]))
        }
        return field
    }
}
