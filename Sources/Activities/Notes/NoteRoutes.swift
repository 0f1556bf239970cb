import Localisation
import Records
import Storage
import Web

/// Changing and deleting one's own notes, from the timeline.
enum NoteRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/notes/:id/writing", [], show)
        registry.routes.post("/notes/:id/writing", [], save)
        registry.routes.post("/notes/:id/tear", [], tear)
        registry.storage.rules.add(to: Note.name, prepare: Note.prepare, deleting: Note.deleting)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let note = try await context.read { try own(id, in: $0) }
        let t = context.t
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: t("Note"), t) { form(note, &$0, context) } }
        }
        return PageFrame(request, context).page(t("Note")) { html in
            html.topbar(parent: t(Note.pluralLabel), href: "/notes", title: t("Note"), t)
            html.div(.class("content padded")) { html in html.div(.class("narrow")) { form(note, &$0, context) } }
        }
    }

    private static func form(_ note: Note, _ html: inout HTML, _ context: Context) {
        let t = context.t, address = "/notes/\(note.id.number)"
        html.form(.class("form stack"), .method("post"), .action(address + "/writing"), .data("ajax")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.refusals(nil, [], t)
            html.div(.class("field wide"), .data("field", "text")) { html in
                html.label(t("Text"), .for("note-text"))
                html.textarea(
                    note.text, .class("input"), .id("note-text"), .name("text"), .required(), .attribute("rows", "8"),
                    .flag("autofocus"))
            }
            html.div(.class("row")) { html in
                html.action(Action(t("Save"), look: .primary, submit: true))
                html.action(
                    Action(
                        t("Delete"), icon: "trash-2", look: .danger, submit: true,
                        [.attribute("formaction", address + "/tear")]))
            }
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), form = try await request.form()
        let about = try await context.write { transaction in
            let note = try own(id, in: transaction)
            let text = (form["text"] ?? "").replacing("\r\n", with: "\n")
            try transaction.save(
                Draft(id: id, fields: ["text": [.text(text)]]), as: transaction.schema.kind(of: Note.self))
            return note.about
        }
        return answer(Toast(context.t("Note saved.")), about, request, context)
    }

    @Sendable private static func tear(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let (about, journal) = try await context.write { transaction in
            let note = try own(id, in: transaction)
            return (note.about, try transaction.delete([id], of: transaction.schema.kind(of: Note.self)))
        }
        return answer(Toast(context.t("Note deleted."), undo: "/journal/\(journal)/undo"), about, request, context)
    }

    private static func answer(_ toast: Toast, _ about: Reference?, _ request: Request, _ context: Context) -> Response
    {
        if request.isFetched { return Response.noContent.announcing(toast) }
        let page =
            about.flatMap { reference in context.schema[reference.kind].map { "/\($0.plural)/\(reference.id)" } } ?? "/"
        return Response.redirect(page).saying(toast)
    }

    private static func own(_ id: Int64, in transaction: Transaction) throws -> Note {
        let kind = transaction.schema.kind(of: Note.self)
        let record = try transaction.record(id, of: kind)
        guard record.value("created_by", in: kind).integer == transaction.viewer.user else { throw Note.notYours }
        return try Note(record, kind: kind)
    }
}
