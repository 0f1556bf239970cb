import Localisation
import Records
import Storage
import Web

/// Why a sale was lost: asked before it is, in a dialog or on a page of its own. Reasons given before are offered.
struct LostReasonPage: Sendable {
    let id: Int64
    let title: String
    let stage: String?
    let typed: String
    let reasons: [String]

    static func load(_ id: Int64, _ form: Form, in transaction: Transaction) throws -> LostReasonPage {
        let sale = try transaction.find(ID<Opportunity>(id))
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Opportunity.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        // Among the two hundred latest, the most frequent first.
        let rows = try transaction.connection.rows(
            """
            SELECT reason, COUNT(*) FROM (SELECT \(place.column("lost_reason")) AS reason FROM \(place.from)
            WHERE \(place.column("lost_reason")) IS NOT NULL\(rights) ORDER BY \(place.column("closed_on")) DESC
            LIMIT 200) AS latest
            GROUP BY reason ORDER BY COUNT(*) DESC, reason LIMIT 8
            """, .text, .integer)
        return LostReasonPage(
            id: id, title: sale.title, stage: form["stage"], typed: form["lost_reason"] ?? sale.lostReason ?? "",
            reasons: rows.compactMap { $0[0].text })
    }

    func render(_ html: inout HTML, _ refusal: Refusal?, _ context: Context) {
        let t = context.t
        html.form(.class("form stack"), .method("post"), .action("/opportunities/\(id)/lose"), .data("ajax")) { html in
            html.csrfField(context.csrfToken ?? "")
            if let stage { html.input(.type("hidden"), .name("stage"), .value(stage)) }
            html.refusals(nil, [], t)
            html.p(t(Message("“{record}” leaves the board. What did it fail on?", ["record": .text(title)])))
            html.div(.class("field"), .data("field", "lost_reason")) { html in
                html.label(t("Lost reason"), .for("lost-reason"))
                html.input(
                    .class("input"), .id("lost-reason"), .name("lost_reason"), .type("text"), .value(typed),
                    .required(),
                    .attribute("maxlength", "240"), .attribute("list", "lost-reasons"), .flag("autofocus"),
                    .aria("describedby", "lost-reason-error"), .aria("invalid", refusal == nil ? nil : "true"))
                html.element("datalist", [.id("lost-reasons")]) { html in
                    for reason in reasons { html.option(reason, .value(reason)) }
                }
                html.p(.class("error"), .id("lost-reason-error"), .hidden(refusal == nil)) { html in
                    html.icon("circle-alert", .small)
                    html.span(refusal.map { t($0.message) } ?? "")
                }
            }
            html.div(.class("row")) { html in
                html.action(Action(t("Mark as lost"), icon: "circle-x", look: .primary, submit: true))
                html.action(Action(t("Cancel"), look: .quiet, href: "/opportunities/\(id)", [.data("close")]))
            }
        }
    }
}
