import Activities
import Identity
import Jobs
import Localisation
import Records
import Storage
import Web

/// Does the steps that are due. A step and the note that it is done are one transaction, and a run is locked
/// meanwhile: however many servers work, and whenever one is killed, each step is done once.
enum PlanSteps {
    static let job = "plans.due"
    private static let atOnce = 200

    static func register(in registry: inout Registry) {
        let words = registry.words
        registry.jobs.add(job, "Do the steps of follow-up plans that are due") { try await run($0, words) }
        registry.jobs.schedule(job, everySeconds: 60)
    }

    private static func run(_ context: JobContext, _ words: CatalogueShelf) async throws -> JSON {
        var done = 0
        while true {
            let now = context.workspace.clock()
            let due = try await context.workspace.database.read {
                try $0.integers(
                    """
                    SELECT id FROM plan_run WHERE state IN ('running', 'waiting') AND next_at <= \(now)
                    ORDER BY next_at, id LIMIT \(atOnce)
                    """)
            }
            for id in due { if try await step(id, context, words) { done += 1 } }
            try await context.report(JobProgress(done: done))
            if due.count < atOnce { return .record(["steps": .number(String(done))]) }
        }
    }

    /// A refused step shows why and waits for the next open day.
    private static func step(_ id: Int64, _ context: JobContext, _ words: CatalogueShelf) async throws -> Bool {
        do {
            return try await context.workspace.write(.house, .job) { try take(id, words, in: $0) }
        } catch let refusal as Refusal {
            try await context.workspace.write(.house, .job) { try wait(id, refusal, in: $0) }
            return false
        }
    }

    /// False where there was nothing to do any more.
    static func take(_ id: Int64, _ words: CatalogueShelf, in transaction: Transaction) throws -> Bool {
        let kind = transaction.schema.kind(of: PlanRun.self)
        guard try transaction.records([id], of: kind)[id] != nil else { return false }
        let run = try PlanRuns.locked(id, in: transaction)
        guard run.state == .running || run.state == .waiting, let nextAt = run.nextAt, nextAt <= transaction.now,
            let about = run.about, run.plan != nil
        else { return false }
        let plan = try PlanRuns.plan(of: run, in: transaction)
        guard plan.steps.indices.contains(run.step) else {
            try PlanRuns.end(id, .done, in: transaction)
            return false
        }
        if let reason = try PlanEnding.of(run, about, in: transaction) {
            try PlanRuns.end(id, reason, in: transaction)
            return false
        }
        let time = try PlanRuns.workingTime(run, in: transaction)
        guard time.isOpen(transaction.now) else {
            let open = PlanMoment.nextOpen(transaction.now, time)
            try PlanRuns.change(id, ["next_at": [.instant(open)]], in: transaction)
            return false
        }
        let acting = transaction.seen(by: Viewer(user: run.owner?.number ?? 0, rights: nil))
        let step = plan.steps[run.step]
        switch step.action {
        case .email: try mail(step, plan, run, about, words, in: acting)
        case .task, .call: try activity(step, run, about, time, words, in: acting)
        }
        try PlanRuns.advance(run, by: plan, in: transaction)
        return true
    }

    static func wait(_ id: Int64, _ refusal: Refusal, in transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: PlanRun.self)
        guard try transaction.records([id], of: kind)[id] != nil else { return }
        let run = try PlanRuns.locked(id, in: transaction)
        guard run.state == .running || run.state == .waiting else { return }
        let again = PlanMoment.tomorrow(transaction.now, try PlanRuns.workingTime(run, in: transaction))
        let said = refusal.fields.first?.message ?? refusal.message
        try PlanRuns.change(
            id,
            ["state": [.text("waiting")], "refusal": [.text(said.storedText)], "next_at": [.instant(again)]],
            in: transaction)
    }

    private static func activity(
        _ step: PlanStep, _ run: PlanRun, _ about: Reference, _ time: WorkingTime, _ words: CatalogueShelf,
        in acting: Transaction
    ) throws {
        let language = Language(rawValue: acting.settings.language) ?? .french
        let t = words.translator(language, timeZone: acting.settings.timeZone)
        let fields = try MergeFields(about: about, contact: run.contact, t, in: acting)
        var activity = Activity()
        activity.subject = String(fields.filled(step.subject, field: "subject").text.prefix(240))
        activity.description = step.text.map { fields.filled($0, field: "text").text }
        activity.type = step.action == .call ? .call : .task
        activity.about = about
        activity.owner = run.owner
        activity.dueOn = acting.now.day(in: time.zone)
        try acting.save(activity)
    }

    private static func mail(
        _ step: PlanStep, _ plan: FollowUpPlan, _ run: PlanRun, _ about: Reference, _ words: CatalogueShelf,
        in acting: Transaction
    ) throws {
        guard let recipient = try PlanRecipient.of(about, in: acting), let address = recipient.address else {
            throw noAddress
        }
        var email = Email()
        email.about = about
        email.contact = recipient.contact
        email.owner = run.owner
        email.toAddresses = address
        email.purpose = plan.purpose
        (email.subject, email.text) = (step.subject, step.text ?? "")
        if let id = step.template {
            let template = try acting.find(id)
            let language = try RecipientLanguage.of(contact: recipient.contact, about: about, in: acting)
            guard
                let version = template.versions.first(where: { $0.language.rawValue == language.rawValue })
                    ?? template.versions.first
            else { throw emptyTemplate(template.name) }
            email.template = id
            email.subject = version.subject ?? step.subject
            email.text = version.text ?? ""
            email.files = try LibraryFiles.files(of: template, in: acting).files
            if template.purpose == .prospecting { email.purpose = .prospecting }
        }
        try OutgoingEmail.send(email, words: words, in: acting)
    }

    static let noAddress = Refusal(
        code: "no_address",
        Message("There is no e-mail address to write to. Add one to the contact; the step is tried again."))
    private static func emptyTemplate(_ name: String) -> Refusal {
        Refusal(
            code: "empty_template",
            Message(
                "The mail template “{name}” has no words yet. Write them; the step is tried again.",
                ["name": .text(name)]))
    }
}
