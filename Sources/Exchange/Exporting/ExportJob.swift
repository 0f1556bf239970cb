import Foundation
import Jobs
import Records
import Storage

/// An export somebody asked for, made in the background and kept for a week to be fetched.
package enum ExportJob {
    package static let name = "export"
    private static let sweep = "export.sweep"
    private static let keptSeconds = 7 * 86_400

    package static func register(jobs: inout JobBook) {
        jobs.add(name, "Export records", work: work)
        jobs.add(sweep, "Remove exports older than a week", work: removeOld)
        jobs.schedule(sweep, everySeconds: 86_400)
    }

    /// Queues it; raise the job signal afterwards.
    package static func start(
        _ kind: Kind, where condition: Condition, format: ExportFormat, in transaction: Transaction
    ) throws -> Int64 {
        try transaction.refuse(.export, kind)
        let arguments = JSON.record([
            "kind": .text(kind.name), "where": condition.json, "format": .text(format.rawValue),
            "door": .text(transaction.door.rawValue), "origin": transaction.origin.map { .text($0) } ?? .null,
        ])
        return try JobQueue.enqueue(name, arguments, in: transaction)
    }

    /// The file of a finished export; nil where it is gone or was never made.
    package static func file(of job: JobState, in files: FileStore) -> (
        path: String, name: String, format: ExportFormat
    )? {
        guard job.name == name, let key = job.result?["file"]?.text, files.exists(key),
            let title = job.result?["name"]?.text,
            let format = job.arguments["format"]?.text.flatMap(ExportFormat.init(rawValue:))
        else { return nil }
        return (files.path(of: key), title, format)
    }

    private static func work(_ context: JobContext) async throws -> JSON {
        let arguments = context.job.arguments
        guard let kind = arguments["kind"]?.text.flatMap({ context.workspace.schema[$0] }),
            let format = arguments["format"]?.text.flatMap(ExportFormat.init(rawValue:))
        else { throw Refusal.notFound() }
        let condition = try readCondition(arguments["where"])
        let path = context.files.incomingPath(), teller = ExportProgress(context)
        let worker =
            format == .xlsx
            ? DocumentWorker(.found(ProcessInfo.processInfo.environment, program: CommandLine.arguments[0])) : nil
        let following = teller.follow()
        let written: RecordExport.Written
        do {
            written = try await RecordExport.write(
                kind, where: condition, format: format, to: path, in: context.workspace, as: context.viewer,
                worker: worker
            ) { teller.tell($0, $1) }
            following.cancel()
            await worker?.stop()
        } catch {
            following.cancel()
            await worker?.stop()
            throw error
        }
        try await AccessLog.record(
            Access(
                .exported, user: context.job.user, door: arguments["door"]?.text.flatMap(Door.init) ?? .job,
                origin: arguments["origin"]?.text, kind: kind.name, count: written.count, condition: condition),
            in: context.workspace)
        let key = try context.files.keep(incoming: path, extension: format.fileExtension)
        let day = context.workspace.clock().day(in: context.workspace.settings.timeZone)
        return .record([
            "file": .text(key), "name": .text("\(kind.plural)-\(day.iso).\(format.fileExtension)"),
            "announced": .number(String(written.announced)), "count": .number(String(written.count)),
        ])
    }

    private static func readCondition(_ json: JSON?) throws(Refusal) -> Condition {
        guard let json, json != .null else { return .everything }
        do { return try Condition(json: json) } catch { throw error.refusal }
    }

    private static func removeOld(_ context: JobContext) async throws -> JSON {
        let limit = context.workspace.clock().adding(seconds: -keptSeconds)
        var removed = 0, before: Int64?
        while true {
            let last = before
            let jobs = try await context.read {
                try JobQueue.list(limit: 200, before: last, states: [.done], name: name, in: $0)
            }
            for job in jobs where job.finishedAt ?? limit < limit {
                guard let key = job.result?["file"]?.text, context.files.exists(key) else { continue }
                try context.files.remove(key)
                removed += 1
            }
            guard let oldest = jobs.last else { return .record(["removed": .number(String(removed))]) }
            before = oldest.id
        }
    }
}

/// Hears of progress inside the reading transaction, and reports it from outside.
private final class ExportProgress: @unchecked Sendable {
    private let context: JobContext
    private let lock = Lock()
    private var last = (done: 0, total: 0)

    init(_ context: JobContext) { self.context = context }

    func tell(_ done: Int, _ total: Int) { lock.locked { last = (done, total) } }

    func follow() -> Task<Void, any Error> {
        Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(300))
                let now = lock.locked { last }
                try await context.report(JobProgress(done: now.done, total: now.total))
            }
        }
    }
}
