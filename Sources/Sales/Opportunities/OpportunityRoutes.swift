import Localisation
import Records
import Storage
import Web

/// What may be done with a sale from its page and from the board: move, win, lose, open again.
enum OpportunityRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.post("/opportunities/:id/stage", [], move)
        registry.routes.post("/opportunities/:id/win") { try await close($0, $1, .won) }
        registry.routes.post("/opportunities/:id/reopen") { try await close($0, $1, .open) }
        registry.routes.get("/opportunities/:id/lose", [], askReason)
        registry.routes.post("/opportunities/:id/lose", [], lose)
        let isOpen: @Sendable (Record, Kind) -> Bool = { $0.value("outcome", in: $1).text == Outcome.open.rawValue }
        registry.action(
            on: Opportunity.name,
            RecordAction(
                Message("Win"), icon: "trophy", shortcut: "w", path: { "/opportunities/\($0)/win" }, applies: isOpen))
        registry.action(
            on: Opportunity.name,
            RecordAction(
                Message("Lose"), icon: "circle-x", shortcut: "l", path: { "/opportunities/\($0)/lose" }, applies: isOpen
            ))
        registry.action(
            on: Opportunity.name,
            RecordAction(
                Message("Reopen"), icon: "undo-2", path: { "/opportunities/\($0)/reopen" }, applies: { !isOpen($0, $1) }
            ))
    }

    /// `stage`, perhaps `lost_reason`, `closed_on` and `version`, from the form or the address (so that undoing is one
    /// POST).
    @Sendable private static func move(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let form = try await sent(request)
        let move = try read(form, id, context)
        do {
            return try await carryOut(move, form, request, context)
        } catch let refusal as Refusal where refusal.code == "verb_needs" {
            // The sheet that asks for what is missing makes the move itself.
            let sheet = "/opportunities/\(id)/lose?stage=\(move.stage.number)"
            if !request.isFetched, !request.wantsJSON { return .redirect(sheet) }
            throw Refusal(
                refusal.type, code: refusal.code, refusal.message, fields: refusal.fields,
                details: refusal.details.merging(["sheet": .text(sheet)]) { $1 })
        }
    }

    /// What the form says, then what the address says.
    private static func sent(_ request: Request) async throws -> Form {
        guard request.contentType == "application/x-www-form-urlencoded" else { return request.query }
        return Form(try await request.form().items + request.query.items)
    }

    private static func read(_ form: Form, _ id: Int64, _ context: Context) throws(Refusal) -> Move {
        guard let stage = form["stage"].flatMap({ Int64($0) }) else {
            throw Refusal(fields: [FieldRefusal("stage", code: "required", Message("Say to which stage it moves."))])
        }
        var move = Move(opportunity: id, stage: ID(stage))
        move.lostReason = form["lost_reason"]?.trimmingWhitespace()
        if let text = form["closed_on"], !text.isEmpty {
            guard let day = Day(iso: text) ?? context.t.readDay(text, today: context.today) else {
                throw Refusal(fields: [
                    FieldRefusal(
                        "closed_on", code: "invalid_value",
                        Message("A day is expected, such as {example}.", ["example": .day(context.today)]))
                ])
            }
            move.closedOn = day
        }
        move.version = form["version"].flatMap { Int64($0) }
        return move
    }

    /// Moves, and says what the two columns add up to now.
    private static func carryOut(_ move: Move, _ form: Form, _ request: Request, _ context: Context) async throws
        -> Response
    {
        let state = BoardPage.parameters(request.query)
        let (moved, columns) = try await context.write { transaction in
            let moved = try move.perform(in: transaction)
            return (moved, try totals(moved, state, context, in: transaction))
        }
        let words = Message(
            "“{record}” is now in {stage}.", ["record": .text(moved.title), "stage": .text(moved.to.name)])
        let toast = Toast(context.t(words), undo: moved.undo)
        let json = JSON.record([
            "columns": columns, "id": .text(String(move.opportunity)), "version": .text(String(moved.version)),
        ])
        if request.isFetched || request.wantsJSON { return .json(json).announcing(toast) }
        return Response.redirect(request.back(form, or: "/opportunities/\(move.opportunity)")).saying(toast)
    }

    /// Both columns as the mover's board counts them, its filter included.
    private static func totals(_ moved: Move.Moved, _ query: Form, _ context: Context, in transaction: Transaction)
        throws -> JSON
    {
        let kind = transaction.schema.kind(of: Opportunity.self)
        let question = try ListQuestion(kind, query, besides: BoardPage.ownParameters, in: transaction)
        // Dropped where it lay, it has one column only.
        let stages = moved.from?.id == moved.to.id ? [moved.to] : [moved.from, moved.to].compactMap(\.self)
        let known = try Pipelines(transaction)
        var since: [ID<Stage>: Day] = [:]
        for pipeline in Set(stages.compactMap(\.pipeline)) where !BoardPage.showsAllClosed(query) {
            since.merge(BoardPage.since(known.columns(of: pipeline, today: transaction.today))) { $1 }
        }
        let sums = try StageTotals.of(stages, where: question.condition, since: since, in: transaction)
        let wording = BoardWording(context: context, query: query)
        return .object(stages.map { JSON.Member(String($0.id.number), wording.json($0, sums[$0.id] ?? StageTotals())) })
    }

    /// To the pipeline's won stage, or back to where it stood open last.
    @Sendable private static func close(_ request: Request, _ context: Context, _ outcome: Outcome) async throws
        -> Response
    {
        let id = try request.identifier()
        let stage = try await context.read { try OutcomeStage.find(outcome, for: id, in: $0) }
        return answerVerb(
            try await carryOut(Move(opportunity: id, stage: stage.id), Form(), request, context), request, id)
    }

    /// A script that posted the button alone goes on where the record is.
    private static func answerVerb(_ response: Response, _ request: Request, _ id: Int64) -> Response {
        request.isFetched ? response.with("X-Location", request.cameFrom ?? "/opportunities/\(id)") : response
    }

    @Sendable private static func lose(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let form = try await sent(request)
        let reason = (form["lost_reason"] ?? "").trimmingWhitespace()
        // The button of the page asks first.
        guard form["lost_reason"] != nil else {
            try await demandChange(id, context)
            return request.isFetched ? Response.noContent.with("X-Sheet", request.path) : .redirect(request.path)
        }
        let stage = try await context.read { transaction in
            try form["stage"].flatMap { Int64($0) }.map { ID<Stage>($0) }
                ?? OutcomeStage.find(.lost, for: id, in: transaction).id
        }
        var move = Move(opportunity: id, stage: stage)
        move.lostReason = reason.isEmpty ? nil : reason
        do {
            return try await carryOut(move, form, request, context)
        } catch let refusal as Refusal where !request.isFetched && !request.wantsJSON && refusal.type == .invalidRequest
        {
            return try await reasonPage(id, form, refusal, request, context)
        }
    }

    @Sendable private static func askReason(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        try await demandChange(id, context)
        return try await reasonPage(id, request.query, nil, request, context)
    }

    /// What would be refused at the end is not asked about.
    private static func demandChange(_ id: Int64, _ context: Context) async throws {
        try await context.read { transaction in
            let kind = transaction.schema.kind(of: Opportunity.self)
            guard try transaction.existing([id], of: kind).contains(id) else { throw Refusal.notFound() }
            guard try transaction.allowed([id], of: kind, to: .change).contains(id) else { throw Refusal.notYours() }
        }
    }

    private static func reasonPage(
        _ id: Int64, _ form: Form, _ refusal: Refusal?, _ request: Request, _ context: Context
    ) async throws -> Response {
        let sheet = try await context.read { try LostReasonPage.load(id, form, in: $0) }
        let t = context.t
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: t("Lose"), t) { sheet.render(&$0, refusal, context) } }
        }
        return PageFrame(request, context).page(t("Lose"), status: refusal == nil ? 200 : 422) { html in
            html.topbar(parent: sheet.title, href: "/opportunities/\(id)", title: t("Lose"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow")) { sheet.render(&$0, refusal, context) }
            }
        }
    }
}
