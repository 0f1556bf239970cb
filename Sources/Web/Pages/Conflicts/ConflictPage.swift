import Localisation
import Records
import Storage

/// Two people edited one record: the second sees each difference (before, theirs, mine) and chooses. The whole form
/// travels along, so that nothing typed is lost.
struct ConflictPage: Sendable {
    let found: EditConflict
    let form: Form
    let history: RecordHistory
    let showing: Showing
    /// Where the form is sent again.
    let address: String
    let csrf: String

    private var t: Translator { showing.t }
    private var conflict: Conflict { found.conflict }
    private var kind: Kind { conflict.kind }

    static func load(
        _ found: EditConflict, _ form: Form, address: String, _ context: Context
    ) async throws -> ConflictPage {
        let kind = found.conflict.kind, history = RecordHistory(kind: kind, context: context)
        let showing = try await context.read { transaction in
            var records = [found.conflict.current]
            if let base = found.conflict.base { records.append(base) }
            var mine = found.conflict.current
            for (name, values) in found.draft.fields { mine.set(name, values, in: kind) }
            mine.parts.merge(found.draft.parts) { $1 }
            var references = RecordLinks.references(in: records + [mine], of: kind)
            for entry in found.conflict.since {
                if let user = entry.user { references.insert(Reference(kind: "user", id: user)) }
            }
            return try RecordLinks.showing(references, context.t, in: transaction)
        }
        return ConflictPage(
            found: found, form: form, history: history, showing: showing, address: address,
            csrf: context.csrfToken ?? "")
    }

    func answer(_ request: Request, _ context: Context) throws -> Response {
        if request.wantsJSON { throw refusal(context.viewer) }
        let title = conflict.current.shownTitle(in: kind, t), href = "/\(kind.plural)/\(conflict.current.id)"
        return PageFrame(request, context).page(t("Both of you changed this"), status: 412) { html in
            html.topbar(parent: title, href: href, title: t("Both of you changed this"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow")) { html in
                    html.form(.class("stack"), .method("post"), .action(address)) { html in
                        writeKept(&html)
                        html.notice(
                            t("Somebody saved this record while you were editing it. Choose what shall stand there."),
                            .warn)
                        for name in found.fields { html.valueChoice(choice(name)) }
                        html.div(.class("row wrap")) { html in
                            html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                            html.action(Action(t("Cancel"), look: .quiet, href: href))
                        }
                    }
                }
            }
        }
    }

    /// Everything that was typed, and what was chosen before.
    private func writeKept(_ html: inout HTML) {
        html.csrfField(csrf)
        let open = Set(found.fields)
        for item in form.items where item.name != "_csrf" && item.name != "resolved" {
            if let name = item.choiceName, open.contains(name) { continue }
            html.input(.type("hidden"), .name(item.name), .value(item.value))
        }
        html.input(.type("hidden"), .name("resolved"), .value(String(conflict.current.version)))
    }

    private func choice(_ name: String) -> ValueChoice {
        var choice = ValueChoice(
            name: name, label: t(history.label(name)),
            options: [
                .init(value: "mine", title: t("What you typed"), text: text(found.typed(name), name)),
                .init(
                    value: "theirs", title: t("What stands there now"),
                    text: text(Conflict.json(name, of: conflict.current, kind), name), detail: author(name)),
            ], chosen: "mine", isWarned: true, empty: t("empty"))
        if let base = conflict.base { choice.before = (t("Before:"), text(Conflict.json(name, of: base, kind), name)) }
        return choice
    }

    private func text(_ json: JSON, _ name: String) -> String { history.text(json, name, showing) }

    private func author(_ name: String) -> String? {
        conflict.author(of: name).map { entry in
            let who = entry.user.flatMap { showing.links[Reference(kind: "user", id: $0)]?.title } ?? t("Entregent")
            return "\(who) · \(t.instant(entry.at))"
        }
    }

    /// For our scripts and for programs: sending the form again with `resolved` and `choice[field]` settles it.
    private func refusal(_ viewer: Viewer) -> Refusal {
        let told = conflict.refusal(for: viewer)
        let fields = found.fields.map { name -> FieldRefusal in
            let now = text(Conflict.json(name, of: conflict.current, kind), name)
            let who = conflict.author(of: name)?.user.flatMap { showing.links[Reference(kind: "user", id: $0)]?.title }
            return FieldRefusal(
                name, code: "conflict",
                Message(
                    "{who} made this “{value}” in the meantime. Save again to write yours over it, or cancel.",
                    ["who": .text(who ?? t("Somebody")), "value": .text(now.isEmpty ? t("empty") : now)]))
        }
        return Refusal(.preconditionFailed, code: told.code, told.message, fields: fields, details: told.details)
    }
}

extension Toast {
    /// Saved; and what somebody else saved meanwhile is still there.
    static func saved(besides met: Set<String>, _ kind: Kind, _ t: Translator) -> Toast {
        if met.isEmpty { return Toast(t("Saved.")) }
        let labels = met.sorted().map { name in
            t(kind[name]?.label ?? kind.part(name)?.kind.label ?? .verbatim(name))
        }
        return Toast(
            t(
                Message(
                    "Saved. Somebody else changed {fields} in the meantime; that stays too.",
                    ["fields": .text(t.list(labels))])))
    }
}
