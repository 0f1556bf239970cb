import Jobs
import Records
import Storage
import Web

/// Removes files that nothing needs any more: no attachment names them, and no deletion that could still be undone.
enum UnneededFiles {
    static let job = "remove_unneeded_files"
    private static let batch = 500
    private static let spareSeconds = 86_400

    static func register(in registry: inout Registry) {
        registry.jobs.add(job, "Remove files that nothing needs") { context in
            var removed = 0, after = ""
            while true {
                let from = after
                let (keys, last) = try await context.write { try take(after: from, in: $0) }
                for key in keys { try context.files.remove(key) }
                removed += keys.count
                guard let last else { break }
                after = last
            }
            return .record(["removed": .number(String(removed))])
        }
        registry.jobs.schedule(job, everySeconds: 86_400)
    }

    /// Forgets up to a batch of unneeded files; says which, and where the next batch begins.
    static func take(after: String, in transaction: Transaction) throws -> (keys: [String], last: String?) {
        let limit = transaction.now.adding(seconds: -spareSeconds)
        let files = try transaction.connection.rows(
            "SELECT file FROM kept_file WHERE file > \(after) AND kept_at < \(limit) ORDER BY file LIMIT \(batch)",
            .text
        ).compactMap { $0[0].text }
        guard let last = files.last else { return ([], nil) }
        let used = Set(
            try transaction.connection.rows(
                "SELECT file FROM attachment WHERE file IN (\(SQL.list(files.map(Value.text))))", .text
            )
            .compactMap { $0[0].text })
        let candidates = Set(files).subtracting(used)
        guard !candidates.isEmpty else { return ([], last) }
        let unneeded = candidates.subtracting(try undoable(in: transaction))
        if !unneeded.isEmpty {
            try transaction.connection.execute(
                "DELETE FROM kept_file WHERE file IN (\(SQL.list(unneeded.map(Value.text))))")
        }
        return (Array(unneeded), last)
    }

    /// Files of deleted attachments that the journal can still bring back.
    private static func undoable(in transaction: Transaction) throws -> Set<String> {
        var files: Set<String> = []
        try transaction.connection.each(
            "SELECT before FROM journal_entry WHERE kind = 'attachment' AND action = 'deleted'", [.text]
        ) { row in
            if let file = try JSON(parsing: row[0].text ?? "{}")["file"]?.text { files.insert(file) }
            return true
        }
        return files
    }
}
