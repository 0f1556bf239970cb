import Localisation
import Records
import Storage
import Web

/// Asking the registers from the pages: searching, comparing with an account, checking it now or later.
enum RegisterRoutes {
    static let searching = "/registers/french"

    static func register(in registry: inout Registry) {
        registry.routes.get(searching, [], search)
        registry.routes.get(searching + "/answers", [], answers)
        registry.routes.get("/accounts/:id/register", [], compare)
        registry.routes.post("/accounts/:id/register", [], fill)
        registry.routes.post("/accounts/:id/checks/:register", [], check)
        registry.routes.post("/accounts/:id/checks/:register/later", [], later)
    }

    // Searching

    /// The page for a new account.
    @Sendable private static func search(_ request: Request, _ context: Context) async throws -> Response {
        _ = try context.kind(plural: Account.plural, to: .create)
        let question = request.query["q"]?.trimmingWhitespace() ?? "", t = context.t
        let answers = try await found(question, nil, request, context)
        return PageFrame(request, context).page(t("Company register")) { html in
            html.topbar(parent: t(Account.pluralLabel), href: "/accounts", title: t("Company register"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    html.registerSearch(question, account: nil, t)
                    answers?.render(&html, t)
                }
            }
        }
    }

    /// The list alone, while somebody types.
    @Sendable private static func answers(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Account.plural)
        guard context.viewer.mayChange(kind) else { throw Refusal.notAllowed(to: .change) }
        let question = request.query["q"]?.trimmingWhitespace() ?? ""
        let answers = try await found(question, nil, request, context)
        return .fragment { html in answers?.render(&html, context.t) }
    }

    private static func found(
        _ question: String, _ account: Int64?, _ request: Request, _ context: Context
    ) async throws -> RegisterAnswers? {
        guard !question.isEmpty else { return nil }
        let page = min(max(request.query["page"].flatMap { Int($0) } ?? 1, 1), 100)
        return try await RegisterAnswers.load(
            question, page: page, account: account, RegisterDesk(context.workspace.settings))
    }

    // Comparing and filling

    @Sendable private static func compare(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let stored = try await StoredAccount.load(id, context)
        let desk = RegisterDesk(context.workspace.settings)
        if let typed = request.query["number"] {
            guard let number = FrenchRegister.number(typed) else { throw RegisterPage.noNumber }
            let finding = try await RegisterFinding.of(number, in: desk.french)
            return RegisterPage(stored: stored, number: number, finding: finding).answer(request, context)
        }
        let account = stored.account
        let question = request.query["q"]?.trimmingWhitespace() ?? account.siret ?? account.siren ?? account.name
        let answers = try await found(question, id, request, context)
        return RegisterPage.searching(question, answers, stored, request, context)
    }

    /// Writes what was chosen, then what the register said. The register is asked again: what a browser sends back is
    /// no proof of what it said.
    @Sendable private static func fill(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), form = try await request.form()
        guard let number = form["number"].flatMap({ FrenchRegister.number($0) }) else { throw RegisterPage.noNumber }
        let stored = try await StoredAccount.load(id, context)
        let desk = RegisterDesk(context.workspace.settings)
        let finding = try await RegisterFinding.of(number, in: desk.french)
        guard let entry = finding.entry else {
            return RegisterPage(stored: stored, number: number, finding: finding).answer(request, context)
        }
        let chosen = Set(
            form.items.compactMap { item in
                item.name.hasPrefix("choice[") && item.value == "register"
                    ? String(item.name.dropFirst(7).dropLast()) : nil
            })
        let version = form["version"].flatMap { Int64($0) }
        let count = try await context.write { transaction in
            try RegisterFilling(entry: entry, finding: finding, only: chosen, version: version).write(
                id, in: transaction)
        }
        let said = Message(
            "{count} field filled from the register.", "{count} fields filled from the register.", count: count)
        let toast = Toast(context.t(count == 0 ? Message("Checked in the register; nothing was changed.") : said))
        return Response.accepted(request, next: "/accounts/\(id)").saying(toast)
    }

    // Checking

    @Sendable private static func check(_ request: Request, _ context: Context) async throws -> Response {
        let (id, register) = (try request.identifier(), try chosen(request))
        let stored = try await StoredAccount.load(id, context)
        let desk = RegisterDesk(context.workspace.settings)
        guard let finding = try await desk.ask(register, about: stored.account) else {
            throw RegisterPage.nothingToAsk(register)
        }
        _ = try await context.write { try finding.keep(of: ID(id), in: $0) }
        return answer(context.t(finding.sentence), id, request)
    }

    @Sendable private static func later(_ request: Request, _ context: Context) async throws -> Response {
        let (id, register) = (try request.identifier(), try chosen(request))
        _ = try await StoredAccount.load(id, context)
        try await context.write { try RegisterJobs.askLater(register, ID(id), in: $0) }
        return answer(context.t("The register will be asked again in some minutes."), id, request)
    }

    /// A script stays on the page, which then shows what is new.
    private static func answer(_ said: String, _ id: Int64, _ request: Request) -> Response {
        if request.isFetched { return Response.noContent.announcing(Toast(said)) }
        return Response.accepted(request, next: "/accounts/\(id)").saying(Toast(said))
    }

    private static func chosen(_ request: Request) throws(Refusal) -> Register {
        guard let register = Register(rawValue: request.parameter("register")) else { throw .notFound() }
        return register
    }
}

/// An account that its viewer may change, as it is stored.
struct StoredAccount: Sendable {
    let record: Record
    let kind: Kind
    let account: Account
    let showing: Showing
    let viewer: Viewer

    /// Refused where the viewer may only look: asking writes down what was said.
    static func load(_ id: Int64, _ context: Context) async throws -> StoredAccount {
        let t = context.t
        return try await context.read { transaction in
            let kind = transaction.schema.kind(of: Account.self)
            let record = try transaction.record(id, of: kind)
            guard try transaction.allowed([id], of: kind, to: .change).contains(id) else { throw Refusal.notYours() }
            return StoredAccount(
                record: record, kind: kind, account: try Account(record, kind: kind),
                showing: Showing(t: t, now: transaction.now, links: [:]), viewer: transaction.viewer)
        }
    }
}
