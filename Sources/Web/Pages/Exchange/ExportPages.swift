import Exchange
import Jobs
import Localisation
import Records
import Storage

/// Exports: what is taken out and how, followed while it is made, fetched when it is done.
enum ExportPages {
    static func register(in registry: inout Registry) {
        registry.routes.get("/exports/new", [], new)
        registry.routes.post("/exports", [], start)
        registry.routes.get("/exports/:id", [], show)
        registry.routes.get("/exports/:id/state", [], state)
        registry.routes.get("/exports/:id/file", [], file)
    }

    @Sendable private static func new(_ request: Request, _ context: Context) async throws -> Response {
        let wish = try await wish(request.query, context)
        let count = try await context.read {
            try $0.seen(by: $0.viewer.exporting(wish.kind)).count(wish.kind, where: wish.condition)
        }
        return ExportPage(kind: wish.kind, condition: wish.condition, count: count).answer(request, context)
    }

    @Sendable private static func start(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        let wish = try await wish(form, context)
        guard let format = form["format"].flatMap(ExportFormat.init(named:)) else { throw ExportWish.unknownFormat }
        let id = try await context.write {
            try ExportJob.start(wish.kind, where: wish.condition, format: format, in: $0)
        }
        context.product.jobSignal.raise()
        return Response.accepted(request, next: "/exports/\(id)")
    }

    private static func wish(_ form: Form, _ context: Context) async throws -> ExportWish {
        guard let entity = form["entity"] else { throw Refusal.notFound() }
        let kind = try context.kind(plural: entity)
        let (text, search) = (form["where"], form["q"])
        return try await context.read { try ExportWish(kind, where: text, search: search, in: $0) }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let job = try await find(request, context)
        let kind = job.arguments["kind"]?.text.flatMap { context.schema[$0] }
        return ExportStatePage(job: job, kind: kind, isThere: ExportJob.file(of: job, in: context.product.files) != nil)
            .answer(request, context)
    }

    @Sendable private static func state(_ request: Request, _ context: Context) async throws -> Response {
        let job = try await find(request, context)
        return .json(ProgressJSON.of(job, context.t, over: job.state == .done))
    }

    @Sendable private static func file(_ request: Request, _ context: Context) async throws -> Response {
        try answer(try await find(request, context), context)
    }

    static func answer(_ job: JobState, _ context: Context) throws -> Response {
        guard let file = ExportJob.file(of: job, in: context.product.files) else { throw Refusal.notFound() }
        context.note(.downloaded, job.arguments["kind"]?.text.flatMap { context.schema[$0] }, job.id)
        return try Response.file(file.path, contentType: file.format.mediaType, downloadName: file.name)
            .with("Cache-Control", "no-store")
    }

    static func find(_ request: Request, _ context: Context) async throws -> JobState {
        let id = try request.identifier()
        guard let job = try await context.read({ try JobQueue.find(id, in: $0) }), job.name == ExportJob.name else {
            throw Refusal.notFound()
        }
        return job
    }
}

/// What somebody wants exported, checked.
struct ExportWish: Sendable {
    let kind: Kind
    let condition: Condition

    init(_ kind: Kind, where text: String?, search: String?, in transaction: Transaction) throws {
        self.kind = kind
        try transaction.refuse(.export, kind)
        var condition = Condition.everything
        if let text, !text.isEmpty {
            let json: JSON
            do { json = try JSON(parsing: text) } catch { throw malformedJSON(error) }
            condition = try ListParameters.condition(json, "where", kind, transaction.compiler)
        }
        if let search, !search.isEmpty {
            condition = condition.and(try SearchCondition.make(search, kind, transaction))
        }
        self.condition = condition
    }

    static let unknownFormat = Refusal(fields: [
        FieldRefusal(
            "format", code: "unknown_choice",
            Message("One of these is expected: {options}.", ["options": .text("csv, csv-excel, xlsx, json, ndjson")]))
    ])
}
