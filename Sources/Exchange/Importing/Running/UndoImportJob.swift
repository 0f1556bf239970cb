import Jobs
import Records
import Storage

/// Takes an import back: what it made goes, what it changed is as before, but for what somebody changed since.
enum UndoImportJob {
    static let name = "import.undo"

    static func work(_ context: JobContext) async throws -> JSON {
        guard let id = context.job.arguments["import"]?.integer else { throw Refusal.notFound() }
        let run = try await context.read { try ImportStore.find(id, in: $0) }
        guard run.state == .undoing, let journal = run.journal else { return .object([]) }
        var tally = Tally(context.checkpoint)
        if context.checkpoint == nil {
            tally.total = try await context.read { transaction in
                Int(try transaction.connection.integer("SELECT records FROM journal WHERE id = \(journal)") ?? 0)
            }
        }
        while true {
            let before = tally
            let (after, isFinished) = try await context.write(.import) { transaction in
                var tally = before
                let (done, isFinished) = try Journal.undo(journal, limit: 300, in: transaction)
                tally.add(done)
                if isFinished {
                    var run = try ImportStore.find(id, in: transaction)
                    run.state = .undone
                    try ImportStore.update(run, in: transaction)
                    try transaction.connection.execute("DELETE FROM import_pending WHERE import_id = \(id)")
                }
                try context.save(tally.json, JobProgress(done: tally.done, total: tally.total), in: transaction)
                return (tally, isFinished)
            }
            tally = after
            if isFinished { return tally.json }
        }
    }

    /// What was taken back so far.
    private struct Tally: Sendable {
        var total = 0, removed = 0, restored = 0, reverted = 0
        /// Records somebody changed since: those values stay.
        var kept: [Reference] = []

        var done: Int { removed + restored + reverted }

        init(_ json: JSON?) {
            func number(_ name: String) -> Int { Int(json?[name]?.integer ?? 0) }
            (total, removed, restored, reverted) = (
                number("total"), number("removed"), number("restored"), number("reverted")
            )
            kept = (json?["kept"]?.array ?? []).compactMap { item in
                guard let kind = item["kind"]?.text, let id = item["id"]?.text.flatMap({ Int64($0) }) else {
                    return nil
                }
                return Reference(kind: kind, id: id)
            }
        }

        mutating func add(_ undone: Journal.Undone) {
            removed += undone.removed
            restored += undone.restored
            reverted += undone.reverted
            kept += undone.kept.prefix(max(0, 1000 - kept.count))
        }

        var json: JSON {
            func number(_ number: Int) -> JSON { .number(String(number)) }
            return .record([
                "total": number(total), "removed": number(removed), "restored": number(restored),
                "reverted": number(reverted),
                "kept": .array(kept.map { .record(["kind": .text($0.kind), "id": .text(String($0.id))]) }),
            ])
        }
    }
}
