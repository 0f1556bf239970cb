import Activities
import Localisation
import People
import Records
import Sales
import Storage
import Web

/// On the page of an account, a contact or a sale that began as a lead: where it came from, to the first page seen.
struct OriginPanel: Sendable {
    let lead: Lead
    let more: Int

    private static let links = [
        Account.name: "converted_account", Contact.name: "converted_contact",
        Opportunity.name: "converted_opportunity",
    ]

    /// What happened with a lead is seen on the timelines of what it became.
    static let relations = [
        TimelineRelation(of: Account.name, Lead.name) { "SELECT id FROM lead WHERE converted_account IN (\($0))" },
        TimelineRelation(of: Contact.name, Lead.name) { "SELECT id FROM lead WHERE converted_contact IN (\($0))" },
        TimelineRelation(of: Opportunity.name, Lead.name) {
            "SELECT id FROM lead WHERE converted_opportunity IN (\($0))"
        },
    ]

    static func register(in registry: inout Registry) {
        for (kind, field) in links {
            registry.panel(
                on: kind,
                Panel("origin", column: .later, replacing: [Lead.name]) { record, _, context, transaction in
                    guard let panel = try load(field, record.id, in: transaction) else { return nil }
                    var html = HTML()
                    panel.render(&html, context)
                    return html
                })
        }
    }

    private static func load(_ field: String, _ id: Int64, in transaction: Transaction) throws -> OriginPanel? {
        let kind = transaction.schema.kind(of: Lead.self)
        guard !transaction.viewer.grants(for: kind.name).isEmpty else { return nil }
        let query = ListQuery(
            .test(path: [field], .equals(.text(String(id)))), sort: [.init("received_at")], limit: 2)
        let page = try transaction.page(kind, query)
        return try page.records.first.map {
            OriginPanel(lead: try Lead($0, kind: kind), more: page.hasMore ? 1 : page.records.count - 1)
        }
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.heading(t("Origin"))
        html.a(.class("linked"), .href("/leads/\(lead.id.number)")) { html in
            html.span(.class("row")) { html in
                html.icon("inbox", .small)
                html.span(t(Message("Lead “{name}”", ["name": .text(lead.name)])), .class("strong cut grow"))
            }
        }
        let parts: [(String, String?)] = [
            (t("Source"), lead.source), (t("Campaign"), lead.campaign), (t("Medium"), lead.medium),
            (t("Search term"), lead.term), (t("Came from page"), lead.referrer), (t("First page"), lead.landingPage),
            (t("First touch"), lead.firstTouchAt.map { t.instant($0) }),
        ]
        html.dl(.class("facts-list")) { html in
            for (label, value) in parts {
                guard let value else { continue }
                html.dt(label)
                html.dd { $0.span(value, .class("cut")) }
            }
        }
    }
}
