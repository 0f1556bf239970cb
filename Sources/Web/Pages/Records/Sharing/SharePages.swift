import Localisation
import Records
import Storage

/// Opening a record to somebody who would not see it otherwise, and taking that back.
enum SharePages {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/:id/shares", [], show)
        registry.routes.post("/:plural/:id/shares", [], add)
        registry.routes.post("/:plural/:id/shares/:share/delete", [], remove)
    }

    private static func kind(_ request: Request, _ context: Context) throws(Refusal) -> Kind {
        let kind = try context.kind(plural: request.parameter("plural"))
        guard kind.isShareable else { throw .notFound() }
        return kind
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try kind(request, context), id = try request.identifier()
        return try await answer(kind, id, request, context, refusal: nil)
    }

    private static func answer(
        _ kind: Kind, _ id: Int64, _ request: Request, _ context: Context, refusal: Refusal?
    ) async throws -> Response {
        var page = try await context.read { try SharePage(id, of: kind, context, in: $0) }
        page.refusal = refusal?.fields.first?.message ?? refusal?.message
        let (shown, t, status) = (page, context.t, refusal == nil ? 200 : 422)
        if request.isFetched {
            return .fragment(status: status) { html in
                html.sheetFragment(title: t("Share"), t) { shown.write(&$0) }
            }
        }
        return PageFrame(request, context).page(t("Share"), status: status) { html in
            html.topbar(parent: shown.title, href: "/\(kind.plural)/\(id)", title: t("Share"), t)
            html.div(.class("content padded")) { html in html.div(.class("narrow")) { shown.write(&$0) } }
        }
    }

    @Sendable private static func add(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try kind(request, context), id = try request.identifier(), form = try await request.form()
        do {
            guard let holder = holder(form["with"]) else {
                throw Refusal(fields: [
                    FieldRefusal("with", code: "required", Message("Choose a person or a team to share with."))
                ])
            }
            let mayChange = form["may"] == "change"
            try await context.write { try $0.share(id, of: kind, with: holder, mayChange: mayChange) }
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            return try await answer(kind, id, request, context, refusal: refusal)
        }
        return done(context.t("Shared."), kind, id, request)
    }

    /// `user:12` or `team:7`
    private static func holder(_ text: String?) -> Share.Holder? {
        let pieces = (text ?? "").split(separator: ":")
        guard pieces.count == 2, let id = Int64(pieces[1]) else { return nil }
        return pieces[0] == "user" ? .user(id) : pieces[0] == "team" ? .team(id) : nil
    }

    @Sendable private static func remove(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try kind(request, context), id = try request.identifier(), share = try request.identifier("share")
        let isStillSeen = try await context.write { transaction in
            try transaction.unshare(share, of: id, kind)
            return try transaction.existing([id], of: kind).contains(id)
        }
        let said = context.t("No longer shared.")
        guard isStillSeen else { return Response.accepted(request, next: "/\(kind.plural)").saying(Toast(said)) }
        return done(said, kind, id, request)
    }

    private static func done(_ said: String, _ kind: Kind, _ id: Int64, _ request: Request) -> Response {
        if request.isFetched { return Response.noContent.announcing(Toast(said)) }
        return Response.redirect("/\(kind.plural)/\(id)/shares").saying(Toast(said))
    }
}
