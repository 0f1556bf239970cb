import Activities
import Leads
import People
import Records
import Sales
import Storage

extension DemoData {
    static var alreadyThere: Refusal {
        Refusal(
            .conflict, code: "demo_exists",
            Message("There is sample data already. Remove it first, here or with “entregent demo --remove”."))
    }

    static var notThere: Refusal {
        Refusal(.conflict, code: "no_demo", Message("There is no sample data here: nothing was removed."))
    }

    /// Takes the demo away in one action: loaded records by their range of identifiers, the others by undoing their
    /// operation. The company and its administrator stay. Returns how many records went; may be run again when cut
    /// short.
    @discardableResult
    package static func remove(in workspace: Workspace, progress: Progress = { _, _ in }) async throws -> Int {
        guard let mark = DemoMark.find(workspace.settings) else { throw notThere }
        var removed = 0
        if let first = mark.first, let last = mark.last {
            removed += try await DemoUnload(first: first, last: last).run(in: workspace, progress)
        }
        while true {
            let (done, isFinished) = try await workspace.write(.house, .demo) { try undoSome(mark.journal, in: $0) }
            removed += done
            try await progress(removed, removed)
            if isFinished { break }
        }
        try await workspace.write(.house, .demo) { transaction in
            try transaction.connection.execute("DELETE FROM journal WHERE id = \(mark.journal)")
            try transaction.connection.execute("DELETE FROM demo_twin")
            for kind in [Lead.name, Contact.name] {
                try transaction.connection.execute(
                    "DELETE FROM score_change WHERE kind = \(kind) AND record_id NOT IN (SELECT id FROM \(name: kind))")
            }
            if try transaction.connection.integer("SELECT 1 FROM search_entry LIMIT 1") == nil {
                try transaction.connection.execute("DELETE FROM search_trigram")
                try transaction.connection.execute("DELETE FROM search_term")
            }
            try DemoMark.forget(in: transaction)
        }
        try await workspace.reload()
        return removed
    }

    /// Undoes five hundred records and forgets their history: they never were.
    private static func undoSome(_ journal: Int64, in transaction: Transaction) throws -> (Int, isFinished: Bool) {
        let connection = transaction.connection
        let limit = 500
        let entries = try connection.rows(
            "SELECT kind, record_id FROM journal_entry WHERE journal_id = \(journal) ORDER BY id DESC LIMIT \(limit)",
            .text, .integer)
        guard let state = try connection.text("SELECT state FROM journal WHERE id = \(journal)"), state != "undone"
        else { return (0, true) }
        var ids = Dictionary(grouping: entries, by: { $0[0].text ?? "" }).mapValues { $0.compactMap { $0[1].integer } }
        if let deals = ids[Opportunity.name] {
            // The moves of an opportunity go with it.
            ids[StageChange.name, default: []] += try connection.integers(
                "SELECT id FROM stage_change WHERE opportunity IN (\(SQL.list(deals)))")
        }
        let (done, isFinished) = try Journal.undo(journal, limit: limit, in: transaction)
        try Erasure.during(.demo, in: transaction) { erasure in
            for (kind, ids) in ids {
                for chunk in ids.chunked(by: 5000) {
                    try erasure.delete(from: "history", "kind = \(kind) AND record_id IN (\(SQL.list(chunk)))")
                }
            }
        }
        return (done.removed, isFinished)
    }
}

/// Takes loaded records away: everything in a range of identifiers, and what others have tied to it.
struct DemoUnload: Sendable {
    let first: Int64, last: Int64

    /// Owned ones first.
    private static let kinds = [
        Note.name, Activity.name, Lead.name, Need.name, StageChange.name, Opportunity.name, Contact.name,
        Account.name,
    ]

    func run(in workspace: Workspace, _ progress: DemoData.Progress) async throws -> Int {
        try await workspace.write(.house, .demo) { try release(in: $0) }
        let total = Int(last - first) + 1
        var removed = 0
        // A slice is a transaction: five hundred accounts with all that is theirs.
        for start in stride(from: first, through: last, by: 256_000) {
            try await progress(Int(start - first) / 512, total / 512)
            let end = min(start + 255_999, last)
            removed += try await workspace.write(.house, .demo) { try clear(start, end, in: $0) }
        }
        return removed
    }

    private func clear(_ start: Int64, _ end: Int64, in transaction: Transaction) throws -> Int {
        let connection = transaction.connection
        var removed = 0
        for name in DemoUnload.kinds {
            let kind = transaction.schema.kind(name)
            try Erasure.during(.demo, in: transaction) { erasure in
                try erasure.delete(from: "history", "kind = \(name) AND record_id BETWEEN \(start) AND \(end)")
            }
            for part in kind.parts {
                try connection.execute(
                    "DELETE FROM \(name: part.kind.table) WHERE \(name: name) BETWEEN \(start) AND \(end)")
            }
            removed += try connection.execute("DELETE FROM \(name: kind.table) WHERE id BETWEEN \(start) AND \(end)")
        }
        for table in ["match_key", "score_change"] {
            try connection.execute("DELETE FROM \(name: table) WHERE record_id BETWEEN \(start) AND \(end)")
        }
        let id = SQL(text: connection.dialect == .sqlite ? "rowid" : "id")
        try connection.execute("DELETE FROM search_entry WHERE \(id) BETWEEN \(start) AND \(end)")
        return removed
    }

    /// Real records that point to demo ones let go of them; notes, activities and files about them go along.
    private func release(in transaction: Transaction) throws {
        let schema = transaction.schema
        for kind in schema.entities {
            for field in kind.fields {
                guard let held = held(field) else { continue }
                if field.goesWithLink {
                    let ids = try transaction.connection.integers(
                        "SELECT id FROM \(name: kind.table) WHERE \(held) AND NOT id BETWEEN \(first) AND \(last)")
                    if !ids.isEmpty { try transaction.delete(ids, of: kind) }
                } else {
                    let empty = SQL.joined(field.columns.map { "\(name: $0.name) = NULL" }, ", ")
                    try transaction.connection.execute(
                        "UPDATE \(name: kind.table) SET \(empty) WHERE \(held) AND NOT id BETWEEN \(first) AND \(last)")
                }
            }
            for part in kind.parts {
                for field in part.kind.fields {
                    guard let held = held(field) else { continue }
                    try transaction.connection.execute(
                        "DELETE FROM \(name: part.kind.table) WHERE \(held) AND NOT id BETWEEN \(first) AND \(last)")
                }
            }
        }
    }

    /// Where a field points into the range; nil for fields that cannot.
    private func held(_ field: FieldSpec) -> SQL? {
        if let target = field.shape.linkTarget, DemoUnload.kinds.contains(target) {
            return "\(name: field.columns[0].name) BETWEEN \(first) AND \(last)"
        }
        guard field.shape == .reference else { return nil }
        let kinds = SQL.list(DemoUnload.kinds.map(Value.text))
        return """
            \(name: field.columns[0].name) IN (\(kinds))
            AND \(name: field.columns[1].name) BETWEEN \(first) AND \(last)
            """
    }
}
