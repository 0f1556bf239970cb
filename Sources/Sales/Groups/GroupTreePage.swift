import Localisation
import People
import Records
import Storage
import Web

/// The tree of a group, to be walked, opened and closed, and put in another order: `tree.js` makes the keys and the
/// mouse work; without it all lines are open and moved by their link.
struct GroupTreePage: Sendable {
    let tree: GroupTree

    private var root: GroupTree.Line? { tree.lines.first }
    var title: String { root?.company.name ?? "" }

    func write(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.topbar(parent: title, href: "/accounts/\(tree.root)", title: t("Group"), t)
        html.div(.class("content padded stack")) { html in
            GroupSwitch(account: tree.root, here: .tree).write(&html, t)
            path(&html)
            html.div(.id("group-tree"), .data("live-region")) { html in
                if tree.lines.count <= 1 {
                    html.emptyState(
                        t("No company belongs to this one yet. Enter it as the parent account of another."),
                        icon: "building-2")
                } else {
                    table(&html, context)
                }
            }
            if tree.group.isCut {
                html.notice(
                    t(
                        Message(
                            "The tree shows its first {count} companies.", ["count": .number(AccountGroup.shown)])),
                    .warn)
            }
            if !tree.sight.isWhole { html.p(t("What you may see is counted, and nothing else."), .class("xs muted")) }
            html.p(.class("row wrap s")) { html in
                html.a(
                    t("As a list"), .class("link target"), .href("/accounts?id%5Bunder%5D=\(tree.root)"))
            }
        }
    }

    /// What this company belongs to itself.
    private func path(_ html: inout HTML) {
        guard !tree.group.above.isEmpty else { return }
        html.p(.class("row wrap s"), .id("group-above")) { html in
            html.icon("corner-up-left", .small)
            for company in tree.group.above {
                html.a(company.name, .class("link target"), .href("/accounts/\(company.id)/group"))
                html.span("›", .aria("hidden", "true"))
            }
            html.span(title, .class("strong"))
        }
    }

    private func table(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.p(
            t("Arrows walk and open the tree, Enter opens a company, M moves it. Or drag a line onto another one."),
            .class("xs muted desk-only"), .id("tree-help"))
        html.div(.class("tree-scroll")) { html in
            html.table(
                .class("table plain tree"), .role("treegrid"), .data("tree"),
                .aria("label", t("Companies of the group")),
                .aria("describedby", "tree-help")
            ) { html in
                html.thead { html in
                    html.tr(.role("row")) { html in
                        html.th(t("Company"), .attribute("scope", "col"))
                        html.th(t("City"), .class("wide-only"), .attribute("scope", "col"))
                        html.th(t("Roles"), .class("wide-only"), .attribute("scope", "col"))
                        for column in columns(t) {
                            html.th(column, .class("amount"), .attribute("scope", "col"))
                        }
                        html.th(.attribute("scope", "col")) { $0.span(t("Move"), .class("unseen")) }
                    }
                }
                html.tbody { html in for line in tree.lines { row(line, &html, context) } }
            }
        }
    }

    private func columns(_ t: Translator) -> [String] {
        var columns: [String] = []
        if tree.sight.sales { columns += [tree.sight.amounts ? t("Won in all") : t("Won sales"), t("Open sales")] }
        if tree.sight.activities { columns.append(t("Next activity")) }
        return columns
    }

    private func row(_ line: GroupTree.Line, _ html: inout HTML, _ context: Context) {
        let t = context.t, company = line.company
        html.tr(
            .role("row"), .id("branch-\(company.id)"), .data("branch", String(company.id)),
            .data("parent", company.parent.map(String.init)), .data("version", String(company.version)),
            .data("name", company.name), .data("href", "/accounts/\(company.id)"),
            .data("move", company.mayMove && company.depth > 0 ? "/accounts/\(company.id)/parent" : nil),
            .aria("level", String(company.depth + 1)), .aria("posinset", String(line.place)),
            .aria("setsize", String(line.sisters)), .aria("expanded", line.children > 0 ? "true" : nil),
            .style("--level:\(min(company.depth, 12))")
        ) { html in
            html.td(.role("gridcell"), .class("title branch")) { html in
                html.span(.class("row")) { html in
                    html.span(.class("twisty"), .data("twisty"), .aria("hidden", "true")) { html in
                        if line.children > 0 { html.icon("chevron-down", .small) }
                    }
                    html.a(company.name, .class("cut target"), .href("/accounts/\(company.id)"))
                    if line.children > 0 { html.span(t.number(line.children), .class("muted number xs")) }
                }
            }
            html.td(company.city ?? "", .role("gridcell"), .class("wide-only muted"))
            html.td(.role("gridcell"), .class("wide-only")) { html in
                for role in company.roles { html.badge(Badge(t(role))) }
            }
            figures(line, &html, context)
            html.td(.role("gridcell"), .class("does")) { html in
                guard company.mayMove else { return }
                let address = "/accounts/\(company.id)/move"
                html.action(
                    Action(
                        t(Message("Move {name}", ["name": .text(company.name)])), icon: "git-branch", look: .quiet,
                        small: true, iconOnly: true, href: address, [.data("sheet", address)]))
            }
        }
    }

    /// With all below it, and alone where that is something else.
    private func figures(_ line: GroupTree.Line, _ html: inout HTML, _ context: Context) {
        let t = context.t, total = line.total, own = line.own
        func money(_ minor: Int64) -> String {
            t.moneyRounded(Money(minor: minor, currency: context.workspace.settings.currency))
        }
        func cell(_ whole: String, _ alone: String, _ html: inout HTML) {
            html.td(.role("gridcell"), .class("amount number")) { html in
                html.text(whole)
                if line.children > 0, alone != whole {
                    html.small(t(Message("own: {value}", ["value": .text(alone)])), .class("muted block"))
                }
            }
        }
        if tree.sight.sales {
            if tree.sight.amounts {
                cell(money(total.wonTotal), money(own.wonTotal), &html)
                let open = { (sums: GroupSums) in "\(t.number(sums.openCount)) · \(money(sums.openTotal))" }
                cell(open(total), open(own), &html)
            } else {
                cell(t.number(total.wonCount), t.number(own.wonCount), &html)
                cell(t.number(total.openCount), t.number(own.openCount), &html)
            }
        }
        if tree.sight.activities {
            let day = { (day: Day?) in day.map { t.shortDay($0, today: context.today) } ?? "–" }
            cell(day(total.nextDueOn), day(own.nextDueOn), &html)
        }
    }
}

/// One company, the whole group, or its tree: three looks at the same customer.
struct GroupSwitch: Sendable {
    enum Look: Sendable { case company, whole, tree }
    let account: Int64
    let here: Look

    func write(_ html: inout HTML, _ t: Translator) {
        let address = "/accounts/\(account)"
        html.segments(
            t("Shown"),
            [
                (t("Company"), "building", address, here == .company),
                (t("Group"), "building-2", "\(address)/group/whole", here == .whole),
                (t("Tree"), "git-branch", "\(address)/group", here == .tree),
            ])
    }
}
