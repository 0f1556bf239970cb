import Crypto
import Foundation
import Jobs
import Records
import Storage

/// Many records in one body, as a job; and how jobs go.
enum ApiBulk {
    /// A day's work for the job; more is sent in several files.
    private static let maximumBytes: Int64 = 512 << 20
    private static let mediaTypes: Set<String> = ["application/x-ndjson", "application/ndjson", "application/jsonl"]
    private static let keptSeconds = 30 * 86_400

    static func register(in registry: inout Registry) {
        registry.storage.tables.append(BulkFailures.table)
        registry.jobs.add(BulkJob.name, "Carry out many changes", work: BulkJob.work)
        registry.jobs.add("forget_bulk_failures", "Forget refused lines older than a month") { job in
            let forgotten = try await job.write { transaction in
                try BulkFailures.forget(before: transaction.now.adding(seconds: -keptSeconds), in: transaction)
            }
            return .record(["forgotten": .whole(forgotten)])
        }
        registry.jobs.schedule("forget_bulk_failures", everySeconds: 86_400)
        registry.apiRoute(.post, Api.root + "/bulk/:plural", isStreamed: true, accept)
        registry.apiRoute(.get, Api.root + "/jobs", list)
        registry.apiRoute(.get, Api.root + "/jobs/:id", read)
        registry.apiRoute(.get, Api.root + "/jobs/:id/failures", failures)
        registry.apiRoute(.post, Api.root + "/jobs/:id/cancel") { try await steer($0, $1, JobQueue.cancel) }
        registry.apiRoute(.post, Api.root + "/jobs/:id/retry") { try await steer($0, $1, JobQueue.retry) }
    }

    @Sendable private static func accept(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["duplicates"])
        let duplicates = try ApiRecords.policy(request.query["duplicates"])
        let kind = try context.kind(plural: request.parameter("plural"))
        guard context.viewer.mayChange(kind) || context.viewer.may(.delete, kind) else {
            throw Refusal.notAllowed(to: .change)
        }
        guard mediaTypes.contains(request.contentType ?? "") else {
            throw Refusal(
                .unsupportedMedia, code: "unsupported_media_type",
                Message(
                    "Send the data as {type}, and say so in the Content-Type header.",
                    ["type": .text("application/x-ndjson")]))
        }
        let files = context.product.files, incoming = files.incomingPath()
        _ = try await request.save(to: incoming, limit: maximumBytes)
        defer { try? FileManager.default.removeItem(atPath: incoming) }
        let hash = request.headers[Idempotency.header] == nil ? "" : try sha256(incoming)
        return try await Idempotency.once(request, context, bodyHash: hash) {
            let file = try files.keep(incoming: incoming, extension: "ndjson")
            do {
                return try await enqueue(kind, file, duplicates, context)
            } catch {
                try files.remove(file)
                throw error
            }
        }
    }

    private static func enqueue(_ kind: Kind, _ file: String, _ duplicates: DuplicatePolicy, _ context: Context)
        async throws -> Response
    {
        let claim = IdempotencyClaim.current, t = context.t
        let arguments = BulkJob.arguments(kind: kind, file: file, duplicates: duplicates)
        let response = try await context.write { transaction in
            let id = try JobQueue.enqueue(BulkJob.name, arguments, in: transaction)
            guard let job = try JobQueue.find(id, in: transaction) else { throw Refusal.notFound() }
            let response = Response.json(job.json(t), status: 202).with("Location", "\(Api.root)/jobs/\(id)")
            try claim?.keep(response, in: transaction)
            return response
        }
        context.product.jobSignal.raise()
        return response
    }

    private static func sha256(_ path: String) throws -> String {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        var hash = SHA256()
        while let data = try file.read(upToCount: 262_144), !data.isEmpty { hash.update(data: data) }
        try file.close()
        return Idempotency.hex(hash.finalize())
    }

    // Jobs

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["limit", "after"])
        let (limit, after) = try ApiPage.read(request.query)
        let jobs = try await context.read { try JobQueue.list(limit: limit + 1, before: after, in: $0) }
        return .json(ApiPage.json(jobs, limit: limit, mark: \.id) { $0.json(context.t) })
    }

    @Sendable private static func read(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        return try await state(of: try request.identifier(), context)
    }

    private static func state(of id: Int64, _ context: Context) async throws -> Response {
        guard let job = try await context.read({ try JobQueue.find(id, in: $0) }) else { throw Refusal.notFound() }
        return .json(job.json(context.t))
    }

    private static func steer(
        _ request: Request, _ context: Context, _ verb: @escaping @Sendable (Int64, Transaction) throws -> Void
    ) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        try await context.write { try verb(id, $0) }
        context.product.jobSignal.raise()
        return try await state(of: id, context)
    }

    @Sendable private static func failures(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["limit", "after"])
        let id = try request.identifier()
        let (limit, after) = try ApiPage.read(request.query)
        let failures = try await context.read { transaction in
            guard try JobQueue.find(id, in: transaction) != nil else { throw Refusal.notFound() }
            return try BulkFailures.page(job: id, after: after ?? 0, limit: limit + 1, in: transaction)
        }
        return .json(
            ApiPage.json(failures, limit: limit, mark: \.line) { failure in
                .record([
                    "line": .number(String(failure.line)), "error": BulkFailures.translated(failure.refusal, context.t),
                ])
            })
    }
}
