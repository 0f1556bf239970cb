import Localisation
import Records
import Storage

/// Takes an operation back: what was deleted returns, what was made goes, what was changed is as before.
enum Undoing {
    static func register(in registry: inout Registry) { registry.routes.post("/journal/:id/undo", [], undo) }

    @Sendable private static func undo(_ request: Request, _ context: Context) async throws -> Response {
        let total = try await run([try request.identifier()], context)
        let isWhole = total.kept.isEmpty && total.problems.isEmpty
        let toast = Toast(sentence(total, context.t, context.schema), tone: isWhole ? .good : .warn)
        // The script says “Undone.” itself.
        if request.isFetched { return isWhole ? .json(json(total)) : .json(json(total)).announcing(toast) }
        return Response.accepted(request, next: request.cameFrom ?? "/", json(total)).saying(toast)
    }

    /// Each operation in portions, a transaction each.
    static func run(_ journals: [Int64], _ context: Context) async throws -> Journal.Undone {
        var total = Journal.Undone()
        for journal in journals {
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
                total.problems += done.problems
                isFinished = finished
            }
        }
        return total
    }

    static func json(_ total: Journal.Undone) -> JSON {
        .record([
            "removed": .number(String(total.removed)), "restored": .number(String(total.restored)),
            "reverted": .number(String(total.reverted)), "kept": .number(String(total.kept.count)),
        ])
    }

    /// With the reasons of what did not come back as it was.
    static func json(_ total: Journal.Undone, _ t: Translator, _ schema: Schema) -> JSON {
        let problems = total.problems.map { problem in
            JSON.record([
                "kind": .text(problem.record.kind), "id": .text(String(problem.record.id)),
                "code": .text(problem.reason.rawValue), "field": .text(problem.field),
                "message": .text(t(problem.message(schema))),
            ])
        }
        return json(total).with("problems", .array(problems))
    }

    /// One's own operations, or anybody's for whoever manages the settings.
    private static func checkOwner(of journal: Int64, _ transaction: Transaction) throws {
        let row = try transaction.connection.first("SELECT user_id FROM journal WHERE id = \(journal)", .integer)
        guard let row else { throw Refusal.notFound() }
        guard row[0].integer == transaction.viewer.user || transaction.viewer.may("settings.manage") else {
            throw Refusal.notFound()
        }
    }

    static func sentence(_ done: Journal.Undone, _ t: Translator, _ schema: Schema) -> String {
        let count = done.removed + done.restored + done.reverted
        var text = t(
            Message(
                "Undone: {count} record is as it was before.", "Undone: {count} records are as they were before.",
                count: count))
        for problem in done.problems.prefix(3) { text += " " + t(problem.message(schema)) }
        guard !done.kept.isEmpty else { return text }
        let kept = Message(
            "{count} record was changed again since; that change was kept.",
            "{count} records were changed again since; those changes were kept.", count: done.kept.count)
        return text + " " + t(kept)
    }
}
