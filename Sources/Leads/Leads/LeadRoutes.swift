import Localisation
import Records
import Storage
import Web

/// What is done with a lead from its page and from lists: convert, take, hand on, say that it was answered.
enum LeadRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/leads/:id/convert", [], ask)
        registry.routes.post("/leads/:id/convert", [], convert)
        registry.routes.post("/leads/:id/take", [], take)
        registry.routes.post("/leads/:id/answered", [], answered)
        registry.routes.post("/leads/:id/distribute", [], distribute)
        let isOpen: @Sendable (Record, Kind) -> Bool = { record, kind in
            record.value("status", in: kind).text.flatMap { LeadStatus(rawValue: $0) }?.isOpen ?? false
        }
        registry.action(
            on: Lead.name,
            RecordAction(
                Message("Take"), icon: "user-plus", shortcut: "b", needs: .read, path: { "/leads/\($0)/take" },
                applies: { isOpen($0, $1) && $0.value("owner", in: $1).isNull }))
        registry.action(
            on: Lead.name,
            RecordAction(
                Message("Convert"), icon: "arrow-right", shortcut: "w", path: { "/leads/\($0)/convert" },
                applies: isOpen))
        registry.action(
            on: Lead.name,
            RecordAction(
                Message("Mark as answered"), icon: "check", path: { "/leads/\($0)/answered" },
                applies: { isOpen($0, $1) && $0.value("first_responded_at", in: $1).isNull }))
        registry.action(
            on: Lead.name,
            RecordAction(
                Message("Distribute again"), icon: "split", path: { "/leads/\($0)/distribute" }, applies: isOpen))
    }

    // Converting

    @Sendable private static func ask(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        return page(try await context.read { try ConversionPage.load(id, in: $0) }, request, context)
    }

    private static func page(_ page: ConversionPage, _ request: Request, _ context: Context) -> Response {
        let t = context.t, title = t(Message("Convert “{name}”", ["name": .text(page.lead.name)]))
        if page.lead.status == .converted { return .redirect("/leads/\(page.lead.id.number)") }
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: title, t) { page.render(&$0, context) } }
        }
        return PageFrame(request, context).page(title, status: page.refusal == nil ? 200 : 422) { html in
            html.topbar(parent: page.lead.name, href: "/leads/\(page.lead.id.number)", title: t("Convert"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in page.render(&html, context) }
            }
        }
    }

    @Sendable private static func convert(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let form = request.contentType == "application/x-www-form-urlencoded" ? try await request.form() : Form()
        // The button of the page asks first.
        guard form["decided"] != nil else {
            return request.isFetched ? Response.noContent.with("X-Sheet", request.path) : .redirect(request.path)
        }
        do {
            let result = try await context.write { transaction in
                try Conversion(lead: id, form, in: transaction).perform(in: transaction)
            }
            let next =
                result.opportunity.map { "/opportunities/\($0)" } ?? result.contact.map { "/contacts/\($0)" }
                ?? result.account.map { "/accounts/\($0)" } ?? "/leads/\(id)"
            let words = result.isNew ? context.t("Converted.") : context.t("It was converted already: here it is.")
            return Response.accepted(request, next: next, result.json).saying(Toast(words))
        } catch let refusal as Refusal where !request.isFetched && !request.wantsJSON && refusal.type == .invalidRequest
        {
            var again = try await context.read { try ConversionPage.load(id, in: $0) }
            (again.typed, again.refusal) = (form, refusal)
            return page(again, request, context)
        }
    }

    // Who has it

    @Sendable private static func take(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        try await context.write { try LeadPool.take(id, in: $0) }
        return Response.accepted(request, next: "/leads/\(id)").saying(Toast(context.t("The lead is yours.")))
    }

    @Sendable private static func answered(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        try await context.write { try LeadPool.answered(id, in: $0) }
        return Response.accepted(request, next: "/leads/\(id)").saying(
            Toast(context.t("The clock is stopped.")))
    }

    @Sendable private static func distribute(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let user = try await context.write { try LeadPool.distribute(id, in: $0).user }
        let words =
            user == nil ? context.t("Nobody has room: the lead is in the pool.") : context.t("The lead was given on.")
        // Who gave it away may not see it any more.
        let next = try await context.read { transaction in
            try transaction.existing([id], of: transaction.schema.kind(of: Lead.self)).contains(id)
        }
        return Response.accepted(request, next: next ? "/leads/\(id)" : "/leads").saying(Toast(words))
    }
}
