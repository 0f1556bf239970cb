import Jobs
import Localisation
import Records
import Storage

/// Merging records on the screen: chosen in a list, or from one record’s menu.
enum MergeRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/merge", [], show)
        registry.routes.post("/:plural/merge", [], merge)
        registry.routes.post("/:plural/list/merge", [], chosen)
        registry.routes.get("/:plural/:id/merge", [], pick)
        registry.routes.post("/:plural/:id/merge", [], picked)
        MergesPages.register(in: &registry)
        registry.jobs.add(forgetting, "Forget merges that are too old to be undone", work: forget)
        registry.jobs.schedule(forgetting, everySeconds: 86_400)
    }

    private static func kind(_ request: Request, _ context: Context) throws(Refusal) -> Kind {
        let kind = try context.kind(plural: request.parameter("plural"))
        guard context.merges(kind) else { throw .notFound() }
        return kind
    }

    private static func ids(_ text: String?) -> [Int64] {
        (text ?? "").split(separator: ",").compactMap { Int64($0) }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try kind(request, context), ids = ids(request.query["ids"])
        let staying = request.query["survivor"].flatMap { Int64($0) }
        let form = try await context.read { try MergeForm.load(ids, staying: staying, kind, context, in: $0) }
        let page = MergePage(form: form, context: context, next: Response.localAddress(request.query["next"]))
        return PageFrame(request, context).page(page.title) { page.write(&$0) }
    }

    @Sendable private static func merge(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try kind(request, context), form = try await request.form()
        let ids = ids(form["ids"]), next = Response.localAddress(form["next"])
        let survivor = form["survivor"].flatMap { Int64($0) } ?? ids.first ?? 0
        var choices: [String: Int64] = [:]
        for item in form.items {
            if let name = item.choiceName, let id = Int64(item.value) { choices[name] = id }
        }
        let chosen = choices
        do {
            let merge = try await context.write { transaction in
                try transaction.merge(ids.filter { $0 != survivor }, into: survivor, of: kind, choosing: chosen)
            }
            let name = merge.title.isEmpty ? String(survivor) : merge.title
            let toast = Toast(
                context.t(
                    Message(
                        "Merged into “{name}”.", ["name": .text(name)])),
                undo: "/journal/\(merge.id)/undo")
            let json = JSON.record(["id": .text(String(merge.id)), "survivor": .text(String(merge.survivor))])
            return Response.accepted(request, next: next ?? "/\(kind.plural)/\(merge.survivor)", json).saying(toast)
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type == .invalidRequest && ids.count > 1 {
            let loaded = try await context.read { try MergeForm.load(ids, staying: survivor, kind, context, in: $0) }
            var page = MergePage(form: loaded, context: context, next: next)
            (page.chosen, page.refused) = (chosen, refusal)
            let again = page
            return PageFrame(request, context).page(again.title, status: 422) { again.write(&$0) }
        }
    }

    /// From the bar above a list: the rows ticked there.
    @Sendable private static func chosen(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try kind(request, context), selection = BulkSelection(try await request.form())
        if selection.isAll || selection.ids.count < 2 {
            throw Refusal(code: "nothing_to_merge", Message("Tick the records that shall become one: at least two."))
        }
        let items = [
            Form.Item("ids", selection.ids.map(String.init).joined(separator: ",")),
            Form.Item("next", request.cameFrom ?? "/\(kind.plural)"),
        ]
        return request.goingTo("/\(kind.plural)/merge?" + Form(items).encoded)
    }

    /// “Merge with…”: which other one?
    @Sendable private static func pick(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try kind(request, context), id = try request.identifier(), t = context.t
        let title = try await context.read { try $0.record(id, of: kind).shownTitle(in: kind, t) }
        return MergeRoutes.asking(title, id, kind, nil, request, context)
    }

    @Sendable private static func picked(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try kind(request, context), id = try request.identifier(), form = try await request.form()
        guard let other = form["with"].flatMap({ Int64($0) }), other != id else {
            let t = context.t
            let title = try await context.read { try $0.record(id, of: kind).shownTitle(in: kind, t) }
            let sentence = Message("Choose another record from the list that opens while you type.")
            return asking(title, id, kind, sentence, request, context)
        }
        return request.goingTo("/\(kind.plural)/merge?ids=\(id),\(other)")
    }

    private static func asking(
        _ title: String, _ id: Int64, _ kind: Kind, _ refused: Message?, _ request: Request, _ context: Context
    ) -> Response {
        let t = context.t, heading = t(Message("Merge “{name}” with…", ["name": .text(title)]))
        func content(_ html: inout HTML) {
            html.form(.class("stack"), .method("post"), .action("/\(kind.plural)/\(id)/merge")) { html in
                html.csrfField(context.csrfToken ?? "")
                var field = FormField(
                    FieldSpec(name: "with", label: kind.label, shape: .link(kind.name), traits: [.required]))
                field.picker = "/pick/\(kind.name)"
                field.hasFocus = true
                field.error = refused.map { t($0) }
                html.field(field, t)
                html.action(Action(t("Compare"), icon: "arrow-right", look: .primary, submit: true))
            }
        }
        let status = refused == nil ? 200 : 422
        if request.isFetched {
            return .fragment(status: status) { $0.sheetFragment(title: heading, t, content: content) }
        }
        return PageFrame(request, context).page(heading, status: status) { html in
            html.topbar(parent: title, href: "/\(kind.plural)/\(id)", title: t("Merge with…"), t)
            html.div(.class("content padded")) { $0.div(.class("narrow stack"), content: content) }
        }
    }

    // What is too old goes each night.

    private static let forgetting = "merge.forget"

    @Sendable private static func forget(_ context: JobContext) async throws -> JSON {
        let days = context.workspace.settings.mergeDays
        let limit = context.workspace.clock().adding(seconds: -days * 86_400)
        var forgotten = 0
        while true {
            let count = try await context.write { try Merge.forget(before: limit, in: $0) }
            forgotten += count
            try await context.report(JobProgress(done: forgotten))
            if count == 0 { return .record(["forgotten": .number(String(forgotten))]) }
        }
    }
}

extension Context {
    /// Whether records of a kind can become one, and this person may try it.
    func merges(_ kind: Kind) -> Bool { workspace.registry.rules.merging.mayMerge(kind) }

    func offersMerging(_ kind: Kind) -> Bool {
        merges(kind) && viewer.may(.change, kind) && viewer.may(.delete, kind)
    }
}
