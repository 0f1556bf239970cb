import Localisation
import People
import Records
import Sales
import Storage
import Web

/// Asks what a lead becomes: whom we know is proposed with the reasons, everything else is made of what it says.
struct ConversionPage: Sendable {
    let lead: Lead
    let matches: LeadMatches
    let pipelines: [Pipeline]
    let seesAmount: Bool
    let mayMake: (account: Bool, contact: Bool, sale: Bool)
    var typed = Form()
    var refusal: Refusal?

    static func load(_ id: Int64, in transaction: Transaction) throws -> ConversionPage {
        let lead = try transaction.find(ID<Lead>(id)), schema = transaction.schema, viewer = transaction.viewer
        let sales = schema.kind(of: Opportunity.self)
        return ConversionPage(
            lead: lead, matches: try LeadMatches.find(lead, limit: 4, leads: false, in: transaction),
            pipelines: try transaction.all(Pipeline.self).sorted {
                ($0.position, $0.id.number) < ($1.position, $1.id.number)
            },
            seesAmount: sales["amount"].map { viewer.mayWrite($0, of: sales) } ?? false,
            mayMake: (
                viewer.may(.create, schema.kind(of: Account.self)), viewer.may(.create, schema.kind(of: Contact.self)),
                viewer.may(.create, sales)
            ))
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(
            .class("form stack"), .method("post"), .action("/leads/\(lead.id.number)/convert"), .data("ajax"),
            .id("convert-form")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("decided"), .value("true"))
            html.refusals(
                refusal.map { t($0.message) }, [], t)
            html.p(t("History, notes, mails and files of the lead stay in view of what it becomes."), .class("s muted"))
            choices(
                "account", t("Account"), matches.accounts, matches.sureAccount, new: lead.company,
                mayMake: mayMake.account, usual: lead.company != nil, &html, context)
            choices(
                "contact", t("Contact"), matches.contacts, matches.sureContact, new: lead.isAPerson ? lead.name : nil,
                mayMake: mayMake.contact, usual: lead.isAPerson, &html, context)
            if mayMake.sale, !pipelines.isEmpty { sale(&html, context) }
            html.div(.class("row")) { html in
                html.action(Action(t("Convert"), icon: "check", look: .primary, submit: true))
                html.action(
                    Action(t("Cancel"), look: .quiet, href: "/leads/\(lead.id.number)", [.data("close")]))
            }
        }
    }

    private func choices(
        _ name: String, _ label: String, _ found: [LeadMatches.Match], _ sure: LeadMatches.Match?, new: String?,
        mayMake: Bool, usual: Bool, _ html: inout HTML, _ context: Context
    ) {
        let t = context.t
        let chosen =
            typed[name] ?? sure.map { "use:\($0.id)" } ?? (usual && mayMake ? "create" : "none")
        html.fieldset(.class("field stack"), .data("field", name)) { html in
            html.legend(label, .class("strong"))
            for match in found {
                choice(name, "use:\(match.id)", chosen, &html) { html in
                    html.span(
                        t(Message("Use “{name}”", ["name": .text(match.title)])), .class("strong"))
                    html.text(" ")
                    html.small(match.why(t), .class("muted"))
                }
            }
            if mayMake, let new {
                choice(name, "create", chosen, &html) { html in
                    html.span(t(Message("Create “{name}”", ["name": .text(new)])))
                }
            }
            choice(name, "none", chosen, &html) { html in html.span(t("None"), .class("muted")) }
            html.p(.class("error"), .hidden(true)) { $0.span("") }
        }
    }

    private func choice(
        _ name: String, _ value: String, _ chosen: String, _ html: inout HTML, content: (inout HTML) -> Void
    ) {
        html.label(.class("tick")) { html in
            html.input(.type("radio"), .name(name), .value(value), .checked(value == chosen))
            html.span(content: content)
        }
    }

    private func sale(_ html: inout HTML, _ context: Context) {
        let t = context.t
        let title = lead.need.map { String($0.prefix { !$0.isNewline }.prefix(120)) } ?? lead.company ?? lead.name
        let makes = typed["make_sale"].map { $0 == "true" } ?? true
        html.fieldset(.class("field stack"), .data("field", "opportunity")) { html in
            html.legend(t("Opportunity"), .class("strong"))
            html.label(.class("tick")) { html in
                html.input(.type("checkbox"), .name("make_sale"), .value("true"), .checked(makes))
                html.span(t("Create an opportunity"))
            }
            html.div(.class("form two")) { html in
                var field = FormField(
                    FieldSpec(name: "title", label: Message("Title"), shape: .text, traits: [.max(200)]),
                    text: typed["title"] ?? title)
                field.isWide = true
                html.field(field, t)
                if seesAmount {
                    html.field(
                        FormField(
                            FieldSpec(
                                name: "amount",
                                label: Message(
                                    "Amount ({currency})",
                                    ["currency": .text(context.workspace.settings.currency)]), shape: .exact),
                            text: typed["amount"] ?? ""), t)
                }
                html.field(
                    FormField(
                        FieldSpec(name: "closes_on", label: Message("Closes on"), shape: .day),
                        text: typed["closes_on"] ?? ""), t)
                if pipelines.count > 1 {
                    let options = pipelines.map { ChoiceOption(String($0.id.number), .verbatim($0.name)) }
                    html.field(
                        FormField(
                            FieldSpec(
                                name: "pipeline", label: Message("Pipeline"), shape: .choice(options),
                                traits: [.required]),
                            text: typed["pipeline"] ?? options[0].value), t)
                }
            }
        }
    }
}
