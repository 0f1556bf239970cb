import Localisation
import Records
import Storage

/// Asked before something is deleted: what goes along, which links are emptied, and how long it can come back.
enum DeletionPages {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/:id/delete", [], ask)
        registry.apiRoute(.get, Api.root + "/:plural/:id/deletion", tell)
    }

    @Sendable private static func ask(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier(), t = context.t
        let (title, preview) = try await context.read { transaction in
            let title = try transaction.record(id, of: kind).shownTitle(in: kind, t)
            return (title, try DeletionPreview.of([id], kind, in: transaction))
        }
        let heading = t(Message("Delete {name}?", ["name": .text(title)]))
        func content(_ html: inout HTML) {
            html.form(.class("stack"), .method("post"), .action("/\(kind.plural)/\(id)/delete")) { html in
                html.csrfField(context.csrfToken ?? "")
                DeletionWords(preview: preview, context: context).write(&html)
                html.div(.class("row wrap")) { html in
                    if preview.isPossible {
                        html.action(Action(t("Delete"), icon: "trash-2", look: .primary, submit: true))
                    }
                    if request.isFetched {
                        html.action(Action(t("Cancel"), look: .quiet, [.data("close")]))
                    } else {
                        html.action(Action(t("Cancel"), look: .quiet, href: "/\(kind.plural)/\(id)"))
                    }
                }
            }
        }
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: heading, t, content: content) }
        }
        return PageFrame(request, context).page(heading) { html in
            html.topbar(parent: title, href: "/\(kind.plural)/\(id)", title: t("Delete"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    html.h2(heading)
                    content(&html)
                }
            }
        }
    }

    /// `GET /api/v1/accounts/1/deletion`
    @Sendable private static func tell(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let plural = request.parameter("plural"), id = try request.identifier()
        let preview = try await context.read { transaction in
            try DeletionPreview.of([id], try transaction.kind(plural: plural), in: transaction)
        }
        func counts(_ counts: [String: Int]) -> JSON {
            .object(counts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .whole($0.value)) })
        }
        return .json(
            .record([
                "possible": .boolean(preview.isPossible), "deleted": counts(preview.taken),
                "emptied": .array(
                    preview.emptied.map {
                        .record(["kind": .text($0.kind), "field": .text($0.field), "count": .whole($0.count)])
                    }),
                "holding": counts(preview.holding), "kept_days": .whole(context.workspace.settings.trashDays),
            ]))
    }
}

/// What a deletion takes along, in sentences.
struct DeletionWords: Sendable {
    let preview: DeletionPreview
    let context: Context

    private var t: Translator { context.t }

    func write(_ html: inout HTML) {
        if !preview.isPossible {
            html.notice(t("It cannot be deleted yet: these records still need it. Move or delete them first."), .bad)
            return html.ul(.class("s")) { html in
                for (kind, count) in sorted(preview.holding) { html.li(counted(kind, count)) }
            }
        }
        if preview.taken.isEmpty, preview.emptied.isEmpty {
            html.p(t("Nothing else goes along."), .class("s"))
        }
        if !preview.taken.isEmpty {
            html.p(t("These go along:"), .class("s strong"))
            html.ul(.class("s")) { html in for (kind, count) in sorted(preview.taken) { html.li(counted(kind, count)) }
            }
        }
        if !preview.emptied.isEmpty {
            html.p(t("These stay, with an empty link:"), .class("s strong"))
            html.ul(.class("s")) { html in for emptied in preview.emptied { html.li(sentence(emptied)) } }
        }
        let days = context.workspace.settings.trashDays
        html.p(
            t(
                Message(
                    "It can be brought back from the trash for {count} day.",
                    "It can be brought back from the trash for {count} days.", count: days)), .class("muted s"))
    }

    private func sorted(_ counts: [String: Int]) -> [(key: String, value: Int)] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    }

    func counted(_ kind: String, _ count: Int) -> String {
        t.counted(context.schema[kind], kind, count)
    }

    private func sentence(_ emptied: DeletionPreview.Emptied) -> String {
        let kind = context.schema[emptied.kind]
        let field = kind?[emptied.field]?.label ?? kind?.part(emptied.field)?.kind.label
        return counted(emptied.kind, emptied.count) + (field.map { " (\(t($0)))" } ?? "")
    }
}

extension Translator {
    /// “Notes: 12”
    func counted(_ kind: Kind?, _ name: String, _ count: Int) -> String {
        let label: Message = kind?.pluralLabel ?? .verbatim(name)
        return self(Message("{records}: {count}", ["records": .message(label), "count": .number(count)]))
    }
}
