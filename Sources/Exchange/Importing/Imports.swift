import Foundation
import Jobs
import Localisation
import Records
import Storage

/// Bringing files in: what every door calls.
package enum Imports {
    package static func register(storage: inout StorageRegistry, jobs: inout JobBook) {
        storage.tables += ImportStore.tables
        jobs.add(ImportJob.name, "Import a file", work: ImportJob.work)
        jobs.add(UndoImportJob.name, "Undo an import", work: UndoImportJob.work)
    }

    /// Keeps an uploaded file as an import that somebody still settles.
    package static func draft(_ file: ImportFile, in transaction: Transaction) throws -> ImportRun {
        var run = ImportRun(
            id: transaction.ids.next(), name: file.name, file: file.file, format: file.format, user: transaction.author,
            createdAt: transaction.now)
        run.original = file.original
        run.sheets = file.sheets
        run.sheet = file.sheet
        try ImportStore.insert(run, in: transaction)
        return run
    }

    /// The same with another sheet of its spreadsheet.
    package static func choose(_ file: ImportFile, for run: ImportRun, in transaction: Transaction) throws -> ImportRun
    {
        try demand(run.state == .draft)
        var run = run
        run.file = file.file
        run.sheet = file.sheet
        run.format = file.format
        try ImportStore.update(run, in: transaction)
        return run
    }

    /// Keeps what somebody settled so far of a draft: who comes back to it goes on from there.
    package static func keep(_ mapping: ImportMapping, for run: ImportRun, in transaction: Transaction) throws {
        var run = try ImportStore.find(run.id, in: transaction)
        try demand(run.state == .draft)
        run.mapping = mapping
        try ImportStore.update(run, in: transaction)
    }

    /// Settles what the columns mean and queues the work; raise the job signal afterwards.
    package static func start(
        _ run: ImportRun, _ mapping: ImportMapping, _ reading: ImportReading, words: ChoiceWords,
        in transaction: Transaction
    ) throws -> ImportRun {
        let current = try ImportStore.find(run.id, in: transaction)
        try demand(current.state == .draft)
        var run = current
        run.kind = reading.plan.kind.name
        run.mapping = mapping
        run.words = words
        run.fingerprint = fingerprint(reading.guess)
        run.state = .waiting
        run.counts.lines = nil
        run.job = try JobQueue.enqueue(ImportJob.name, .record(["import": .number(String(run.id))]), in: transaction)
        try ImportStore.update(run, in: transaction)
        return run
    }

    /// A file that was only looked at.
    package static func forget(_ run: ImportRun, in transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM import_run WHERE id = \(run.id) AND state = 'draft'")
    }

    /// Queues taking it back; raise the job signal afterwards.
    package static func undo(_ id: Int64, in transaction: Transaction) throws -> ImportRun {
        var run = try ImportStore.find(id, in: transaction)
        if run.state == .undone || run.state == .undoing {
            guard run.state == .undoing, let job = try run.undoJob.flatMap({ try JobQueue.find($0, in: transaction) }),
                job.state == .dead
            else {
                throw Refusal(.conflict, code: "already_undone", Message("This import has been undone already."))
            }
            try JobQueue.retry(job.id, in: transaction)
            return run
        }
        if let job = try run.job.flatMap({ try JobQueue.find($0, in: transaction) }), !job.isOver {
            throw Refusal(
                .conflict, code: "import_running",
                Message("This import is still running. Stop it first, or wait until it is done."))
        }
        guard run.journal != nil else {
            throw Refusal(
                .conflict, code: "nothing_imported",
                Message("This import has written nothing: there is nothing to undo."))
        }
        run.state = .undoing
        run.undoJob = try JobQueue.enqueue(
            UndoImportJob.name, .record(["import": .number(String(run.id))]), in: transaction)
        try ImportStore.update(run, in: transaction)
        return run
    }

    /// The same columns in the same order give the same mark.
    package static func fingerprint(_ guess: TableGuess) -> String {
        guess.columns.map { folded($0.name) }.joined(separator: "\u{1F}")
    }

    /// The words for choices in every language we speak.
    package static func words(_ schema: Schema, _ catalogues: Catalogues, zone: TimeZone) -> ChoiceWords {
        let translators = Language.allCases.map { catalogues.translator($0, timeZone: zone) }
        return ChoiceWords(schema) { label in translators.map { $0(label) } }
    }

    private static func demand(_ isDraft: Bool) throws {
        guard isDraft else {
            throw Refusal(.conflict, code: "import_started", Message("This import has been started already."))
        }
    }
}

extension ImportRun {
    /// The same, knowing the words for choices.
    package func speaking(_ words: ChoiceWords) -> ImportRun {
        var run = self
        run.words = words
        return run
    }

    /// As the API shows it.
    package func json(_ job: JobState?, _ t: Translator) -> JSON {
        var members: [JSON.Member] = [
            .init("id", .text(String(id))), .init("file", .text(name)), .init("kind", kind.map { .text($0) } ?? .null),
            .init("state", .text(shownState(job).rawValue)), .init("counts", counts.json),
            .init("mapping", mapping?.json ?? .null), .init("job", job?.json(t) ?? .null),
            .init("created_at", .text(createdAt.iso)), .init("finished_at", finishedAt.map { .text($0.iso) } ?? .null),
        ]
        if let sheet { members.insert(.init("sheet", .text(sheet)), at: 2) }
        return .object(members)
    }

    package enum ShownState: String, Sendable { case draft, waiting, running, done, undoing, undone, failed, cancelled }

    /// What the state is to a person: its job may have been stopped or have given up.
    package func shownState(_ job: JobState?) -> ShownState {
        if state == .waiting || state == .running || state == .undoing {
            if job?.state == .dead { return .failed }
            if job?.state == .cancelled { return .cancelled }
        }
        return ShownState(rawValue: state.rawValue) ?? .waiting
    }
}
