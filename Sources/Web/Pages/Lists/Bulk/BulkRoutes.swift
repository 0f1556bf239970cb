import Jobs
import Localisation
import Records
import Storage

/// What can be done with a selection of a list: change a field, delete, export. The work itself is done in the
/// background.
enum BulkRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.post("/:plural/list/edit", [], askEdit)
        registry.routes.post("/:plural/list/edit/apply", [], edit)
        registry.routes.post("/:plural/list/delete", [], askDelete)
        registry.routes.post("/:plural/list/delete/apply", [], delete)
        registry.routes.post("/:plural/list/export", [], export)
        registry.routes.get("/:plural/list/jobs/:id", [], show)
        registry.routes.get("/:plural/list/jobs/:id/state", [], state)
    }

    private static func selection(_ request: Request) async throws -> (BulkSelection, Form) {
        let form = try await request.form()
        let words = form["q"] ?? request.query["q"]
        let selection = BulkSelection(form.setting("q", to: words))
        try selection.check()
        return (selection, form)
    }

    private static func count(_ selection: BulkSelection, _ kind: Kind, _ context: Context) async throws -> Int {
        try await context.read { transaction in
            let kind = transaction.schema.kind(kind.name)
            return try transaction.count(kind, where: selection.asked(kind, transaction))
        }
    }

    @Sendable private static func askEdit(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"), to: .change)
        let (selection, _) = try await selection(request)
        let form = BulkForm(
            kind: kind, selection: selection, count: try await count(selection, kind, context), context: context)
        return form.answer(request) { form.edit(&$0) }
    }

    @Sendable private static func askDelete(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"), to: .delete)
        let (selection, _) = try await selection(request)
        let form = BulkForm(
            kind: kind, selection: selection, count: try await count(selection, kind, context), context: context)
        return form.answer(request) { form.delete(&$0) }
    }

    @Sendable private static func edit(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"), to: .change)
        let (selection, form) = try await selection(request)
        let chosen = Set(form.all("set")).intersection(BulkForm.editable(kind, context.viewer).map(\.name))
        guard !chosen.isEmpty else {
            throw FieldRefusal("set", code: "required", Message("Tick the fields to change."))
        }
        let reader = FormReader(kind, context)
        let reading = try await context.read { transaction -> FormReader.Reading in
            var reading = reader.read(form, existing: nil, only: chosen)
            if !reading.isRefused { try reader.resolve(&reading, in: transaction) }
            return reading
        }
        if reading.isRefused { throw Refusal(fields: reading.refusals) }
        let fields = chosen.sorted().compactMap { name -> JSON.Member? in
            guard let field = kind[name], let values = reading.fields[name] else { return nil }
            return JSON.Member(name, field.json(values[...]))
        }
        return try await enqueue("bulk_edit", [.init("fields", .object(fields))], selection, kind, request, context)
    }

    @Sendable private static func delete(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"), to: .delete)
        let (selection, _) = try await selection(request)
        return try await enqueue("bulk_delete", [], selection, kind, request, context)
    }

    /// Records made after this moment are not part of it.
    private static func enqueue(
        _ name: String, _ members: [JSON.Member], _ selection: BulkSelection, _ kind: Kind, _ request: Request,
        _ context: Context
    ) async throws -> Response {
        let total = try await count(selection, kind, context)
        let id = try await context.write { transaction in
            let further: [JSON.Member] = [
                .init("kind", .text(kind.name)), .init("total", .number(String(total))),
                .init("until", .number(String(transaction.ids.next()))),
            ]
            return try JobQueue.enqueue(name, .object(selection.members + further + members), in: transaction)
        }
        context.product.jobSignal.raise()
        return request.goingTo("/\(kind.plural)/list/jobs/\(id)")
    }

    /// The export page belongs to another place; it gets the selection as a condition.
    @Sendable private static func export(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"), to: .export)
        let (selection, _) = try await selection(request)
        var items = [Form.Item("entity", kind.plural)]
        if selection.isAll {
            if !selection.condition.isEmpty { items.append(Form.Item("where", selection.condition)) }
            if let search = selection.search { items.append(Form.Item("q", search)) }
        } else {
            let ids = selection.ids.map { JSON.text(String($0)) }
            items.append(Form.Item("where", JSON.record(["field": "id", "in": .array(ids)]).string))
        }
        return request.goingTo("/exports/new?" + Form(items).encoded)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let (kind, job) = try await find(request, context)
        let page = BulkReport(kind: kind, job: job, context: context)
        return PageFrame(request, context).page(page.title) { page.render(&$0) }
    }

    @Sendable private static func state(_ request: Request, _ context: Context) async throws -> Response {
        let (kind, job) = try await find(request, context)
        return .json(BulkReport(kind: kind, job: job, context: context).json).with("Cache-Control", "no-store")
    }

    private static func find(_ request: Request, _ context: Context) async throws -> (Kind, JobState) {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = try request.identifier()
        let job = try await context.read { try JobQueue.find(id, in: $0) }
        guard let job, job.name.hasPrefix("bulk_"), job.arguments["kind"]?.text == kind.name else {
            throw Refusal.notFound()
        }
        return (kind, job)
    }
}
