import Localisation
import Records
import Storage

/// The page of one record, of whatever kind, and its pieces.
enum RecordRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/:id", [], page)
        registry.routes.get("/:plural/:id/peek", [], peek)
        registry.routes.get("/:plural/:id/panels", [], panels)
        registry.routes.get("/:plural/:id/history", [], history)
        registry.routes.get("/:plural/:id/fields/:name", [], InlineEdit.form)
        registry.routes.post("/:plural/:id/fields/:name", [], InlineEdit.save)
    }

    @Sendable private static func page(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let page = try await whole(kind, id, request, context)
        context.note(.opened, kind, id)
        return PageFrame(request, context, live: "/live").page(page.title) { page.write(&$0) }
    }

    @Sendable private static func history(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let before = request.query["before"].flatMap { Int64($0) }
        let history = try await RecordHistory(kind: kind, context: context).page(id, before: before)
        if request.isFetched, before != nil {
            return .fragment { $0.timelineDays(history.days, older: history.older, context.t) }
        }
        var page = try await whole(kind, id, request, context, without: .main)
        page.history = history.days
        page.olderHistory = history.older
        return PageFrame(request, context).page(page.title) { page.write(&$0) }
    }

    private static func whole(
        _ kind: Kind, _ id: Int64, _ request: Request, _ context: Context, without hidden: Panel.Column? = nil
    ) async throws -> RecordPage {
        let view = request.query["view"]
        let loaded = try await RecordLoading(kind: kind, context: context).whole(
            id, view: view, without: hidden)
        var page = RecordPage(
            kind: kind,
            facts: RecordFacts(
                record: loaded.record, kind: kind, viewer: context.viewer(beside: kind, loaded.acts),
                showing: loaded.showing),
            related: loaded.related, neighbours: loaded.neighbours,
            actions: context.product.registry.recordActions[kind.name] ?? [], csrf: context.csrfToken ?? "",
            view: view.map { "?view=" + percentEncoded($0) } ?? "")
        page.panels = loaded.panels
        page.hasLater = loaded.hasLater
        page.lastSeen = loaded.lastSeen
        page.acts = loaded.acts
        page.merges = context.merges(kind)
        return page
    }

    /// What comes when the page of a record stands; a page of its own where no script fetches it.
    @Sendable private static func panels(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let (title, panels) = try await RecordLoading(kind: kind, context: context).later(id)
        func content(_ html: inout HTML) {
            for panel in panels { html.div(.style("margin-bottom:20px")) { $0.append(panel) } }
        }
        if request.isFetched { return .fragment(content) }
        return PageFrame(request, context).page(title) { html in
            html.topbar(
                parent: title, href: "/\(kind.plural)/\(id)", title: context.t("More about this record"), context.t)
            html.div(.class("content padded")) { $0.div(.class("narrow"), content: content) }
        }
    }

    @Sendable private static func peek(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let loaded = try await RecordLoading(kind: kind, context: context).brief(id)
        context.note(.opened, kind, id)
        let facts = RecordFacts(
            record: loaded.record, kind: kind, viewer: context.viewer(beside: kind, loaded.acts),
            showing: loaded.showing)
        let title = loaded.record.shownTitle(in: kind, context.t), href = "/\(kind.plural)/\(id)"
        func content(_ html: inout HTML) {
            if !facts.about.isEmpty {
                html.p(.class("row wrap s")) { html in for cell in facts.about { html.cell(cell) } }
            }
            html.facts(Array(facts.filled.prefix(20)), context.t)
            html.facts(facts.provenance, context.t)
        }
        if request.isFetched {
            return .fragment { $0.peekFragment(title: title, href: href, context.t, content: content) }
        }
        return PageFrame(request, context).page(title) { html in
            html.topbar(parent: context.t(kind.pluralLabel), href: "/\(kind.plural)", title: title, context.t)
            html.div(.class("content padded")) { $0.div(.class("narrow"), content: content) }
        }
    }
}
