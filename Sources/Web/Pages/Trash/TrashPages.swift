import Jobs
import Localisation
import Records
import Storage

/// The trash: what was deleted, by whom, what went along; brought back one by one or several together.
enum TrashPages {
    static let path = "/trash"
    private static let limit = 50
    static let days = DaysSetting(
        name: WorkspaceSettings.trashDays, path: path, heading: Message("How long it is kept"),
        help: "Older deletions are final: a job removes them each night.", days: { $0.trashDays })

    static func register(in registry: inout Registry) {
        registry.routes.get(path, [], show)
        registry.routes.get(path + "/:id", [], one)
        registry.routes.post(path + "/restore", [], restore)
        days.register(in: &registry)
        registry.navigation.append(
            NavigationEntry(section: Message("Tools"), label: Message("Trash"), icon: "trash-2", path: path))
        registry.jobs.add(purge, "Empty the trash of what is too old", work: empty)
        registry.jobs.schedule(purge, everySeconds: 86_400)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let before = request.query["before"].flatMap { Int64($0) }
        let (deletions, names) = try await context.read { transaction in
            let deletions = try Trash.deletions(before: before, limit: limit + 1, in: transaction)
            let users = Set(deletions.compactMap(\.user)).map { Reference(kind: "user", id: $0) }
            return (deletions, try transaction.titles(users))
        }
        let page = TrashPage(
            deletions: Array(deletions.prefix(limit)), hasMore: deletions.count > limit, names: names,
            context: context)
        return PageFrame(request, context).page(context.t("Trash")) { page.write(&$0) }
    }

    @Sendable private static func one(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let after = request.query["after"].flatMap { Int64($0) }
        let (deletion, items, names) = try await context.read { transaction in
            guard let deletion = try Trash.deletions(limit: 1, only: id, in: transaction).first else {
                throw Refusal.notFound()
            }
            let items = try Trash.items(of: id, after: after, limit: limit * 2 + 1, in: transaction)
            let user = deletion.user.map { Reference(kind: "user", id: $0) }
            return (deletion, items, try transaction.titles(user.map { [$0] } ?? []))
        }
        let page = DeletionPage(
            deletion: deletion, items: Array(items.prefix(limit * 2)), hasMore: items.count > limit * 2, names: names,
            context: context)
        return PageFrame(request, context).page(page.title) { page.write(&$0) }
    }

    @Sendable private static func restore(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        let journals = form.all("deletion").compactMap { Int64($0) }
        guard !journals.isEmpty else {
            let toast = Toast(context.t("Choose first what shall come back."), tone: .warn)
            return Response.accepted(request, next: path).saying(toast)
        }
        let total = try await Undoing.run(journals.sorted(by: >), context)
        let toast = Toast(
            Undoing.sentence(total, context.t, context.schema),
            tone: total.problems.isEmpty && total.kept.isEmpty ? .good : .warn)
        let stays = total.problems.contains { $0.reason != .linkEmptied } && journals.count == 1
        return Response.accepted(request, next: stays ? "\(path)/\(journals[0])" : path, Undoing.json(total))
            .saying(toast)
    }

    // What is too old goes each night.

    private static let purge = "trash.purge"

    @Sendable private static func empty(_ context: JobContext) async throws -> JSON {
        let days = context.workspace.settings.trashDays
        let limit = context.workspace.clock().adding(seconds: -days * 86_400)
        var removed = 0
        while true {
            let count = try await context.write { try Trash.purge(before: limit, in: $0) }
            removed += count
            try await context.report(JobProgress(done: removed))
            if count == 0 { return .record(["removed": .number(String(removed))]) }
        }
    }
}
