import Localisation
import Records
import Storage
import Web

/// The settings of consent: purposes with their words, who counts as a consumer, the rules for calls.
enum ConsentSettingsPage {
    static let path = "/settings/consents"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(
                label: Message("Consents"), icon: "shield-check", path: path, permission: Consents.permission))
        registry.routes.get(path, [], show)
        registry.routes.post(path, [], save)
    }

    private struct Line: Sendable {
        let purpose: ConsentPurpose
        let text: ConsentText?
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Consents.permission)
        let (lines, rules) = try await context.read { transaction in
            let house = transaction.asHouse
            let purposes = try house.all(ConsentPurpose.self).sorted {
                ($0.position, $0.id.number) < ($1.position, $1.id.number)
            }
            let lines = try purposes.map { Line(purpose: $0, text: try ConsentText.current(of: $0.id, in: house)) }
            let rules = try house.all(CallingRule.self).sorted { ($0.validFrom?.iso ?? "") > ($1.validFrom?.iso ?? "") }
            return (lines, rules)
        }
        let t = context.t, isStrict = ConsentSettings(context.workspace.settings).isStrict
        return SettingsFrame(request, context).page(t("Consents")) { html in
            html.p(
                t(
                    "Every mail, short message and call for prospecting asks here first. Service and contract have "
                        + "their own purposes."), .class("prose"))
            let add = Action(t("Add a purpose"), icon: "plus", small: true, href: "/consent_purposes/new?back=\(path)")
            html.card(t("Purposes"), [add]) { html in
                if lines.isEmpty { html.p(t("Nobody can be asked for anything yet."), .class("s muted")) }
                html.ul(.class("stack")) { html in for line in lines { html.li { write(line, &$0, t) } } }
            }
            let rule = Action(t("Add a rule"), icon: "plus", small: true, href: "/calling_rules/new?back=\(path)")
            html.card(t("Calling consumers"), [rule]) { html in
                html.p(
                    t("The newest rule that is in force holds. Calls to professionals are never refused by it."),
                    .class("s muted"))
                html.ul(.class("stack")) { html in for rule in rules { html.li { write(rule, &$0, t) } } }
            }
            html.card(t("Who is a consumer")) { html in choice(isStrict, &html, context) }
            html.div(.class("row wrap")) { html in
                html.action(Action(t("Opposition list"), icon: "shield-check", href: "/oppositions"))
                html.action(Action(t("Refused contacts"), icon: "circle-x", href: "/refused_contacts"))
                html.action(Action(t("All consents"), icon: "list", href: "/consents"))
            }
        }
    }

    private static func write(_ line: Line, _ html: inout HTML, _ t: Translator) {
        let id = line.purpose.id.number
        html.a(.class("linked"), .href("/consent_purposes/\(id)")) { html in
            html.span(.class("row wrap")) { html in
                html.span(line.purpose.name(t.language.rawValue), .class("strong grow"))
                if !line.purpose.isActive { html.badge(Badge(t("Not in use"))) }
                html.badge(Badge(t(line.purpose.kind.label)))
                for channel in line.purpose.channels { html.badge(Badge(t(channel.label))) }
            }
            html.p(
                line.text?.text(t.language.rawValue) ?? t("No text yet: nobody can agree to it."), .class("xs muted"))
        }
        html.action(
            Action(
                t("Write the next version of the text"), icon: "pencil", look: .quiet, small: true,
                href: "/consent_texts/new?purpose=\(id)&back=\(path)"))
    }

    private static func write(_ rule: CallingRule, _ html: inout HTML, _ t: Translator) {
        html.a(.class("linked"), .href("/calling_rules/\(rule.id.number)")) { html in
            html.span(.class("row wrap")) { html in
                html.span(rule.name, .class("strong grow"))
                if rule.needsConsent { html.badge(Badge(t("Only with consent"))) }
                if let from = rule.validFrom {
                    html.span(t(Message("from {day}", ["day": .day(from)])), .class("xs muted"))
                }
            }
            html.p("\(rule.weekdays) · \(rule.hours)", .class("xs muted"))
        }
    }

    private static func choice(_ isStrict: Bool, _ html: inout HTML, _ context: Context) {
        let t = context.t
        let options = [
            ChoiceOption("strict", Message("Whoever has no company, and every personal mailbox or number at home")),
            ChoiceOption("company", Message("Only whoever has no company")),
        ]
        let spec = FieldSpec(
            name: "consumers", label: Message("Private persons are"), shape: .choice(options),
            traits: [
                .required, .help("The first is the careful answer: a craftsman with a personal mailbox is asked too."),
            ])
        html.form(.class("form"), .method("post"), .action(path)) { html in
            html.csrfField(context.csrfToken ?? "")
            html.field(FormField(spec, text: isStrict ? "strict" : "company"), t)
            html.div { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Consents.permission)
        let chosen = try await request.form(limit: 5000)["consumers"] ?? ""
        guard ["strict", "company"].contains(chosen) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "consumers", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text("strict, company")]))
            ])
        }
        try await context.write {
            try WorkspaceSettings.save(ConsentSettings.name, .record(["consumers": .text(chosen)]), in: $0)
        }
        try await context.workspace.reload()
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }
}
