import Foundation
import Jobs
import Records
import Storage

/// Imports a file in the background. What is written, its ledger and the place in the file are saved together, so that
/// a server that was killed goes on with the very next line.
enum ImportJob {
    static let name = "import"

    static func work(_ context: JobContext) async throws -> JSON {
        guard let id = context.job.arguments["import"]?.integer else { throw Refusal.notFound() }
        let run = try await context.read { try ImportStore.find(id, in: $0) }
        guard run.state == .waiting || run.state == .running else { return run.counts.json }
        var work = try ImportWork(context, run)
        return try await work.run()
    }
}

/// One attempt at an import.
private struct ImportWork {
    let context: JobContext
    let reading: ImportReading
    let cache = LinkCache()
    var importRun: ImportRun

    /// So long may others who write be kept waiting by one batch.
    private static let target = Duration.milliseconds(60)

    init(_ context: JobContext, _ run: ImportRun) throws {
        guard let mapping = run.mapping, context.files.exists(run.file) else {
            throw Refusal(code: "file_missing", Message("The file of this import is no longer there. Send it again."))
        }
        self.context = context
        importRun = run
        let workspace = context.workspace
        reading = try ImportReading(
            run, mapping, path: context.files.path(of: run.file), schema: workspace.schema, viewer: context.viewer,
            settings: workspace.settings)
    }

    mutating func run() async throws -> JSON {
        try await context.report(JobProgress(done: importRun.counts.done, note: Message("Counting the lines")))
        let (lines, keys) = try reading.scan()
        try await begin(lines)
        var source = try reading.source(after: context.checkpoint?["position"].flatMap(TablePosition.init)), size = 100
        while true {
            var rows: [TableRow] = []
            while rows.count < size, let row = try source.next() { rows.append(row) }
            if rows.isEmpty { break }
            let began = ContinuousClock.now
            try await write(rows, source.position, keys)
            let took = ContinuousClock.now - began
            if took < ImportWork.target {
                size = min(2000, size * 3 / 2)
            } else if took > ImportWork.target * 2 {
                size = max(20, size / 2)
            }
        }
        try await linkLaterLines()
        return try await finish()
    }

    private mutating func begin(_ lines: Int) async throws {
        var run = importRun
        run.counts.lines = lines
        run.state = .running
        let (started, kind) = (run, reading.plan.kind.name)
        importRun = try await context.write(.import) { transaction in
            var run = started
            if run.journal == nil { run.journal = try Journal.begin("import", kind: kind, in: transaction) }
            try ImportStore.update(run, in: transaction)
            return run
        }
    }

    private mutating func write(_ rows: [TableRow], _ position: TablePosition, _ keys: Set<String>) async throws {
        do {
            try await write(rows, position, keys, oneByOne: false)
        } catch let error where ImportWork.concernsOneLine(error) {
            // One line cannot be written: each is tried alone, so that the others are.
            try await write(rows, position, keys, oneByOne: true)
        }
    }

    private mutating func write(_ rows: [TableRow], _ position: TablePosition, _ keys: Set<String>, oneByOne: Bool)
        async throws
    {
        let (run, plan, cache, context) = (importRun, reading.plan, cache, context)
        // After a power cut the job goes on from the place that was saved with the last batch that lasted.
        importRun.counts = try await RedoableWrite.$isCurrent.withValue(true) {
            try await context.write(.import) { transaction in
                cache.forget()
                transaction.journal = run.journal
                var counts = run.counts
                let (lines, pending) = try ImportWork.lines(rows, plan, cache, keys, oneByOne: oneByOne, transaction)
                for line in lines { counts.count(line.outcome) }
                try ImportStore.write(lines, of: run.id, in: transaction)
                try ImportStore.write(pending, of: run.id, in: transaction)
                try ImportStore.update(counts, of: run.id, in: transaction)
                let progress = JobProgress(done: counts.done, total: counts.lines)
                try context.save(.record(["position": position.json]), progress, in: transaction)
                return counts
            }
        }
        cache.settle()
    }

    private static func lines(
        _ rows: [TableRow], _ plan: ImportPlan, _ cache: LinkCache, _ keys: Set<String>, oneByOne: Bool,
        _ transaction: Transaction
    ) throws -> ([ImportLine], [ImportStore.Pending]) {
        guard oneByOne else {
            var batch = ImportBatch(plan, cache, keysInFile: keys, transaction)
            return (try batch.run(rows), batch.pending)
        }
        var lines: [ImportLine] = [], pending: [ImportStore.Pending] = []
        for row in rows {
            try transaction.connection.execute("SAVEPOINT import_line")
            do {
                var batch = ImportBatch(plan, cache, keysInFile: keys, transaction)
                lines += try batch.run([row])
                pending += batch.pending
            } catch let error where concernsOneLine(error) {
                try transaction.connection.execute("ROLLBACK TO SAVEPOINT import_line")
                cache.forget()
                lines.append(ImportLine(row, .failed, reasons: [reason(error)]))
            }
            try transaction.connection.execute("RELEASE SAVEPOINT import_line")
        }
        return (lines, pending)
    }

    private static func concernsOneLine(_ error: any Error) -> Bool {
        if error is Refusal { return true }
        switch (error as? DatabaseError)?.kind {
        case .unique, .foreignKey, .notNull, .check: return true
        default: return false
        }
    }

    private static func reason(_ error: any Error) -> FieldRefusal {
        if let refusal = error as? Refusal { return FieldRefusal("", code: refusal.code, refusal.message) }
        return FieldRefusal(
            "", code: "taken", Message("Another record has the same unique value. Look for it, or correct the line."))
    }

    /// Links to lines that stood further down: now that all are in, they are made.
    private mutating func linkLaterLines() async throws {
        while true {
            let (run, plan, cache, context) = (importRun, reading.plan, cache, context)
            let (counts, isFinished) = try await context.write(.import) { transaction in
                cache.forget()
                transaction.journal = run.journal
                var counts = run.counts
                let pending = try ImportStore.takePending(of: run.id, 200, in: transaction)
                try LaterLinks(plan, cache, transaction).make(pending, of: run.id, &counts)
                try ImportStore.update(counts, of: run.id, in: transaction)
                return (counts, pending.isEmpty)
            }
            cache.settle()
            importRun.counts = counts
            if isFinished { return }
        }
    }

    private mutating func finish() async throws -> JSON {
        guard importRun.counts.done == importRun.counts.lines else {
            throw DatabaseError(
                kind: .other,
                message:
                    "import \(importRun.id) accounts for \(importRun.counts.done) lines of "
                    + "\(importRun.counts.lines ?? 0)"
            )
        }
        var run = importRun
        run.state = .done
        run.finishedAt = context.workspace.clock()
        let finished = run
        try await context.write(.import) { try ImportStore.update(finished, in: $0) }
        return finished.counts.json
    }
}
