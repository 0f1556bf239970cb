import Localisation
import Records
import Storage

/// The access log as a page: what is asked, the lines, and how long they are kept.
struct AccessLogPage: Sendable {
    let entries: [AccessQuery.Entry]
    let filter: AccessFilter
    let people: [ChoiceOption]
    let wording: AccessWording
    let context: Context
    var refusal: FieldRefusal?

    private var t: Translator { context.t }
    private var shown: ArraySlice<AccessQuery.Entry> { entries.prefix(filter.query.limit) }

    func write(_ html: inout HTML) {
        html.p(
            t(
                "Who opened, searched or took out what, and who signed in. It says which records and how many, never "
                    + "what stands in them."
            ), .class("muted s"))
        writeFilter(&html)
        if shown.isEmpty { html.emptyState(t("Nothing of this kind was written down."), icon: "eye") }
        html.ul(.class("stack")) { html in
            for entry in shown { html.li { write(entry, &$0) } }
        }
        if entries.count > filter.query.limit, let last = shown.last {
            let query = filter.form.setting("before", to: String(last.id)).encoded
            html.p { $0.a(t("Show older"), .class("link"), .href("\(AccessLogPages.path)?\(query)")) }
        }
        writeRetention(&html)
    }

    private func write(_ entry: AccessQuery.Entry, _ html: inout HTML) {
        let (text, href) = wording.what(entry), access = entry.access
        html.div(.class("row")) { html in
            html.icon(AccessWording.icon(access.action), .small)
            html.div(.class("grow")) { html in
                html.p(.class("s")) { html in
                    html.span(wording.who(entry), .class("strong"))
                    html.text(" · " + t(AccessWording.label(access.action)))
                    if !text.isEmpty { html.text(" · ") }
                    if let href { html.a(text, .class("link"), .href(href)) } else { html.span(text) }
                }
                html.p(.class("muted xs")) { html in
                    html.time(t.instant(entry.at), .attribute("datetime", entry.at.iso))
                    if access.door != .screen { html.text(" · " + t(access.door.label)) }
                    if let origin = access.origin { html.text(" · " + origin) }
                }
            }
        }
    }

    private func writeFilter(_ html: inout HTML) {
        html.form(.class("choices"), .method("get"), .action(AccessLogPages.path), .role("search")) { html in
            for spec in fields { html.field(field(spec), t) }
            if let record = filter.form["record"], !record.isEmpty {
                html.input(.type("hidden"), .name("record"), .value(record))
            }
            html.div(.class("row wrap")) { html in
                html.action(Action(t("Filter"), icon: "list-filter", submit: true))
                let query = filter.form.setting("before", to: nil).encoded
                html.action(
                    Action(
                        t("Export"), icon: "download", look: .quiet,
                        href: "\(AccessLogPages.path)/export" + (query.isEmpty ? "" : "?" + query)))
            }
        }
    }

    private var fields: [FieldSpec] {
        let actions = Access.Action.allCases.map { ChoiceOption($0.rawValue, AccessWording.label($0)) }
        let kinds = context.schema.entities.map { ChoiceOption($0.name, $0.pluralLabel) }
        return [
            FieldSpec(name: "user", label: Message("Person"), shape: .choice(people)),
            FieldSpec(name: "action", label: Message("What happened"), shape: .choice(actions)),
            FieldSpec(name: "kind", label: Message("Records"), shape: .choice(kinds)),
            FieldSpec(name: "from", label: Message("From the day"), shape: .day),
            FieldSpec(name: "to", label: Message("To the day"), shape: .day),
        ]
    }

    private func field(_ spec: FieldSpec) -> FormField {
        var field = FormField(spec, text: filter.form[spec.name] ?? "")
        field.error = filter.refusals.first { $0.field == spec.name }.map { t($0.message) }
        return field
    }

    private func writeRetention(_ html: inout HTML) {
        let days = context.workspace.settings.accessLogDays
        html.heading(t("How long it is kept"))
        html.form(.class("row wrap"), .method("post"), .action(AccessLogPages.path + "/retention")) { html in
            html.csrfField(context.csrfToken ?? "")
            var field = FormField(
                FieldSpec(
                    name: "days", label: Message("Days"), shape: .integer,
                    traits: [.required, .help("Older lines are removed each night.")]),
                text: t.number(days))
            field.error = refusal.map { t($0.message) }
            html.field(field, t)
            html.action(Action(t("Save"), icon: "check", submit: true))
        }
    }
}
