import People
import Records
import Storage
import Web

/// Groups of companies for programs: the tree with its figures, and what a company brings with all below it.
enum GroupApi {
    static func register(in registry: inout Registry) {
        registry.api.schema("GroupFigures", .code(figuresBody))
        registry.api.schema("GroupBranch", .code(branchBody))
        registry.api(.get, "/api/v1/accounts/:id/group", .code(treeOperation), tree)
        registry.api(.get, "/api/v1/accounts/:id/roll-up", .code(rollUpOperation), rollUp)
    }

    @Sendable private static func tree(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let kind = try context.kind(plural: Account.plural), id = try request.identifier()
        let json = try await context.read { transaction -> JSON in
            let tree = try GroupTree.load(id, in: transaction)
            let above = tree.group.above.map {
                JSON.record(["id": .text(String($0.id)), "name": .text($0.name)])
            }
            let shown = { (sums: GroupSums) in figures(of: sums, tree.sight, transaction.settings.currency) }
            return .record([
                "above": .array(above), "truncated": .boolean(tree.group.isCut),
                "complete": .boolean(tree.sight.isWhole),
                "tree": branch(tree, shown),
            ])
        }
        context.note(.opened, kind, id)
        return .json(json)
    }

    /// The company with those below it. Lines come in the order of the tree.
    private static func branch(_ tree: GroupTree, _ figures: (GroupSums) -> JSON) -> JSON {
        var open: [(depth: Int, members: [JSON.Member], children: [JSON])] = []
        func close() -> JSON {
            let last = open.removeLast()
            return .object(last.members + [.init("children", .array(last.children))])
        }
        for line in tree.lines {
            while let last = open.last, last.depth >= line.company.depth {
                let done = close()
                open[open.count - 1].children.append(done)
            }
            open.append((line.company.depth, members(line, figures), []))
        }
        while open.count > 1 {
            let done = close()
            open[open.count - 1].children.append(done)
        }
        return close()
    }

    private static func members(_ line: GroupTree.Line, _ figures: (GroupSums) -> JSON) -> [JSON.Member] {
        [
            .init("id", .text(String(line.company.id))), .init("name", .text(line.company.name)),
            .init("parent", line.company.parent.map { .text(String($0)) } ?? .null),
            .init("version", .number(String(line.company.version))),
            .init("city", line.company.city.map { .text($0) } ?? .null), .init("own", figures(line.own)),
            .init("group", figures(line.total)),
        ]
    }

    @Sendable private static func rollUp(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let kind = try context.kind(plural: Account.plural), id = try request.identifier()
        let json = try await context.read { transaction -> JSON in
            guard try transaction.existing([id], of: kind).contains(id) else { throw Refusal.notFound() }
            guard let found = try GroupRollUp.load(id, evenAlone: true, in: transaction) else {
                throw Refusal.notFound()
            }
            var members = [
                JSON.Member("id", .text(String(id))), .init("companies", .number(String(found.companies))),
                .init("complete", .boolean(found.sight.isWhole)),
            ]
            members += figures(of: found.sums, found.sight, transaction.settings.currency).members ?? []
            return .object(members)
        }
        return .json(json)
    }

    /// What the viewer may not know is null.
    private static func figures(of sums: GroupSums, _ sight: GroupSight, _ currency: String) -> JSON {
        func money(_ minor: Int64, _ isSeen: Bool) -> JSON {
            let money = Money(minor: minor, currency: currency)
            return isSeen ? .record(["amount": .text(money.amount), "currency": .text(money.currency)]) : .null
        }
        func count(_ number: Int) -> JSON { sight.sales ? .number(String(number)) : .null }
        return .record([
            "won_count": count(sums.wonCount), "won_total": money(sums.wonTotal, sight.amounts),
            "won_last_12_months": money(sums.wonLatelyTotal, sight.amounts), "open_count": count(sums.openCount),
            "open_total": money(sums.openTotal, sight.amounts),
            "weighted_total": money(sums.weightedTotal, sight.weighted),
            "last_activity_at": sums.lastDoneAt.map { .text($0.iso) } ?? .null,
            "next_activity_on": sums.nextDueOn.map { .text($0.iso) } ?? .null,
        ])
    }
}

/// How the API describes them.
extension GroupApi {
    private static let money = #"""
        {"type":["object","null"],"properties":{"amount":{"type":"string"},"currency":{"type":"string"}}}
        """#

    fileprivate static let figuresBody = #"""
        {"type":"object","description":"In company currency; null where the caller may not see it.","properties":{
        "won_count":{"type":["integer","null"]},"won_total":\#(money),"won_last_12_months":\#(money),
        "open_count":{"type":["integer","null"]},"open_total":\#(money),"weighted_total":\#(money),
        "last_activity_at":{"type":["string","null"],"format":"date-time"},
        "next_activity_on":{"type":["string","null"],"format":"date"}}}
        """#

    fileprivate static let branchBody = #"""
        {"type":"object","required":["id","name","parent","version","own","group","children"],"properties":{
        "id":{"type":"string"},"name":{"type":"string"},"parent":{"type":["string","null"]},
        "version":{"type":"integer"},"city":{"type":["string","null"]},
        "own":{"$ref":"#/components/schemas/GroupFigures"},"group":{"$ref":"#/components/schemas/GroupFigures"},
        "children":{"type":"array","items":{"$ref":"#/components/schemas/GroupBranch"}}}}
        """#

    fileprivate static let treeOperation = #"""
        {"summary":"A company with all that belongs to it","tags":["accounts"],
        "description":"The tree below the company as the caller sees it, each company with its own figures and those \#
        of its whole branch. “complete” tells that the caller sees everything.",
        "responses":{"200":{"description":"The tree","content":{"application/json":{"schema":{"type":"object",
        "required":["above","tree","truncated","complete"],"properties":{
        "above":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},
        "name":{"type":"string"}}}},"truncated":{"type":"boolean"},"complete":{"type":"boolean"},
        "tree":{"$ref":"#/components/schemas/GroupBranch"}}}}}}}}
        """#

    fileprivate static let rollUpOperation = #"""
        {"summary":"What a company brings with all that belongs to it","tags":["accounts"],
        "responses":{"200":{"description":"The figures of the whole branch","content":{"application/json":{"schema":{
        "allOf":[{"$ref":"#/components/schemas/GroupFigures"},{"type":"object","required":["id","companies","complete"],
        "properties":{"id":{"type":"string"},"companies":{"type":"integer"},"complete":{"type":"boolean"}}}]}}}}}}
        """#
}
