import Jobs
import Localisation
import Records
import Storage

/// Work in the background: what waits, runs, is done, and what failed and may be tried again.
enum JobSettings {
    static func register(in registry: inout Registry) {
        registry.routes.get("/settings/jobs", [], show)
        registry.routes.get("/settings/jobs/:id", [], progress)
        registry.routes.post("/settings/jobs/:id/retry") { try await steer($0, $1) { try JobQueue.retry($0, in: $1) } }
        registry.routes.post("/settings/jobs/:id/cancel") {
            try await steer($0, $1) { try JobQueue.cancel($0, in: $1) }
        }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let before = request.query["before"].flatMap { Int64($0) }
        let (jobs, names) = try await context.read { transaction in
            let jobs = try JobQueue.list(limit: 51, before: before, in: transaction)
            let users = Set(jobs.compactMap(\.user).map { Reference(kind: "user", id: $0) })
            return (jobs, try transaction.titles(users))
        }
        let t = context.t
        return SettingsFrame(request, context).page(t("Background work")) { html in
            if jobs.isEmpty { html.emptyState(t("No work has been done in the background yet."), icon: "refresh-cw") }
            html.div(.id("jobs"), .class("stack")) { html in
                for job in jobs.prefix(50) { write(job, names, &html, context) }
            }
            if jobs.count > 50, let last = jobs.prefix(50).last {
                html.p { $0.a(t("Show older"), .class("link"), .href("/settings/jobs?before=\(last.id)")) }
            }
        }
    }

    private static func write(_ job: JobState, _ names: [Reference: String], _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.section(.class("card"), .id("job-\(job.id)")) { html in
            html.header(.class("wrap")) { html in
                html.h2(label(job, context), .class("grow"))
                html.badge(Badge(t(job.state.label), job.state.tone))
                if job.state == .failed || job.state == .dead {
                    button(t("Try again"), "rotate", "retry", job, &html, context)
                } else if !job.isOver {
                    button(t("Cancel"), "x", "cancel", job, &html, context)
                }
            }
            html.div(.class("inside stack s")) { html in
                if job.state == .running {
                    html.progress(
                        Progress(
                            label(job, context), done: job.progress.done, total: job.progress.total,
                            text: words(job, t), source: "/settings/jobs/\(job.id)"))
                }
                if let failure = job.failure, job.state != .done { html.notice(t(failure.message), .bad) }
                if let detail = job.failure?.detail, context.viewer.may(JobQueue.permission) {
                    html.details { html in
                        html.summary(t("What the program said"))
                        html.p(detail, .class("prose xs muted"))
                    }
                }
                let who = job.user.flatMap { names[Reference(kind: "user", id: $0)] } ?? t("Entregent")
                html.p("\(who) · \(t.instant(job.createdAt))", .class("muted xs"))
            }
        }
    }

    private static func button(
        _ label: String, _ icon: String, _ verb: String, _ job: JobState, _ html: inout HTML, _ context: Context
    ) {
        let icon = icon == "rotate" ? "refresh-cw" : icon
        html.postButton(
            Action(label, icon: icon, small: true), to: "/settings/jobs/\(job.id)/\(verb)",
            csrf: context.csrfToken ?? "", ajax: false)
    }

    private static func label(_ job: JobState, _ context: Context) -> String {
        context.product.registry.jobs.entries[job.name].map { context.t($0.label) } ?? job.name
    }

    private static func words(_ job: JobState, _ t: Translator) -> String {
        if let note = job.progress.note { return t(note) }
        guard let total = job.progress.total else { return t.number(job.progress.done) }
        return t(Message("{done} of {total}", ["done": .number(job.progress.done), "total": .number(total)]))
    }

    /// How far a job is, for `progress.js`.
    @Sendable private static func progress(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        guard let job = try await context.read({ try JobQueue.find(id, in: $0) }) else { throw Refusal.notFound() }
        let state =
            switch job.state {
            case .queued: "waiting"
            case .running: "running"
            case .done: "done"
            case .failed, .dead, .cancelled: "failed"
            }
        return .json(
            .record([
                "state": .text(state), "done": .number(String(job.progress.done)),
                "total": job.progress.total.map { .number(String($0)) } ?? .null, "text": .text(words(job, context.t)),
            ]))
    }

    private static func steer(
        _ request: Request, _ context: Context, _ verb: @escaping @Sendable (Int64, Transaction) throws -> Void
    ) async throws -> Response {
        let id = try request.identifier()
        try await context.write { try verb(id, $0) }
        context.product.jobSignal.raise()
        return Response.accepted(request, next: "/settings/jobs")
    }
}

extension JobState.State {
    fileprivate var label: String {
        switch self {
        case .queued: "Waiting"
        case .running: "Running"
        case .done: "Done"
        case .failed: "Will be tried again"
        case .dead: "Failed"
        case .cancelled: "Cancelled"
        }
    }

    fileprivate var tone: Tone {
        switch self {
        case .queued, .cancelled: .neutral
        case .running: .accent
        case .done: .good
        case .failed: .warn
        case .dead: .bad
        }
    }
}
