import Localisation
import Records
import Storage

/// Keeping a list as a view: save, save as, rename, share, delete, and the view a person's list opens with.
enum ViewRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/list/views/new", [], askNew)
        registry.routes.post("/:plural/list/views", [], create)
        registry.routes.post("/:plural/list/views/default", [], setDefault)
        registry.routes.get("/:plural/list/views/:id", [], ask)
        registry.routes.post("/:plural/list/views/:id", [], update)
        registry.routes.post("/:plural/list/views/:id/delete", [], delete)
    }

    @Sendable private static func askNew(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let state = try await FilterRoutes.read(kind, request.query["state"], context)
        return sheet(ViewForm(state: state, view: nil, context: context), request, context)
    }

    @Sendable private static func ask(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let state = try await FilterRoutes.read(kind, request.query["state"], context)
        guard let view = state.views[try request.identifier()] else { throw Refusal.notFound() }
        return sheet(ViewForm(state: state, view: view, context: context), request, context)
    }

    private static func sheet(_ form: ViewForm, _ request: Request, _ context: Context) -> Response {
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: form.title, context.t) { form.render(&$0) } }
        }
        let kind = form.state.kind
        return PageFrame(request, context).page(form.title) { html in
            html.topbar(
                parent: context.t(kind.pluralLabel), href: form.state.address.link, title: form.title, context.t)
            html.div(.class("content padded narrow")) { form.render(&$0) }
        }
    }

    @Sendable private static func create(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let form = try await request.form()
        let address = ListAddress(plural: kind.plural, state: form["state"])
        let id = try await context.write { transaction in
            let kind = transaction.schema.kind(kind.name)
            let state = try usable(ListState(kind, address, ListViews(of: kind, in: transaction), transaction))
            var draft = Draft(fields: content(of: state))
            draft.fields["kind"] = [.text(kind.name)]
            named(form, &draft)
            let id = try transaction.save(draft, as: transaction.schema.kind(of: SavedView.self))
            if form["default"] == "true" { try ListPreference.setDefaultView(id, of: kind, in: transaction) }
            return id
        }
        return request.goingTo(link(kind, id)).saying(Toast(context.t("The view is saved.")))
    }

    /// With a name: the view's own particulars. With `state`: what it shows becomes what the list shows now.
    @Sendable private static func update(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = try request.identifier()
        let form = try await request.form()
        let address = ListAddress(plural: kind.plural, state: form["state"])
        try await context.write { transaction in
            let kind = transaction.schema.kind(kind.name)
            let views = try ListViews(of: kind, in: transaction)
            guard views[id] != nil else { throw Refusal.notFound() }
            var draft = Draft(id: id)
            if form["content"] == "1" {
                draft.fields = content(of: try usable(ListState(kind, address, views, transaction)))
            }
            named(form, &draft)
            try transaction.save(draft, as: transaction.schema.kind(of: SavedView.self))
        }
        return request.goingTo(link(kind, id)).saying(Toast(context.t("The view is saved.")))
    }

    @Sendable private static func delete(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = try request.identifier()
        let journal = try await context.write { transaction in
            guard try ListViews(of: transaction.schema.kind(kind.name), in: transaction)[id] != nil else {
                throw Refusal.notFound()
            }
            return try transaction.delete([id], of: transaction.schema.kind(of: SavedView.self))
        }
        return request.goingTo(link(kind, 0)).saying(
            Toast(context.t("The view is deleted."), undo: "/journal/\(journal)/undo"))
    }

    @Sendable private static func setDefault(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = (try await request.form())["view"].flatMap { Int64($0) } ?? 0
        try await context.write { transaction in
            let kind = transaction.schema.kind(kind.name)
            if id != 0, try ListViews(of: kind, in: transaction)[id] == nil { throw Refusal.notFound() }
            try ListPreference.setDefaultView(id == 0 ? nil : id, of: kind, in: transaction)
        }
        return request.goingTo(link(kind, id)).saying(Toast(context.t("This list now opens with this view.")))
    }

    private static func link(_ kind: Kind, _ view: Int64) -> String { "/\(kind.plural)?view=\(view)" }

    private static func usable(_ state: ListState) throws -> ListState {
        if !state.faults.isEmpty { throw Refusal(fields: state.faults) }
        return state
    }

    /// What of the list a view keeps.
    private static func content(of state: ListState) -> [String: [Value]] {
        func text(_ text: String?) -> [Value] { [text.map(Value.text) ?? .null] }
        return [
            "condition": text(state.conditionText), "search": text(state.search),
            "columns": text(state.address.columns ?? state.view?.columns),
            "sort": text(state.address.sort ?? state.view?.sort), "layout": [.text(state.layout.rawValue)],
            "date_field": text(state.address.by ?? state.view?.by),
            "groups": text(state.address.groups ?? state.view?.groups),
            "figure": text(state.address.figure ?? state.view?.figure),
            "rank": text(state.address.rank ?? state.view?.rank),
        ]
    }

    private static func named(_ form: Form, _ draft: inout Draft) {
        if let name = form["name"] { draft.fields["name"] = [.text(name)] }
        if let shared = form["is_shared"] { draft.fields["is_shared"] = [.boolean(shared == "true")] }
    }
}
