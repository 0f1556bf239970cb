import Records
import Storage

/// The list itself, and what stands beside it while somebody looks.
enum ListRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural", [], show)
        registry.routes.get("/:plural/list/peek/:id", [], peek)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let address = ListAddress(plural: kind.plural, query: request.query)
        let content = try await context.read { try ListContent($0.schema.kind(kind.name), address, $0) }
        let page = ListPage(content, context)
        context.note(.listed, kind, count: content.records.count, condition: content.state.condition)
        // “Show more” asks for rows only, to stand where its button stood.
        if request.isFetched, request.wantsJSON, address.after != nil {
            return .fragment { page.moreRows(&$0) }
        }
        let live = "/live?topics=\(kind.name)"
        return PageFrame(request, context, live: live).page(
            page.title, status: content.state.faults.isEmpty ? 200 : 422
        ) {
            page.render(&$0)
        }
    }

    /// A record beside its list: what the list would show of it, and everything else that is filled in.
    @Sendable private static func peek(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = try request.identifier()
        let (record, pointed) = try await context.read { transaction in
            let kind = transaction.schema.kind(kind.name)
            let record = try transaction.record(id, of: kind)
            let columns = ListColumn.all(of: kind, schema: transaction.schema, viewer: transaction.viewer)
            return (record, try Pointed([record], of: kind, columns: columns, further: [], in: transaction))
        }
        context.note(.opened, kind, id)
        return .fragment { PeekPanel(kind: kind, record: record, pointed: pointed, context: context).render(&$0) }
    }
}
