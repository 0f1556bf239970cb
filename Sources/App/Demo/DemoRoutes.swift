import Jobs
import Localisation
import Records
import Storage
import Web

/// Sample data from the browser: an administrator asks for a small company, looks around, and takes it away again.
enum DemoRoutes {
    static let making = "demo.make", removing = "demo.remove"

    static func register(in registry: inout Registry) {
        // Once only: a demo that was cut short is taken away when it is asked for again.
        registry.jobs.add(making, "Make sample data", maximumAttempts: 1) { try await make($0) }
        registry.jobs.add(removing, "Remove sample data") { try await remove($0) }
        registry.routes.get("/demo", [], show)
        registry.routes.get("/settings/demo", []) { _, _ in .redirect("/demo") }
        registry.routes.post("/demo", []) { try await queue(making, $0, $1) }
        registry.routes.post("/demo/remove", []) { try await queue(removing, $0, $1) }
    }

    private static func make(_ context: JobContext) async throws -> JSON {
        let seed = context.job.arguments["seed"]?.text.flatMap(UInt64.init) ?? UInt64(context.job.id)
        let order = DemoData.Order(.small, seed: seed, viewer: context.job.user)
        let report = try await DemoData.make(order, in: context.workspace, files: context.files) { done, total in
            try await context.report(JobProgress(done: done, total: total))
        }
        return report.json
    }

    private static func remove(_ context: JobContext) async throws -> JSON {
        let removed = try await DemoData.remove(in: context.workspace) { done, _ in
            try await context.report(JobProgress(done: done))
        }
        return .record(["removed": .number(String(removed))])
    }

    @Sendable private static func queue(_ name: String, _ request: Request, _ context: Context) async throws -> Response
    {
        try context.demand("settings.manage")
        let hasDemo = DemoMark.find(context.workspace.settings)?.isWhole
        if name == making, hasDemo == true { throw DemoData.alreadyThere }
        if name == removing, hasDemo == nil { throw DemoData.notThere }
        let t = context.t
        let (id, json) = try await context.write { transaction in
            let id = try JobQueue.enqueue(name, key: name, in: transaction)
            return (id, try JobQueue.find(id, in: transaction)?.json(t) ?? .null)
        }
        context.product.jobSignal.raise()
        if request.wantsJSON { return Response.json(json, status: 202).with("Location", "/api/v1/jobs/\(id)") }
        let words = name == making ? t("Sample data is being made.") : t("The sample data is being removed.")
        return Response.accepted(request, next: "/settings/jobs", json).saying(Toast(words))
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand("settings.manage")
        let t = context.t
        let hasDemo = DemoMark.find(context.workspace.settings) != nil
        return SettingsFrame(request, context).page(t("Sample data")) { html in
            html.p(
                t(
                    """
                    Two hundred invented French companies with their people, opportunities, activities and two years \
                    of history. Nothing of it is real, and all of it can be removed in one go.
                    """), .class("prose"))
            if hasDemo {
                html.postButton(
                    Action(t("Remove the sample data"), icon: "trash-2"), to: "/demo/remove",
                    csrf: context.csrfToken ?? "", ajax: false)
            } else {
                html.postButton(
                    Action(t("Make sample data"), icon: "wand-sparkles", look: .primary), to: "/demo",
                    csrf: context.csrfToken ?? "", ajax: false)
            }
        }
    }
}
