import Activities
import Localisation
import People
import Records
import Web

/// A question that most companies ask, ready made: a list summed up, which its reader may then change, save and share.
struct ReadyReport: Sendable {
    let label: Message
    let help: Message
    let icon: String
    let plural: String
    let groups: String
    let figure: String
    var condition: Condition = .everything

    var address: String {
        var items = [
            Form.Item("layout", "summary"), Form.Item("groups", groups), Form.Item("figure", figure),
            Form.Item("view", "0"),
        ]
        if condition != .everything { items.append(Form.Item("where", condition.json.string)) }
        return "/\(plural)?" + Form(items).encoded
    }

    private static func outcome(_ outcome: Outcome) -> Condition {
        .test(path: ["outcome"], .equals(.text(outcome.rawValue)))
    }

    private static func won(_ label: Message, _ help: Message, _ icon: String, by groups: String) -> ReadyReport {
        ReadyReport(
            label: label, help: help, icon: icon, plural: Opportunity.plural, groups: groups,
            figure: "amount", condition: outcome(.won))
    }

    static let revenue = [
        won(
            Message("Revenue by customer"), Message("Who brings most, and which part of the whole."), "building-2",
            by: "account"),
        won(
            Message("Revenue by month"), Message("Sales won, month after month."), "calendar", by: "closed_on:month"),
        won(
            Message("Revenue by region"), Message("Where the customers are that bring it."), "map", by: "account.region"
        ),
        won(
            Message("Revenue by seller"), Message("Who won how much, and how large a sale is on average."), "user",
            by: "owner"),
        won(
            Message("Revenue by team"), Message("The teams of those who won."), "users", by: "owner.team"),
        won(
            Message("Revenue by product"), Message("What sells."), "package", by: "product"),
        won(
            Message("Revenue by trade"), Message("What customers of each trade bring."), "factory", by: "account.sector"
        ),
        won(
            Message("Revenue by source"), Message("From the first touch to the sale that was won."), "megaphone",
            by: "source"),
        won(
            Message("Quarters of each team"), Message("Teams side by side, quarter after quarter."), "chart-column",
            by: "closed_on:quarter,owner.team"),
    ]

    static let pipeline = [
        ReadyReport(
            label: Message("Pipeline by stage"), help: Message("What is open, and how far it has come."),
            icon: "kanban", plural: Opportunity.plural, groups: "stage", figure: "amount", condition: outcome(.open)),
        ReadyReport(
            label: Message("Pipeline by month of closing"), help: Message("When what is open is to be won."),
            icon: "clock", plural: Opportunity.plural, groups: "closes_on:month", figure: "amount",
            condition: outcome(.open)),
        ReadyReport(
            label: Message("Won and lost by seller"), help: Message("Each seller’s open, won and lost sales."),
            icon: "scale", plural: Opportunity.plural, groups: "owner,outcome", figure: "none"),
        ReadyReport(
            label: Message("Why sales are lost"), help: Message("Reasons, and what they cost."),
            icon: "circle-x", plural: Opportunity.plural, groups: "lost_reason", figure: "amount",
            condition: outcome(.lost)),
    ]

    static let customers = [
        ReadyReport(
            label: Message("Customers by region"), help: Message("How many there are, and where."), icon: "map-pin",
            plural: Account.plural, groups: "region", figure: "none",
            condition: .test(path: ["is_customer"], .equals(true))),
        ReadyReport(
            label: Message("Activities by person"), help: Message("Calls, meetings and tasks that are done."),
            icon: "activity", plural: Activity.plural, groups: "owner,type", figure: "none",
            condition: .test(path: ["is_done"], .equals(true))),
    ]
}

/// The page of ready-made reports: each is a list summed up, so it obeys rights, can be filtered further, drilled into,
/// exported and saved as a view.
enum ReadyReports {
    static func register(in registry: inout Registry) {
        registry.routes.get("/reports", [], show)
        registry.navigation.append(
            NavigationEntry(
                section: Message("Sales"), label: Message("Reports"), icon: "chart-column", path: "/reports"))
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let t = context.t
        return PageFrame(request, context).page(t("Reports")) { html in
            html.style(of: "summary")
            html.topbar(title: t("Reports")) { _ in }
            html.div(.class("content padded stack reports")) { html in
                html.p(
                    t("Every report is a list summed up: filter it, change what it goes by, save it as a view."),
                    .class("muted"))
                section(t("Revenue"), ReadyReport.revenue, &html, context)
                section(t("Pipeline"), ReadyReport.pipeline, &html, context)
                section(t("Customers and activity"), ReadyReport.customers, &html, context)
            }
        }
    }

    private static func section(_ title: String, _ reports: [ReadyReport], _ html: inout HTML, _ context: Context) {
        let shown = reports.filter { isSeen($0, context) }
        if shown.isEmpty { return }
        html.section(.class("stack")) { html in
            html.h2(title)
            html.ul(.class("report-cards")) { html in
                for report in shown {
                    html.li { html in
                        html.a(.class("card"), .href(report.address), .data("command")) { html in
                            html.icon(report.icon)
                            html.span(.class("grow")) { html in
                                html.b(context.t(report.label))
                                html.span(context.t(report.help), .class("s muted"))
                            }
                        }
                    }
                }
            }
        }
    }

    /// What a reader sees nothing of is not offered.
    private static func isSeen(_ report: ReadyReport, _ context: Context) -> Bool {
        guard let kind = context.schema.kind(plural: report.plural), !context.viewer.grants(for: kind.name).isEmpty
        else { return false }
        guard report.figure != "none", let field = kind[report.figure] else { return true }
        return context.viewer.sees(field, of: kind)
    }
}
