import Localisation
import Records
import Storage

/// Making, changing and deleting records of any kind by a form, with or without script.
enum FormRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/new", [], new)
        registry.routes.post("/:plural/new", [], create)
        registry.routes.get("/:plural/:id/edit", [], edit)
        registry.routes.post("/:plural/:id/edit", [], update)
        registry.routes.post("/:plural/:id/delete", [], delete)
        registry.routes.get("/:plural/duplicates") { try await Duplicates.answer($0.query, $0, $1) }
        registry.routes.post("/:plural/duplicates") { try await Duplicates.answer($0.form(), $0, $1) }
    }

    @Sendable private static func new(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"), to: .create)
        let loading = FormLoading(kind: kind, context: context), query = request.query
        let fields = try await context.read { try loading.new(query, in: $0) }
        return answer(page(fields, request, context, query), request, context)
    }

    @Sendable private static func create(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"), to: .create)
        let form = try await request.form().withRowsInOrder(of: kind)
        do {
            let (id, title) = try await FormSaving(kind: kind, context: context).create(form)
            let json = JSON.record(["id": .text(String(id)), "title": .text(title)])
            let toast = Toast(context.t(Message("{name} was created.", ["name": .text(title)])))
            if form["again"] != nil {
                return Response.accepted(request, next: again(form, kind), json)
                    .saying(toast, inPlace: request.isFetched)
            }
            if request.isFetched, form["dialog"] != nil { return .json(json).announcing(toast) }
            let next = request.back(form, or: "/\(kind.plural)/\(id)")
            return Response.accepted(request, next: next, json).saying(toast)
        } catch let refusal as Refusal {
            return try await refused(refusal, nil, form, kind, request, context)
        }
    }

    /// The next empty form keeps where the person came from.
    private static func again(_ form: Form, _ kind: Kind) -> String {
        let back = Response.localAddress(form["back"]).map { "?back=" + percentEncoded($0) } ?? ""
        return "/\(kind.plural)/new\(back)"
    }

    @Sendable private static func edit(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let loading = FormLoading(kind: kind, context: context), id = try request.identifier()
        let fields = try await context.read { try loading.stored(id, in: $0) }
        context.note(.opened, kind, id)
        var page = page(fields, request, context, request.query)
        page.version = fields.record.version
        page.focus = request.query["focus"]
        return answer(page, request, context)
    }

    @Sendable private static func update(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = try request.identifier(), form = try await request.form().withRowsInOrder(of: kind)
        do {
            let met = try await FormSaving(kind: kind, context: context).update(id, form)
            return Response.accepted(request, next: request.back(form, or: "/\(kind.plural)/\(id)"))
                .saying(.saved(besides: met, kind, context.t))
        } catch let found as EditConflict {
            return try await ConflictPage.load(found, form, address: "/\(kind.plural)/\(id)/edit", context)
                .answer(request, context)
        } catch let refusal as Refusal where refusal.type != .notFound {
            return try await refused(refusal, id, form, kind, request, context)
        }
    }

    @Sendable private static func delete(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = try request.identifier(), form = try await request.form()
        let (journal, title) = try await context.write { transaction in
            let title = try transaction.record(id, of: kind).shownTitle(in: kind, context.t)
            return (try transaction.delete([id], of: kind), title)
        }
        let toast = Toast(
            context.t(Message("{name} was deleted.", ["name": .text(title)])), undo: "/journal/\(journal)/undo")
        return Response.accepted(
            request, next: request.back(form, or: "/\(kind.plural)"), .record(["journal": .text(String(journal))])
        ).saying(toast)
    }
}

// The page, new or come back with refusals.
extension FormRoutes {
    private static func page(_ fields: FormFields, _ request: Request, _ context: Context, _ form: Form) -> FormPage {
        let kind = fields.kind, id = fields.record.id
        let place = id == 0 ? "/\(kind.plural)/new" : "/\(kind.plural)/\(id)/edit"
        let isDialog = form["dialog"] != nil
        let back = request.back(form, or: id == 0 ? "/\(kind.plural)" : "/\(kind.plural)/\(id)")
        return FormPage(
            fields: fields, address: isDialog ? place + "?dialog=1" : place, back: back,
            wantedBack: Response.localAddress(form["back"]), csrf: context.csrfToken ?? "", isDialog: isDialog)
    }

    private static func refused(
        _ refusal: Refusal, _ id: Int64?, _ form: Form, _ kind: Kind, _ request: Request, _ context: Context
    ) async throws -> Response {
        // A script shows the refusals itself.
        if request.wantsJSON { throw refusal }
        let loading = FormLoading(kind: kind, context: context)
        let fields = try await context.read { try loading.refused(id, form, refusal.fields, in: $0) }
        var page = page(fields, request, context, form)
        // Still the version that was seen: what somebody else changes meanwhile is not what was typed here.
        page.version = id.map { _ in form["version"].flatMap { Int64($0) } ?? fields.record.version }
        page.settled = form.items.filter { $0.name == "resolved" || $0.choiceName != nil }
        page.refusal = refusal.fields.isEmpty ? refusal.message : nil
        page.candidates = (refusal.details["candidates"]?.array ?? []).compactMap {
            Duplicates.candidate($0, context.t)
        }
        return answer(page, request, context, status: ErrorResponse.status(of: refusal.type))
    }

    private static func answer(
        _ page: FormPage, _ request: Request, _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.t, kind = page.fields.kind
        let aids = (context.product.registry.formAids[kind.name] ?? [])
            .compactMap { $0.render(page.fields.record, kind, context) }
        func write(_ html: inout HTML) {
            for aid in aids { html.append(aid) }
            page.write(&html)
        }
        if page.isDialog, request.isFetched {
            return .fragment(status: status) { html in html.sheetFragment(title: page.title, t, content: write) }
        }
        return PageFrame(request, context).page(page.title, status: status) { html in
            html.topbar(parent: t(kind.pluralLabel), href: "/\(kind.plural)", title: page.title, t)
            html.div(.class("content padded")) { html in html.div(.class("narrow"), content: write) }
        }
    }
}

extension Response {
    /// Said at once where the page stays, by the next page otherwise.
    fileprivate func saying(_ toast: Toast, inPlace: Bool) -> Response { inPlace ? announcing(toast) : saying(toast) }
}
