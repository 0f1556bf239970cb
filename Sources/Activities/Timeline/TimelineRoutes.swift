import Localisation
import Records
import Storage
import Web

extension Timeline {
    /// Shows the timeline on every kind of record known so far, and answers what is written into it. Called by the last
    /// module, when all sources are known.
    package func register(in registry: inout Registry) {
        let untold: Set<String> = [
            "note", "attachment", "stage_change", "saved_view", "email", "email_template", "text_message",
        ]
        let panel = Panel("timeline", column: .main) { record, kind, context, transaction in
            var html = HTML()
            try self.panel(record.id, kind, context, in: transaction).render(&html, context)
            return html
        }
        for kind in registry.storage.kinds where !untold.contains(kind.name) { registry.panel(on: kind.name, panel) }
        OwnerNotices.register(in: &registry)
        registry.routes.get("/timeline/:plural/:id") { try await self.show($0, $1) }
        registry.routes.post("/timeline/:plural/:id/notes", [], TimelineWriting.note)
        registry.routes.post("/timeline/:plural/:id/activities", [], TimelineWriting.activity)
    }

    /// A filtered timeline as a page, or the next older entries as a fragment.
    @Sendable private func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let family = request.query["type"].flatMap { TimelineSource.Family(rawValue: $0) }
        let mark = request.query["before"].flatMap { Mark($0) }
        let (title, panel) = try await context.read { transaction in
            let record = try transaction.record(id, of: kind)
            return (
                record.title(in: kind), try self.panel(id, kind, family: family, before: mark, context, in: transaction)
            )
        }
        if request.isFetched, mark != nil { return .fragment { panel.renderOlder(&$0, context) } }
        return PageFrame(request, context, live: "/live?topics=\(kind.name)/\(id)").page(title) { html in
            html.topbar(parent: title, href: "/\(kind.plural)/\(id)", title: context.t("Timeline"), context.t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow")) { html in
                    html.heading(title)
                    panel.render(&html, context)
                }
            }
        }
    }
}

/// What is written into a timeline, from its composer.
enum TimelineWriting {
    @Sendable static func note(_ request: Request, _ context: Context) async throws -> Response {
        let (kind, id) = try subject(request, context)
        let form = try await request.form()
        let text = try written(form, Message("Write something first: the note is empty."))
        try await context.write { transaction in
            let draft = Draft(fields: ["text": [.text(text)], "about": [.text(kind.name), .integer(id)]])
            try transaction.save(draft, as: transaction.schema.kind(of: Note.self))
        }
        return answer(context.t("Note saved."), kind, id, form, request)
    }

    /// The first line is the subject, the rest the description.
    @Sendable static func activity(_ request: Request, _ context: Context) async throws -> Response {
        let (kind, id) = try subject(request, context)
        let form = try await request.form()
        guard let type = (request.query["type"] ?? form["type"]).flatMap({ ActivityType(rawValue: $0) }) else {
            throw Refusal.notFound()
        }
        let text = try written(form, Message("Say in a few words what it is about."))
        let prefix = type.rawValue + "."
        let own = Form(
            form.items.map {
                .init($0.name.hasPrefix(prefix) ? String($0.name.dropFirst(prefix.count)) : $0.name, $0.value)
            })
        let activities = context.schema.kind(of: Activity.self)
        let reading = FormReader(activities, context)
            .read(own, existing: nil, only: ["due_on", "starts_at", "duration_minutes", "is_done"])
        if reading.isRefused { throw named(reading.refusals, prefix) }
        var draft = Draft(fields: reading.fields)
        let lines = text.split(separator: "\n", maxSplits: 1)
        draft.fields["subject"] = [.text(String((lines.first ?? "").prefix(240)))]
        if lines.count > 1 || text.count > 240 {
            draft.fields["description"] = [.text(text.count > 240 ? text : String(lines[1]))]
        }
        draft.fields["type"] = [.text(type.rawValue)]
        draft.fields["about"] = [.text(kind.name), .integer(id)]
        let saved = draft
        do {
            try await context.write { try $0.save(saved, as: activities) }
        } catch let refusal as Refusal where !refusal.fields.isEmpty {
            throw named(refusal.fields, prefix)
        }
        return answer(context.t("Activity saved."), kind, id, form, request)
    }

    private static func subject(_ request: Request, _ context: Context) throws -> (Kind, Int64) {
        (try context.kind(plural: request.parameter("plural")), try request.identifier())
    }

    private static func written(_ form: Form, _ empty: Message) throws(Refusal) -> String {
        let text = (form["text"] ?? "").replacing("\r\n", with: "\n").trimmingWhitespace()
        guard !text.isEmpty else { throw Refusal(fields: [FieldRefusal("text", code: "required", empty)]) }
        return text
    }

    /// Refusals under the names the composer's fields have.
    private static func named(_ refusals: [FieldRefusal], _ prefix: String) -> Refusal {
        Refusal(fields: refusals.map { FieldRefusal(prefix + $0.field, code: $0.code, $0.message) })
    }

    static func answer(_ said: String, _ kind: Kind, _ id: Int64, _ form: Form, _ request: Request) -> Response {
        if request.isFetched { return Response.noContent.announcing(Toast(said)) }
        return Response.redirect(request.back(form, or: "/\(kind.plural)/\(id)")).saying(Toast(said))
    }
}
