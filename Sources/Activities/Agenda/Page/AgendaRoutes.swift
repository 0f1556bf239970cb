import Localisation
import Records
import Storage
import Web

/// The agenda over HTTP: to look at, to plan in, to move things in.
enum AgendaRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get(Agenda.path, [], show)
        registry.routes.get(Agenda.path + "/new", [], new)
        registry.routes.post(Agenda.path + "/new", [], plan)
        registry.routes.get("/activities/:id/move", [], moveForm)
        registry.routes.post("/activities/:id/move", [], move)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        _ = try context.kind(plural: Activity.plural)
        let address = try AgendaAddress(request.query, today: context.today)
        let page = try await AgendaPage.load(address, context)
        return PageFrame(request, context, live: "/live?topics=activity").page(context.t("Agenda")) { page.render(&$0) }
    }

    // Planning something new

    @Sendable private static func new(_ request: Request, _ context: Context) async throws -> Response {
        _ = try context.kind(plural: Activity.plural, to: .create)
        var form = request.query
        let owner = form["owner"].flatMap { Int64($0) } ?? context.person?.id
        if let owner {
            let names = try await context.read { try $0.titles([Reference(kind: "user", id: owner)]) }
            form = form.setting("owner", to: String(owner)).setting("owner_text", to: names.values.first ?? "")
        }
        return answer(PlanForm(form, context), request, context)
    }

    @Sendable private static func plan(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Activity.plural, to: .create)
        let typed = try await request.form()
        var form = PlanForm(typed, context)
        let draft = form.read()
        do {
            if !form.refusals.isEmpty { throw Refusal(fields: form.refusals) }
            let asked = form
            let id = try await context.write { try $0.save(asked.completed(draft, in: $0), as: kind) }
            let toast = Toast(context.t("Planned."))
            let json = JSON.record(["id": .text(String(id)), "title": .text(typed["subject"] ?? "")])
            if request.isFetched { return .json(json).announcing(toast) }
            return Response.redirect(request.back(typed, or: Agenda.path)).saying(toast)
        } catch let refusal as Refusal where !refusal.fields.isEmpty && !request.wantsJSON {
            form.refuse(refusal.fields)
            return answer(form, request, context, status: 422)
        }
    }

    private static func answer(
        _ form: PlanForm, _ request: Request, _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.t
        if request.isFetched {
            return .fragment { html in
                html.sheetFragment(title: t("Plan", context: "verb"), t) { form.render(&$0, inSheet: true) }
            }
        }
        return PageFrame(request, context).page(t("Plan", context: "verb"), status: status) { html in
            html.topbar(parent: t("Agenda"), href: form.back, title: t("Plan", context: "verb"), t)
            html.div(.class("content padded")) { html in html.div(.class("narrow")) { form.render(&$0, inSheet: false) }
            }
        }
    }

    // Moving

    @Sendable private static func moveForm(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let activity = try await context.read { try $0.find(ID<Activity>(id)) }
        let form = MoveForm(activity, request.query, context)
        let t = context.t
        if request.isFetched {
            return .fragment { html in
                html.sheetFragment(title: activity.subject, t) { form.render(&$0, inSheet: true) }
            }
        }
        return PageFrame(request, context).page(activity.subject) { html in
            html.topbar(parent: t("Agenda"), href: form.back, title: activity.subject, t)
            html.div(.class("content padded")) { html in html.div(.class("narrow")) { form.render(&$0, inSheet: false) }
            }
        }
    }

    @Sendable private static func move(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), form = try await request.form()
        let move = try AgendaMove(form, context)
        let journal = try await context.write { try move.perform(ID(id), in: $0) }
        let toast = Toast(context.t("Moved."), undo: "/journal/\(journal)/undo")
        if request.isFetched { return .json(.object([])).announcing(toast) }
        return Response.redirect(request.back(form, or: Agenda.path)).saying(toast)
    }
}
