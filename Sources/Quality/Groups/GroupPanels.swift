import Localisation
import Records
import Sales
import Storage
import Web

/// Groups on the pages of records: what a group holds, and in which groups a customer is.
enum GroupPanels {
    static func register(in registry: inout Registry) {
        registry.panel(on: CustomerGroup.name, members)
        for subject in GroupSubject.allCases { registry.panel(on: subject.rawValue, memberships) }
    }

    /// Of a group: its condition as a sentence, how many there are, what they bring.
    private static let members = Panel("members") { record, kind, context, transaction in
        let t = context.t, group = try CustomerGroup(record, kind: kind)
        guard let subject = transaction.schema[group.kind.rawValue], transaction.viewer.may(.read, subject) else {
            return nil
        }
        var html = HTML()
        html.heading(t("Who is in it"))
        do {
            let condition = try StoredCondition.read(group.condition, "condition", of: subject, in: transaction)
            try GroupMembers.load(condition, Condition.inGroup(record.id), of: subject, in: transaction)
                .render(&html, context)
        } catch let fault as FieldRefusal {
            html.notice(t(fault.message), .bad)
        }
        return html
    }

    /// Of a customer: the groups it is in, by one query.
    private static let memberships = Panel("groups", column: .later) { record, kind, context, transaction in
        let groups = try GroupMembers.groups(of: record.id, kind, in: transaction)
        guard !groups.isEmpty else { return nil }
        var html = HTML()
        html.div(.id("customer-groups"), .data("live-region")) { html in
            html.heading(context.t("Groups"))
            html.div(.class("row wrap")) { html in
                for group in groups {
                    html.a(.class("target"), .href("/\(kind.plural)?group=\(group.id)")) {
                        $0.badge(Badge(group.name, group.colour.tone, icon: CustomerGroup.icon))
                    }
                }
            }
        }
        return html
    }
}

extension Condition {
    static func inGroup(_ id: Int64) -> Condition { .test(path: [Schema.groupField], .equals(.text(String(id)))) }
}

extension GroupColour {
    var tone: Tone {
        switch self {
        case .blue: .accent
        case .green: .good
        case .orange: .warn
        case .red: .bad
        case .grey: .neutral
        }
    }
}

/// Who is in a group, and what they bring.
struct GroupMembers: Sendable {
    private let condition: Condition
    private let link: Condition
    private let kind: Kind
    private let count: Int
    private let sums: GroupSums
    private let sight: GroupSight
    private let titles: [Reference: String]

    /// Two queries, and one for the names that the condition mentions.
    static func load(
        _ condition: Condition, _ link: Condition, of kind: Kind, in transaction: Transaction
    ) throws -> GroupMembers {
        let split = try GroupSplit.load(
            kind, by: .cases([SplitCase(name: .verbatim(""), condition: condition)]), in: transaction)
        let line = split.lines.first { $0.key != nil }
        return GroupMembers(
            condition: condition, link: link, kind: kind, count: line?.count ?? 0, sums: line?.sums ?? GroupSums(),
            sight: split.sight, titles: try transaction.titles(condition.references(kind, transaction.schema)))
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t, titles = titles
        let currency = context.workspace.settings.currency
        let sentence = ConditionSentence(schema: context.schema, translator: t, currency: currency) { kind, id in
            titles[Reference(kind: kind, id: id)]
        }.sentence(condition, of: kind)
        html.p(sentence, .class("s"), .id("group-sentence"))
        html.dl(.class("facts-list")) { html in
            func fact(_ label: String, _ value: String) {
                html.dt(label)
                html.dd(value, .class("fact-value number"))
            }
            func money(_ minor: Int64) -> String { t.moneyRounded(Money(minor: minor, currency: currency)) }
            fact(t(kind.pluralLabel), t.number(count))
            if sight.amounts {
                fact(t("Won in all"), money(sums.wonTotal))
                fact(t("Open sales"), "\(t.number(sums.openCount)) · \(money(sums.openTotal))")
            } else if sight.sales {
                fact(t("Won sales"), t.number(sums.wonCount))
                fact(t("Open sales"), t.number(sums.openCount))
            }
        }
        html.p(.class("row wrap s")) { html in
            html.a(
                t("Show the list"), .class("link target"),
                .href("/\(kind.plural)?where=\(percentEncoded(link.json.string))"))
            html.a(
                t("Change the condition in the list"), .class("link target"),
                .href("/\(kind.plural)?where=\(percentEncoded(condition.json.string))"))
        }
    }

    struct Membership: Sendable {
        let id: Int64
        let name: String
        let colour: GroupColour
    }

    /// Groups that one record is in: one query, however many there are. Those that cannot be asked are left out.
    static func groups(of id: Int64, _ kind: Kind, in transaction: Transaction) throws -> [Membership] {
        let own = transaction.schema.kind(of: CustomerGroup.self), groups = transaction.schema.groups.of(kind)
        guard transaction.viewer.may(.read, own), !groups.isEmpty else { return [] }
        let place = ConditionCompiler.Place(kind), compiler = transaction.compiler
        let branches = groups.prefix(100).compactMap { group -> SQL? in
            guard
                case .success(let test) = Result(catching: {
                    try compiler.sql(.inGroup(group.id), at: place, path: "$")
                })
            else { return nil }
            return """
                SELECT \(group.id) AS id FROM \(place.from) WHERE \(place.column("id")) = \(id) AND \(test)
                """
        }
        guard !branches.isEmpty else { return [] }
        let found = try transaction.connection.rows(
            """
            SELECT g.id, g.name, g.colour FROM customer_group AS g
            JOIN (\(SQL.joined(branches, " UNION ALL "))) AS found ON found.id = g.id ORDER BY g.name_key, g.id
            """, .integer, .text, .text)
        return found.map { row in
            Membership(
                id: row[0].integer ?? 0, name: row[1].text ?? "",
                colour: row[2].text.flatMap { GroupColour(rawValue: $0) } ?? .grey)
        }
    }
}
