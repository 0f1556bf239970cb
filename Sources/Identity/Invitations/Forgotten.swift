import Jobs
import Localisation
import Messaging
import Records
import Storage

/// The work behind “Forgotten password?”: looks whether somebody has the address, and writes to them if so.
enum Forgotten {
    /// The address waits sealed: a list of jobs tells nobody who forgot what.
    static func queue(_ email: String, base: String, in transaction: Transaction) throws {
        let sealed = try Seal.of(transaction).close(email)
        let language = transaction.settings.language
        _ = try JobQueue.enqueue(
            "password.reset",
            .record(["email": .text(sealed), "base": .text(base), "language": .text(language)]), in: transaction)
    }

    static func answer(_ context: JobContext, _ words: CatalogueShelf) async throws -> JSON {
        // Made and mailed in one transaction, so a second run finds it done.
        if context.checkpoint != nil { return .object([]) }
        guard let base = context.job.arguments["base"]?.text,
            let sealed = context.job.arguments["email"]?.text,
            let email = Seal(context.workspace.settings)?.open(sealed)
        else { return .object([]) }
        try await context.workspace.write(.house, .job) { transaction in
            let user = try transaction.connection.integer(
                "SELECT id FROM \"user\" WHERE email = \(email) AND is_active = TRUE")
            if let user {
                let zone = transaction.settings.timeZone
                _ = try Invitations.make(
                    .reset, for: ID(user), base: base,
                    words: { words.translator($0, timeZone: zone) }, in: transaction)
            }
            try context.save(true, JobProgress(done: 1, total: 1), in: transaction)
        }
        return .object([])
    }
}
