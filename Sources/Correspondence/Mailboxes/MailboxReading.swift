import Activities
import Foundation
import Jobs
import Messaging
import Records
import Storage

/// Reads mailboxes every few minutes, or at once when somebody asks. Each letter is filed in a transaction of its own
/// together with how far the mailbox is read: a server killed between goes on with the next letter.
enum MailboxReading {
    static let job = "mailbox.read", rounds = "mailboxes.read"
    /// More is left to the next round, so that one full mailbox does not keep the others waiting.
    private static let batches = 40

    static func register(in jobs: inout JobBook) {
        jobs.add(job, "Read a mailbox", maximumAttempts: 3) { try await read($0) }
        jobs.add(rounds, "See which mailboxes are to be read") { try await round($0) }
        jobs.schedule(rounds, everySeconds: 120)
    }

    static func queue(_ mailbox: Int64, in transaction: Transaction) throws {
        let arguments = JSON.record(["mailbox": .text(String(mailbox))])
        _ = try JobQueue.enqueue(job, arguments, key: "\(job):\(mailbox)", in: transaction.seen(by: .house))
    }

    private static func round(_ context: JobContext) async throws -> JSON {
        let count = try await context.workspace.write(.house, .job) { transaction in
            let due = try transaction.connection.integers(
                """
                SELECT m.id FROM mailbox AS m JOIN mailbox_state AS s ON s.mailbox = m.id
                WHERE m.is_active = TRUE AND s.sealed IS NOT NULL
                    AND (s.next_at IS NULL OR s.next_at <= \(transaction.now)) ORDER BY m.id
                """)
            for id in due { try queue(id, in: transaction) }
            return due.count
        }
        return .record(["queued": .number(String(count))])
    }

    private static func read(_ context: JobContext) async throws -> JSON {
        guard let id = context.job.arguments["mailbox"]?.text.flatMap({ Int64($0) }) else { return .object([]) }
        var filed = 0
        do {
            for batch in 0..<batches {
                let (count, hasMore) = try await readBatch(ID(id), context)
                filed += count
                try await context.report(JobProgress(done: filed))
                if !hasMore || batch == batches - 1 { break }
            }
        } catch let refusal as Refusal {
            if refusal.type == .notFound { return .object([]) }
            try await context.workspace.write(.house, .job) { try MailboxState.failed(id, refusal, in: $0) }
            return .record(["letters": .number(String(filed)), "failure": .text(refusal.code)])
        }
        return .record(["letters": .number(String(filed))])
    }

    private static func readBatch(_ id: ID<Mailbox>, _ context: JobContext) async throws -> (Int, hasMore: Bool) {
        let workspace = context.workspace
        let (mailbox, state) = try await workspace.read(.house) { transaction in
            guard let state = try MailboxState.find(id.number, in: transaction.connection) else {
                throw Refusal.notFound()
            }
            return (try transaction.find(id), state)
        }
        let server = try mailbox.server(state, workspace.settings)
        let today = workspace.clock().day(in: workspace.settings.timeZone)
        let position = MailboxPosition(
            validity: state.validity, uid: state.uid, since: mailbox.readsSince ?? today)
        let trust = ProcessInfo.processInfo.environment["ENTREGENT_CA_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        let batch = try await server.read(from: position, trust: trust)
        for letter in batch.letters { try await file(letter, batch.validity, mailbox, context) }
        try await workspace.write(.house, .job) {
            try MailboxState.succeeded(id.number, batch.validity, hasLetters: !batch.letters.isEmpty, in: $0)
        }
        return (batch.letters.count, batch.hasMore)
    }

    private static func file(
        _ letter: MailboxBatch.Letter, _ validity: UInt32, _ mailbox: Mailbox, _ context: JobContext
    ) async throws {
        let mail = letter.bytes.flatMap { readable($0) }
        let key = MailboxLetter.key(mail, letter.bytes, validity, letter.uid), box = mailbox.id.number
        let isKnown = try await context.workspace.database.read { try MailboxLetter.isKnown(key, box, in: $0) }
        var files: [ReceivedFile] = []
        if !isKnown, let mail, !mail.isAutomatic {
            for file in mail.files { files.append(try await .keep(file.bytes, named: file.name, in: context.files)) }
        }
        let kept = files
        let isUsed: Bool
        do {
            isUsed = try await context.write { transaction in
                try MailboxState.advance(box, validity, letter.uid, in: transaction)
                guard try MailboxLetter.claim(key, box, letter.uid, in: transaction) else { return false }
                guard let mail else { return false }
                let (outcome, email) = try MailFiling(mailbox, mail, kept, in: transaction).take()
                try MailboxLetter.settle(key, box, outcome, email: email, in: transaction)
                return email != nil
            }
        } catch {
            for file in kept { try file.discard(from: context.files) }
            throw error
        }
        if !isUsed { for file in kept { try file.discard(from: context.files) } }
    }

    /// Nil for what is no letter: it is counted as unreadable and stays in the mailbox.
    private static func readable(_ bytes: Data) -> IncomingMail? {
        guard case .success(let mail) = Result(catching: { () throws(Refusal) in try MimeReader.read(bytes) }) else {
            return nil
        }
        return mail
    }
}
