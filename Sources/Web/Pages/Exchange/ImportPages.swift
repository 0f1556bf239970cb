import Exchange
import Foundation
import Jobs
import Localisation
import Records
import Storage

/// Imports: the list of them, sending a file, following it, its ledger, and taking it back.
enum ImportPages {
    static func register(in registry: inout Registry) {
        registry.routes.get("/imports", [], list)
        registry.routes.get("/imports/new", [], new)
        registry.routes.post("/imports", [], receive)
        registry.routes.get("/imports/:id", [], show)
        registry.routes.get("/imports/:id/state", [], state)
        registry.routes.get("/imports/:id/failed", [], failed)
        registry.routes.get("/imports/:id/mapping.json", [], mapping)
        registry.routes.post("/imports/:id/undo", [], undo)
        registry.routes.post("/imports/:id/cancel", [], cancel)
    }

    // The list

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        let before = request.query["before"].flatMap { Int64($0) }
        let (runs, jobs) = try await context.read { transaction -> ([ImportRun], [Int64: JobState]) in
            let runs = try ImportStore.list(limit: 51, before: before, in: transaction)
            var jobs: [Int64: JobState] = [:]
            for run in runs where run.state != .done && run.state != .undone {
                jobs[run.id] = try ImportPages.job(of: run, transaction)
            }
            return (runs, jobs)
        }
        return ImportListPage(runs: Array(runs.prefix(50)), jobs: jobs, hasMore: runs.count > 50).answer(
            request, context)
    }

    // Sending a file

    @Sendable private static func new(_ request: Request, _ context: Context) async throws -> Response {
        page(request, context, entity: request.query["entity"])
    }

    private static func page(_ request: Request, _ context: Context, entity: String?, refusal: Refusal? = nil)
        -> Response
    {
        ImportUploadPage(
            kinds: ImportTargets.kinds(context), chosen: entity, error: refusal.map { context.t($0.message) }
        ).answer(request, context)
    }

    @Sendable private static func receive(_ request: Request, _ context: Context) async throws -> Response {
        var entity = request.query["entity"], name = "", path: String?, mappingText: [UInt8]?
        let incoming = context.product.files.incomingPath()
        let limits = MultipartLimits(total: ExchangePages.maximumBytes + (2 << 20), file: ExchangePages.maximumBytes)
        do {
            try await request.multipart(limits: limits) { part in
                if part.name == "entity" { entity = try await part.text() }
                guard let fileName = part.fileName, !fileName.isEmpty else { return }
                if part.name == "mapping" { mappingText = try await part.bytes() }
                guard part.name == "file", path == nil else { return }
                name = fileName
                _ = try await part.save(to: incoming)
                path = incoming
            }
            guard let path else { throw Refusal(code: "file_required", Message("Choose a file first.")) }
            if entity?.isEmpty == true { entity = nil }
            let mapping = try mappingText.map { text throws(Refusal) in try ImportMapping(text: text) }
            let kind = try (mapping?.entity ?? entity).map { try context.importedKind(plural: $0) }
            let file = try await ExchangePages.take(path, name: name, context)
            let run = try await context.write { transaction in
                let run = try Imports.draft(file, in: transaction)
                if let mapping { try Imports.keep(mapping, for: run, in: transaction) }
                return run
            }
            let next = "/imports/\(run.id)/mapping" + (kind.map { "?entity=\($0.plural)" } ?? "")
            return Response.accepted(request, next: next)
        } catch {
            let files = FileManager.default
            if files.fileExists(atPath: incoming) { try files.removeItem(atPath: incoming) }
            guard let refusal = error as? Refusal, !request.isFetched, !request.wantsJSON else { throw error }
            return page(request, context, entity: entity, refusal: refusal)
        }
    }

    // One import

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let outcome = request.query["outcome"].flatMap(ImportOutcome.init(rawValue:))
        let after = request.query["after"].flatMap { Int($0) } ?? 0
        let showsFailed = request.query["outcome"] == nil
        let (run, job, lines) = try await context.read { transaction -> (ImportRun, JobState?, [ImportLine]) in
            let run = try ImportStore.find(id, in: transaction)
            let wanted = outcome ?? (run.counts.failed > 0 && showsFailed ? ImportOutcome.failed : nil)
            let lines = try ImportStore.lines(of: id, outcome: wanted, after: after, limit: 101, in: transaction)
            return (run, try ImportPages.job(of: run, transaction), lines)
        }
        if run.state == .draft { return .redirect("/imports/\(id)/mapping") }
        let kind = run.kind.flatMap { context.schema[$0] }
        return ImportReportPage(run: run, job: job, kind: kind, lines: lines, outcome: request.query["outcome"])
            .answer(request, context)
    }

    /// How far it is, for `progress.js`.
    @Sendable private static func state(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let (run, job) = try await context.read { transaction -> (ImportRun, JobState?) in
            let run = try ImportStore.find(id, in: transaction)
            return (run, try ImportPages.job(of: run, transaction))
        }
        return .json(
            ProgressJSON.of(job, context.t, over: run.shownState(job) == .done || run.shownState(job) == .undone))
    }

    @Sendable private static func failed(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let run = try await context.read { try ImportStore.find(id, in: $0) }
        return try FailedLinesAnswer.make(run, context)
    }

    @Sendable private static func mapping(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let run = try await context.read { try ImportStore.find(id, in: $0) }
        guard let mapping = run.mapping else { throw Refusal.notFound() }
        return .bytes(mapping.json.bytes, contentType: "application/json", downloadName: "\(mapping.entity).json")
    }

    @Sendable private static func undo(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        _ = try await context.write { try Imports.undo(id, in: $0) }
        context.product.jobSignal.raise()
        return Response.accepted(request, next: "/imports/\(id)")
    }

    @Sendable private static func cancel(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        try await context.write { transaction in
            guard let job = try ImportStore.find(id, in: transaction).job else { throw Refusal.notFound() }
            try JobQueue.cancel(job, in: transaction)
        }
        return Response.accepted(request, next: "/imports/\(id)")
    }

    /// The work that matters now: undoing, once it was asked for.
    static func job(of run: ImportRun, _ transaction: Transaction) throws -> JobState? {
        try (run.undoJob ?? run.job).flatMap { try JobQueue.find($0, in: transaction) }
    }
}

extension Kind {
    /// Something of it can be set from outside.
    var isImportable: Bool { declared.contains { !$0.isReadOnly } }
}

/// How far a job is, in the shape `progress.js` asks for.
enum ProgressJSON {
    static func of(_ job: JobState?, _ t: Translator, over: Bool) -> JSON {
        let state: String =
            switch job?.state {
            case nil, .queued: "waiting"
            case .running, .failed: "running"
            case .done: "done"
            case .dead, .cancelled: "failed"
            }
        let progress = job?.progress
        return .record([
            "state": .text(over ? "done" : state), "done": .number(String(progress?.done ?? 0)),
            "total": progress?.total.map { .number(String($0)) } ?? .null, "text": .text(text(job, t)),
        ])
    }

    static func text(_ job: JobState?, _ t: Translator) -> String {
        guard let job else { return t("Waiting") }
        if let note = job.progress.note { return t(note) }
        guard let total = job.progress.total else {
            return job.state == .queued ? t("Waiting") : t.number(job.progress.done)
        }
        return t(Message("{done} of {total}", ["done": .number(job.progress.done), "total": .number(total)]))
    }
}

/// The failed lines of an import as a download, written while it is read.
enum FailedLinesAnswer {
    static func make(_ run: ImportRun, _ context: Context) throws -> Response {
        guard context.product.files.exists(run.file) else {
            throw Refusal(code: "file_missing", Message("The file of this import is no longer there. Send it again."))
        }
        let lines = FailedLines(run, path: context.product.files.path(of: run.file))
        let base = (run.name as NSString).deletingPathExtension
        let name = context.t(Message("{file} – failed lines.csv", ["file": .text(base)]))
        return .stream(contentType: "text/csv; charset=utf-8", downloadName: name) { body in
            try await lines.write(context.workspace, context.viewer, context.t) { try await body.write($0) }
        }
    }
}
