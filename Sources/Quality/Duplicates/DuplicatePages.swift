import Jobs
import Localisation
import Records
import Storage
import Web

/// The queue of possible duplicates: a list, best first, and one pair at a time side by side.
enum DuplicatePages {
    static let path = "/duplicates"
    private static let limit = 50

    static func register(in registry: inout Registry) {
        registry.routes.get(path, [], list)
        registry.routes.post(path + "/scan", [], scan)
        registry.routes.get(path + "/scan/state", [], state)
        registry.routes.get(path + "/:id", [], review)
        registry.routes.get(path + "/:id/next") { try await step($0, $1, isForward: true) }
        registry.routes.get(path + "/:id/previous") { try await step($0, $1, isForward: false) }
        registry.routes.post(path + "/:id/dismiss") { try await decide($0, $1, .dismissed) }
        registry.routes.post(path + "/:id/reopen") { try await decide($0, $1, .open) }
        registry.navigation.append(
            NavigationEntry(section: Message("Tools"), label: Message("Duplicates"), icon: "copy", path: path))
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        let asked = request.query
        let page = try await context.read { transaction in
            let kinds = DuplicateQueue.kinds(transaction)
            guard let kind = asked["kind"].map({ name in kinds.first { $0.name == name } }) ?? kinds.first else {
                throw Refusal.notFound()
            }
            var question = DuplicateQueue.Question(kind)
            question.dismissed = asked["state"] == DuplicatePair.State.dismissed.rawValue
            question.leastScore = max(MatchScore.asking, asked["min"].flatMap { Int($0) } ?? 0)
            question.record = asked["record"].flatMap { Int64($0) }
            question.after = asked["after"].flatMap { DuplicateQueue.Mark($0) }
            question.limit = limit + 1
            return try DuplicateListPage.load(question, kinds, context, in: transaction)
        }
        return PageFrame(request, context).page(context.t("Duplicates")) { page.write(&$0) }
    }

    @Sendable private static func scan(_ request: Request, _ context: Context) async throws -> Response {
        _ = try await context.write { try DuplicateJobs.start(in: $0) }
        context.product.jobSignal.raise()
        return Response.accepted(request, next: path)
            .saying(Toast(context.t("The search for duplicates has begun. This page shows what it finds.")))
    }

    /// How far the search is, for the bar of the list.
    @Sendable private static func state(_ request: Request, _ context: Context) async throws -> Response {
        let job = try await context.read { try DuplicateJobs.current(in: $0) }
        return .json(
            .record([
                "state": .text(job == nil ? "done" : "running"), "done": .number(String(job?.progress.done ?? 0)),
                "total": job?.progress.total.map { .number(String($0)) } ?? .null,
                "text": .text(job.map { context.t(DuplicateJobs.words($0)) } ?? ""),
            ])
        ).with("Cache-Control", "no-store")
    }

    @Sendable private static func review(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let page = try await context.read { try DuplicateReviewPage.load(id, context, in: $0) }
        return PageFrame(request, context).page(page.title) { page.write(&$0) }
    }

    /// The pair after or before this one in the queue, the list where there is none. This one may be settled by now.
    private static func step(_ request: Request, _ context: Context, isForward: Bool) async throws -> Response {
        let id = try request.identifier()
        let next = try await context.read { transaction -> String in
            guard let here = try DuplicateQueue.place(id, in: transaction) else { return path }
            var question = DuplicateQueue.Question(here.kind)
            (question.after, question.limit) = (here.mark, 1)
            let pair =
                isForward
                ? try DuplicateQueue.pairs(question, in: transaction).first
                : try DuplicateQueue.previous(DuplicateQueue.Question(here.kind), to: here.mark, in: transaction)
            return pair.map { "\(path)/\($0.id)" } ?? "\(path)?kind=\(here.kind.name)"
        }
        return .redirect(next)
    }

    private static func decide(
        _ request: Request, _ context: Context, _ state: DuplicatePair.State
    ) async throws -> Response {
        let id = try request.identifier()
        try await context.write { try DuplicateQueue.decide(state, id, in: $0) }
        if state == .open {
            return Response.accepted(request, next: "\(path)/\(id)").saying(Toast(context.t("Open again.")))
        }
        let toast = Toast(
            context.t("Noted: these are two. Entregent will not ask again."), undo: "\(path)/\(id)/reopen")
        return Response.accepted(request, next: "\(path)/\(id)/next").saying(toast)
    }
}
