import Records
import Storage
import Web

/// The board over HTTP: the page, and the next cards of a column.
enum BoardRoutes {
    static func register(in registry: inout Registry) {
        // The newest cards of each stage first, with all that a column adds up: read from the index alone.
        registry.storage.index(
            Opportunity.self, "opportunity_board", ["stage", "stage_since", "id", "amount_base", "probability"])
        // What was won this month.
        registry.storage.index(Opportunity.self, "opportunity_closed", ["stage", "closed_on", "id"])
        registry.boards[Opportunity.name] = Board(path: "/board")
        registry.routes.get("/board", [], board)
        registry.routes.get("/board/:pipeline", [], board)
        registry.routes.get("/board/:pipeline/stages/:stage", [], more)
    }

    @Sendable private static func board(_ request: Request, _ context: Context) async throws -> Response {
        _ = try context.kind(plural: Opportunity.plural)
        let chosen = request.path == "/board" ? nil : try request.identifier("pipeline")
        let query = request.query
        let page = try await context.read { try BoardPage.load(chosen, query, in: $0) }
        context.note(.listed, context.schema.kind(of: Opportunity.self), condition: page?.question.condition)
        let t = context.t
        guard let page else {
            return PageFrame(request, context).page(t("Board")) { html in
                html.topbar(title: t("Board"))
                html.emptyState(
                    t("There is no pipeline yet. Make one, then its stages."), icon: "kanban",
                    context.schema[Pipeline.name].map { context.viewer.may(.create, $0) } ?? false
                        ? [
                            Action(
                                t(Message("New: {kind}", ["kind": .message(Message(Pipeline.label))])), icon: "plus",
                                look: .primary, href: "/pipelines/new")
                        ] : [])
            }
        }
        return PageFrame(request, context, live: "/live?topics=opportunity").page(page.pipeline.name) {
            page.render(&$0, context)
        }
    }

    /// The cards that did not fit: a fragment that takes the place of its button. Without script it is a page of its
    /// own.
    @Sendable private static func more(_ request: Request, _ context: Context) async throws -> Response {
        let pipeline = try request.identifier("pipeline"), stage = try request.identifier("stage")
        let query = request.query
        guard let after = query["after"].flatMap({ BoardCards.Mark($0) }) else {
            return .redirect("/board/\(pipeline)")
        }
        let (column, name) = try await context.read { transaction -> (BoardColumn, String) in
            let known = try Pipelines(seenBy: transaction)
            guard
                var column = known.columns(
                    of: ID(pipeline), today: transaction.today, all: BoardPage.showsAllClosed(query)
                ).first(where: { $0.stage.number == stage }),
                let place = known.stage(column.stage)
            else { throw Refusal.notFound() }
            column.after = after
            let question = try ListQuestion(
                transaction.schema.kind(of: Opportunity.self), query, besides: BoardPage.ownParameters, in: transaction)
            let cards = try BoardCards.load([column], where: question.condition, in: transaction)
            let wording = BoardWording(context: context, query: BoardPage.parameters(query))
            return (wording.column(place, hue: 1, StageTotals(), cards, board: "/board/\(pipeline)"), place.name)
        }
        if request.isFetched { return .fragment { $0.boardCards(column.cards, more: column.more, context.t) } }
        return PageFrame(request, context).page(name) { html in
            html.topbar(parent: context.t("Board"), href: "/board/\(pipeline)", title: name, context.t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { $0.boardCards(column.cards, more: column.more, context.t) }
            }
        }
    }
}
