import Localisation
import Records
import Storage

/// Takes an operation back: what was deleted returns, what was made goes, what was changed is as before.
enum Undoing {
    static func register(in registry: inout Registry) { registry.routes.post("/journal/:id/undo", [], undo) }

    @Sendable private static func undo(_ request: Request, _ context: Context) async throws -> Response {
        let journal = try request.identifier()
        var total = Journal.Undone()
        var isFinished = false
        while !isFinished {
            let (done, finished) = try await context.write { transaction in
                try checkOwner(of: journal, transaction)
                return try Journal.undo(journal, in: transaction)
            }
            total.removed += done.removed
            total.restored += done.restored
            total.reverted += done.reverted
            total.kept += done.kept
            isFinished = finished
        }
        let toast = Toast(sentence(total, context.t), tone: total.kept.isEmpty ? .good : .warn)
        let json = JSON.record([
            "removed": .number(String(total.removed)), "restored": .number(String(total.restored)),
            "reverted": .number(String(total.reverted)), "kept": .number(String(total.kept.count)),
        ])
        // The script says “Undone.” itself.
        if request.isFetched { return total.kept.isEmpty ? .json(json) : .json(json).announcing(toast) }
        return Response.accepted(request, next: request.cameFrom ?? "/", json).saying(toast)
    }

    /// One's own operations, or anybody's for whoever manages the settings.
    private static func checkOwner(of journal: Int64, _ transaction: Transaction) throws {
        let row = try transaction.connection.first("SELECT user_id FROM journal WHERE id = \(journal)", .integer)
        guard let row else { throw Refusal.notFound() }
        guard row[0].integer == transaction.viewer.user || transaction.viewer.may("settings.manage") else {
            throw Refusal.notFound()
        }
    }

    private static func sentence(_ done: Journal.Undone, _ t: Translator) -> String {
        let count = done.removed + done.restored + done.reverted
        let text = t(
            Message(
                "Undone: {count} record is as it was before.", "Undone: {count} records are as they were before.",
                count: count))
        guard !done.kept.isEmpty else { return text }
        let kept = Message(
            "{count} record was changed again since; that change was kept.",
            "{count} records were changed again since; those changes were kept.", count: done.kept.count)
        return text + " " + t(kept)
    }
}
