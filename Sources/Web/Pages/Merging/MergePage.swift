import Localisation
import Records
import Storage

/// The page on which somebody says what the one record shall hold: a choice for each field in which the records differ.
struct MergePage: Sendable {
    let form: MergeForm
    let context: Context
    /// Where to go afterwards.
    let next: String?
    /// What was chosen before something was refused.
    var chosen: [String: Int64] = [:]
    var refused: Refusal?

    /// So many records stand in columns under one heading.
    private static let beside = 4
    private var t: Translator { context.t }
    private var kind: Kind { form.kind }
    private var address: String { "/\(kind.plural)/merge" }
    var title: String { t("Merge records") }

    /// Records of one name are told apart by their place.
    private func name(_ record: Record) -> String {
        let title = record.shownTitle(in: kind, t)
        let alike = form.records.filter { $0.shownTitle(in: kind, t) == title }
        guard alike.count > 1, let place = form.ids.sorted().firstIndex(of: record.id) else { return title }
        return "\(title) (\(place + 1))"
    }

    func write(_ html: inout HTML) {
        html.topbar(parent: t(kind.pluralLabel), href: "/\(kind.plural)", title: title, t)
        html.div(.class("content padded")) { html in
            let width = form.records.count <= MergePage.beside ? "stack merge few" : "stack merge"
            html.form(.class(width), .method("post"), .action(address)) { html in
                html.csrfField(context.csrfToken ?? "")
                html.input(.type("hidden"), .name("ids"), .value(form.ids.map(String.init).joined(separator: ",")))
                if let next { html.input(.type("hidden"), .name("next"), .value(next)) }
                if let refused { html.notice(t(refused.fields.first?.message ?? refused.message), .bad) }
                if let refusal = form.refusal { html.notice(t(refusal), .warn) }
                writeRecords(&html)
                writeChoices(&html)
                writeRest(&html)
                html.div(.class("row wrap does")) { html in
                    if form.refusal == nil {
                        let words: [String: Message.Argument] = ["count": .number(form.records.count)]
                        html.action(
                            Action(
                                t(Message("Merge these {count} records", words)), icon: "merge", look: .primary,
                                submit: true))
                    }
                    html.action(Action(t("Cancel"), look: .quiet, href: next ?? "/\(kind.plural)"))
                    html.span(
                        t(
                            Message(
                                "A merge can be undone for {count} day.", "A merge can be undone for {count} days.",
                                count: context.workspace.settings.mergeDays)), .class("muted s"))
                }
            }
        }
    }

    /// Which record stays; the others go into it.
    private func writeRecords(_ html: inout HTML) {
        html.fieldset(.class("values"), .data("field", "survivor")) { html in
            html.legend(t("Which one stays?"))
            for record in form.records {
                html.label(.class("value")) { html in
                    html.input(
                        .type("radio"), .name("survivor"), .value(String(record.id)),
                        .flag("checked", record.id == form.survivor.id))
                    html.span(.class("grow")) { html in
                        html.span(name(record), .class("strong"))
                        if let made = record.createdAt {
                            let day = t.day(made.day(in: t.timeZone))
                            html.span(t(Message("Created on {day}", ["day": .text(day)])), .class("xs muted"))
                        }
                    }
                }
            }
        }
        html.p(.class("row wrap s")) { html in
            for record in form.records {
                let name: Message.Argument = .text(name(record))
                html.a(
                    t(Message("Open {name}", ["name": name])), .class("link"), .href("/\(kind.plural)/\(record.id)"))
                if record.id != form.survivor.id {
                    html.a(
                        t(Message("Take all from {name}", ["name": name])), .class("link"),
                        .href(startingWith(record.id)))
                }
            }
        }
    }

    /// The same page with this record first: all that it says counts.
    private func startingWith(_ id: Int64) -> String {
        let ids = [id] + form.ids.filter { $0 != id }
        var items = [Form.Item("ids", ids.map(String.init).joined(separator: ","))]
        if let next { items.append(Form.Item("next", next)) }
        return "\(address)?" + Form(items).encoded
    }

    private func writeChoices(_ html: inout HTML) {
        let differing = form.fields(context.viewer).filter { !form.isSame($0) && context.viewer.mayWrite($0, of: kind) }
        if differing.isEmpty { return html.p(t("They say the same in every field."), .class("s")) }
        html.heading(t("Where they differ"), detail: t.number(differing.count))
        for field in differing {
            let options = form.records.map { record in
                ValueChoice.Option(
                    value: String(record.id), title: name(record),
                    text: form.showing.text(field, record.values(field.name, in: kind)))
            }
            let standing = chosen[field.name] ?? form.defaults[field.name] ?? form.survivor.id
            html.valueChoice(
                ValueChoice(
                    name: field.name, label: t(field.label), options: options, chosen: String(standing),
                    empty: t("empty")))
        }
    }

    /// What needs no choice: the same everywhere, united, moved.
    private func writeRest(_ html: inout HTML) {
        html.heading(t("What comes along"))
        html.ul(.class("s")) { html in
            for (name, count) in form.moving.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                html.li(t.counted(context.schema[name], name, count))
            }
            for part in kind.parts where context.viewer.sees(part: part.name, of: kind) {
                let count = form.records.reduce(0) { $0 + ($1.parts[part.name]?.count ?? 0) }
                if count == 0 { continue }
                let words: [String: Message.Argument] = ["part": .message(part.kind.label)]
                html.li(t(Message("{part}: those of all records, the same ones once", words)))
            }
            html.li(t("Files, timelines and histories of all records"))
        }
        let same = form.fields(context.viewer).filter { field in
            form.isSame(field) && !form.survivor.values(field.name, in: kind).allSatisfy(\.isNull)
        }
        guard !same.isEmpty else { return }
        html.details(.class("s")) { html in
            html.summary(
                t(Message("The same in all: {count} field", "The same in all: {count} fields", count: same.count)))
            html.ul { html in
                for field in same {
                    let words: [String: Message.Argument] = [
                        "field": .message(field.label),
                        "value": .text(form.showing.text(field, form.survivor.values(field.name, in: kind))),
                    ]
                    html.li(t(Message("{field}: {value}", words)))
                }
            }
        }
    }
}
