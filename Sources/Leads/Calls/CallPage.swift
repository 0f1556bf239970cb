import Activities
import Localisation
import Records
import Sales
import Storage
import Web

/// The telephone rings: a number, and at once who it is, what was said last, what is open, what comes next; or three
/// fields for somebody new.
struct CallPage: Sendable {
    let caller: Caller
    let mayWelcome: Bool
    /// Whether a call may open a sale.
    let maySell: Bool
    /// By which a button pressed twice is one press.
    let word: String
    var typed = Form()
    var refusal: Refusal?

    static let path = "/call"

    static func load(_ number: String, in transaction: Transaction) throws -> CallPage {
        let lead = transaction.schema.kind(of: Lead.self)
        return CallPage(
            caller: try Caller.find(number, in: transaction), mayWelcome: transaction.viewer.may(.create, lead),
            maySell: transaction.viewer.may(.create, transaction.schema.kind(of: Opportunity.self)),
            word: String(transaction.ids.next()))
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("stack"), .id("caller")) { html in
            html.form(.class("row"), .method("get"), .action(CallPage.path), .role("search")) { html in
                html.input(
                    .class("input grow"), .type("tel"), .name("number"), .value(caller.typed),
                    .flag("autofocus", caller.typed.isEmpty),
                    .aria("label", t("Telephone number")), .placeholder(t("Telephone number")),
                    .attribute("maxlength", "60"), .attribute("autocomplete", "off"))
                html.action(
                    Action(
                        t("Who is it?"), icon: "search", look: caller.typed.isEmpty ? .primary : .plain, submit: true))
            }
            if caller.typed.isEmpty {
                html.p(
                    t(
                        "Type or paste the number that calls. Every telephone of every contact, account and lead is "
                            + "looked at."), .class("s muted"))
            } else if caller.number == nil {
                html.notice(t(CallDesk.wrongNumber(caller.typed)), .bad)
            } else {
                if caller.known.count > 1 {
                    html.p(
                        t(
                            Message(
                                "{count} records have this number.", "{count} records have this number.",
                                count: caller.known.count)), .class("s"))
                }
                for known in caller.known { card(known, &html, context) }
                if caller.known.isEmpty { stranger(&html, context) }
            }
        }
    }

    /// Beside the page somebody works on: who rings, and the way to their card.
    func ring(_ html: inout HTML, _ context: Context) {
        let t = context.t, number = caller.number ?? caller.typed
        html.div(.class("row")) { html in
            html.icon("phone-call")
            html.span(t(Message("{number} calls", ["number": .text(number)])), .class("strong grow"))
            html.action(
                Action(t("Close"), icon: "x", look: .quiet, small: true, iconOnly: true, [.data("hang-up")]))
        }
        html.div(.class("stack")) { html in
            for known in caller.known.prefix(3) {
                guard let kind = context.schema[known.reference.kind] else { continue }
                html.a(.class("person"), .href("/\(kind.plural)/\(known.reference.id)")) { html in
                    html.avatar(kind.avatar(known.title, .medium))
                    html.span(.class("grow cut")) { html in
                        html.span(known.title, .class("strong cut"))
                        html.text(" ")
                        html.small(known.company ?? t(kind.label), .class("muted"))
                    }
                }
                if let said = known.lastSaid.first {
                    html.p(t.relative(said.at, now: context.now) + " · " + said.subject, .class("xs muted cut"))
                }
                for deal in known.deals.prefix(2) { html.p(deal.title + " · " + deal.stage, .class("xs cut")) }
                html.div(.class("row wrap")) { $0.badge(known.pulse.badge(t, today: context.today)) }
            }
            if caller.known.isEmpty { html.p(t("Nobody you see has this number."), .class("s muted")) }
            html.action(
                Action(
                    caller.known.isEmpty ? t("Note who it is") : t("Open the call"), icon: "arrow-right",
                    look: .primary,
                    small: true, href: CallPage.path + "?number=" + percentEncoded(number)))
        }
    }

    private func card(_ known: Caller.Known, _ html: inout HTML, _ context: Context) {
        let t = context.t, today = context.today
        guard let kind = context.schema[known.reference.kind] else { return }
        let href = "/\(kind.plural)/\(known.reference.id)"
        html.section(.class("card"), .aria("label", known.title)) { html in
            html.header { html in
                html.avatar(kind.avatar(known.title, .medium))
                html.h2(.class("grow cut")) { html in html.a(known.title, .class("target"), .href(href)) }
                html.badge(Badge(t(kind.label)))
            }
            html.div(.class("inside stack")) { html in
                if let company = known.company {
                    html.p(.class("row s")) { html in
                        html.icon("building-2", .small)
                        html.span(company)
                    }
                }
                html.div(.class("row wrap")) { html in html.badge(known.pulse.badge(t, today: today)) }
                for deal in known.deals {
                    html.linkedRecord(
                        title: deal.title, href: "/opportunities/\(deal.id)",
                        amount: deal.amount.map { t.moneyRounded($0) }, detail: deal.stage)
                }
                if !known.lastSaid.isEmpty {
                    html.ul(.class("stack s")) { html in
                        for said in known.lastSaid {
                            html.li(.class("row")) { html in
                                html.icon(said.type.icon, .small)
                                html.span(said.subject, .class("cut grow"))
                                html.span(
                                    t.relative(said.at, now: context.now), .class("xs muted"),
                                    .title(t.instant(said.at)))
                            }
                        }
                    }
                }
                note(known, kind, &html, context)
            }
        }
    }

    /// What was said, and perhaps the title of the sale that begins with it: one press keeps both.
    private func note(_ known: Caller.Known, _ kind: Kind, _ html: inout HTML, _ context: Context) {
        let about = "\(kind.name):\(known.reference.id)", isTyped = typed["about"] == about
        let id = "call-\(kind.name)-\(known.reference.id)"
        let fault = isTyped ? refusal : nil, t = context.t
        html.form(.class("stack"), .method("post"), .action(CallPage.path + "/log"), .data("call-note")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("about"), .value(about))
            html.input(.type("hidden"), .name("number"), .value(caller.typed))
            html.input(.type("hidden"), .name("word"), .value(word))
            html.input(
                .class("input"), .type("text"), .name("said"), .aria("label", t("What was said")),
                .placeholder(t("What was said")), .attribute("maxlength", "2000"),
                .value(isTyped ? typed["said"] ?? "" : ""), .flag("autofocus", caller.known.count == 1))
            html.div(.class("row wrap")) { html in
                if maySell {
                    let label = t(
                        kind.name == Lead.name
                            ? "New opportunity: its title (converts the lead)" : "New opportunity: its title (optional)"
                    )
                    html.input(
                        .class("input grow"), .type("text"), .name("opportunity"), .aria("label", label),
                        .placeholder(label), .attribute("maxlength", "200"), .attribute("autocomplete", "off"),
                        .value(isTyped ? typed["opportunity"] ?? "" : ""),
                        .aria("invalid", fault == nil ? nil : "true"),
                        .aria("describedby", fault == nil ? nil : id))
                }
                html.action(Action(t("Keep the call"), icon: "phone-call", look: .primary, submit: true))
            }
            if let fault {
                html.p(.class("error"), .role("alert"), .id(id)) { html in
                    html.icon("circle-alert", .small)
                    html.span(fault.fields.map { t($0.message) }.first ?? t(fault.message))
                }
            }
        }
    }

    private func stranger(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.p(.class("row")) { html in
            html.icon("phone-call")
            html.span(
                t(Message("Nobody you see has {number}.", ["number": .text(caller.number ?? caller.typed)])),
                .class("strong"))
        }
        guard mayWelcome else { return }
        html.form(.class("form stack card padded"), .method("post"), .action(CallPage.path), .id("new-caller")) {
            html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("number"), .value(caller.typed))
            html.input(.type("hidden"), .name("word"), .value(word))
            html.refusals(refusal.map { t($0.message) }, [], t)
            for (name, label, traits) in [
                ("name", "Name", [Trait.required, .max(240)]), ("company", "Company", [.max(200)]),
                ("need", "Need", [.max(2000)]),
            ] {
                var field = FormField(
                    FieldSpec(name: name, label: Message(label), shape: .text, traits: traits), text: typed[name] ?? "")
                field.hasFocus = name == "name"
                field.error = refusal?.fields.first { $0.field == name }.map { t($0.message) }
                html.field(field, t)
            }
            html.div(.class("row wrap")) { html in
                html.action(
                    Action(t("Create contact, call and opportunity"), icon: "check", look: .primary, submit: true))
            }
        }
    }
}
