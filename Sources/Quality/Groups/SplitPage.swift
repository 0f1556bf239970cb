import Localisation
import Records
import Sales
import Storage
import Web

/// All customers by one of their traits: each drawer with its number and what it brings, a list to open and a group to
/// keep.
struct SplitPage: Sendable {
    let kind: Kind
    let dimensions: [SplitDimension]
    let chosen: SplitDimension
    let split: GroupSplit
    private let titles: [Reference: String]

    static func load(_ kind: Kind, _ name: String?, _ context: Context, in transaction: Transaction) throws -> SplitPage
    {
        let dimensions = SplitDimension.all(
            of: kind, transaction.schema, transaction.viewer, transaction.settings)
        guard let chosen = name.map({ name in dimensions.first { $0.name == name } }) ?? dimensions.first else {
            throw Refusal(fields: [
                FieldRefusal(
                    "field", code: "unknown_field",
                    Message(
                        "One of these is expected: {options}.",
                        ["options": .text(dimensions.map(\.name).joined(separator: ", "))]))
            ])
        }
        let split = try GroupSplit.load(kind, by: chosen.by, in: transaction)
        var references: [Reference] = []
        if case .field(let field) = chosen.by, let target = field.shape.linkTarget {
            references = split.lines.compactMap { $0.key?.integer.map { Reference(kind: target, id: $0) } }
        }
        return SplitPage(
            kind: kind, dimensions: dimensions, chosen: chosen, split: split,
            titles: try transaction.titles(references))
    }

    func name(of line: GroupSplit.Line, _ t: Translator) -> String {
        guard let key = line.key else { return t("Unknown") }
        switch chosen.by {
        case .beginning: return key.text ?? ""
        case .cases(let cases): return t(cases[Int(key.integer ?? 0)].name)
        case .field(let field):
            if let target = field.shape.linkTarget {
                return titles[Reference(kind: target, id: key.integer ?? 0)] ?? t("Not yours to see")
            }
            if let options = field.shape.options {
                return options.first { $0.value == key.text }.map { t($0.label) } ?? key.text ?? ""
            }
            return key.boolean.map { t($0 ? "yes" : "no") } ?? key.text ?? ""
        }
    }
}

extension SplitPage {
    func write(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.topbar(parent: t("Groups"), href: "/groups", title: t("Split"), t)
        html.div(.class("content padded stack")) { html in
            html.segments(
                t("Shown"),
                GroupSubject.allCases.compactMap { subject in
                    guard let other = context.schema[subject.rawValue], context.viewer.may(.read, other) else {
                        return nil
                    }
                    return (
                        t(other.pluralLabel), other.icon, "/split?kind=\(other.plural)", other.name == kind.name
                    )
                })
            choice(&html, t)
            html.div(.id("split"), .data("live-region")) { table(&$0, context) }
            if split.isCut {
                html.notice(
                    t(Message("The {count} most frequent values are shown.", ["count": .number(GroupSplit.shown)])))
            }
            if !split.sight.isWhole { html.p(t("What you may see is counted, and nothing else."), .class("xs muted")) }
        }
    }

    private func choice(_ html: inout HTML, _ t: Translator) {
        html.form(.class("row wrap"), .method("get"), .action("/split")) { html in
            html.input(.type("hidden"), .name("kind"), .value(kind.plural))
            html.label(t("By"), .for("split-field"))
            html.select(.class("input"), .id("split-field"), .name("field"), .style("width:auto;max-width:100%")) {
                html in
                for dimension in dimensions {
                    html.option(
                        t(dimension.label), .value(dimension.name), .selected(dimension.name == chosen.name))
                }
            }
            html.action(Action(t("Show"), submit: true))
        }
    }

    private func table(_ html: inout HTML, _ context: Context) {
        let t = context.t, most = max(1, split.lines.map(\.count).max() ?? 1)
        let mayDefine = context.schema[CustomerGroup.name].map { context.viewer.may(.create, $0) } ?? false
        html.div(.class("tree-scroll")) { html in
            html.table(.class("table plain split")) { html in
                html.caption(
                    t(
                        Message(
                            "{kinds} by {field}",
                            ["kinds": .message(kind.pluralLabel), "field": .message(chosen.label)])),
                    .class("unseen"))
                html.thead { html in
                    html.tr { html in
                        html.th(t(chosen.label), .attribute("scope", "col"))
                        html.th(t("How many"), .class("amount"), .attribute("scope", "col"))
                        for column in columns(t) {
                            html.th(column, .class("amount"), .attribute("scope", "col"))
                        }
                        if mayDefine {
                            html.th(.attribute("scope", "col")) { $0.span(t("Save as group"), .class("unseen")) }
                        }
                    }
                }
                html.tbody { html in
                    for line in split.lines { row(line, most, mayDefine, &html, context) }
                }
            }
        }
    }

    private func columns(_ t: Translator) -> [String] {
        guard split.sight.sales else { return [] }
        return split.sight.amounts
            ? [t("Won in all"), t("Won in twelve months"), t("Open sales")] : [t("Won sales"), t("Open sales")]
    }

    private func row(_ line: GroupSplit.Line, _ most: Int, _ mayDefine: Bool, _ html: inout HTML, _ context: Context) {
        let t = context.t, name = name(of: line, context.t)
        let condition = percentEncoded(line.condition.json.string)
        func money(_ minor: Int64) -> String {
            t.moneyRounded(Money(minor: minor, currency: context.workspace.settings.currency))
        }
        html.tr { html in
            html.td(.class("title")) { html in
                html.a(name, .class("target"), .href("/\(kind.plural)?where=\(condition)"))
                html.span(.class("meter"), .aria("hidden", "true")) {
                    $0.span("", .style("width:\(line.count * 100 / most)%"))
                }
            }
            html.td(t.number(line.count), .class("amount number"))
            if split.sight.sales {
                if split.sight.amounts {
                    html.td(money(line.sums.wonTotal), .class("amount number"))
                    html.td(money(line.sums.wonLatelyTotal), .class("amount number"))
                    html.td(
                        "\(t.number(line.sums.openCount)) · \(money(line.sums.openTotal))", .class("amount number"))
                } else {
                    html.td(t.number(line.sums.wonCount), .class("amount number"))
                    html.td(t.number(line.sums.openCount), .class("amount number"))
                }
            }
            if mayDefine {
                html.td(.class("does")) { html in
                    let title = percentEncoded("\(t(chosen.label)) – \(name)")
                    let sheet = "/groups/define?kind=\(kind.name)&where=\(condition)&name=\(title)"
                    html.action(
                        Action(
                            t(Message("Save {name} as a group", ["name": .text(name)])), icon: "tags", look: .quiet,
                            small: true, iconOnly: true, href: sheet, [.data("sheet", sheet)]))
                }
            }
        }
    }
}
