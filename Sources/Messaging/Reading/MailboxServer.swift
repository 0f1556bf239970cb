import CCurl
import Foundation
import Records

/// A mailbox elsewhere whose letters we read, by IMAP: where it is, and as whom. Nothing is deleted, moved or marked
/// there.
package struct MailboxServer: Sendable, Hashable {
    package var host: String
    package var port: Int
    package var protection: MailServer.Protection
    package var user: String
    package var password: String
    package var folder: String
    /// Somebody who may choose machines of the house has named it.
    package var allowsPrivateAddresses: Bool

    package init(
        host: String, port: Int, protection: MailServer.Protection, user: String, password: String,
        folder: String = "INBOX", allowsPrivateAddresses: Bool = false
    ) {
        self.host = host
        self.port = port
        self.protection = protection
        self.user = user
        self.password = password
        self.folder = folder
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }
}

/// How far a mailbox has been read.
package struct MailboxPosition: Sendable, Hashable {
    /// The server's word that its numbers still mean the same letters.
    package var validity: UInt32?
    /// The last one read.
    package var uid: UInt32
    /// Older letters are left where they are.
    package var since: Day

    package init(validity: UInt32?, uid: UInt32, since: Day) {
        self.validity = validity
        self.uid = uid
        self.since = since
    }
}

/// Letters read at once.
package struct MailboxBatch: Sendable {
    package struct Letter: Sendable {
        package let uid: UInt32
        /// Nil where the letter is too large to be read.
        package let bytes: Data?
    }

    package var validity: UInt32
    /// The server has numbered its letters anew: all since the given day are read again.
    package var isRenumbered: Bool
    package var letters: [Letter] = []
    package var hasMore = false
}

extension MailboxServer {
    /// The next letters, the oldest first: at most so many, and not many more bytes than so many. Throws a `Refusal` in
    /// words for whoever looks after the mailbox.
    package func read(
        from position: MailboxPosition, atMost count: Int = 50, bytes: Int = 30 << 20, largest: Int = 40 << 20,
        trust: String? = nil
    ) async throws -> MailboxBatch {
        let ending = Ending()
        return try await withTaskCancellationHandler {
            try await NetworkThreads.run {
                let dialog = try ImapDialog(self, trust: trust, ending)
                defer { dialog.leave() }
                return try dialog.batch(position, folder, count, bytes, largest)
            }
        } onCancel: {
            ending.end()
        }
    }
}

extension ImapDialog {
    fileprivate func batch(
        _ position: MailboxPosition, _ folder: String, _ count: Int, _ bytes: Int, _ largest: Int
    ) throws -> MailboxBatch {
        // EXAMINE opens it for reading alone: even a mistake of ours could mark nothing.
        let opened = try command("EXAMINE \(ImapText.folder(folder))", refusedAs: .folder(folder))
        guard let validity = opened.compactMap({ ImapText.number(after: "[UIDVALIDITY ", in: $0.text) }).first else {
            throw ImapRefusal.strange(host, "UIDVALIDITY").refusal
        }
        let isRenumbered = position.validity != nil && position.validity != validity
        let after = isRenumbered ? 0 : position.uid
        var batch = MailboxBatch(validity: validity, isRenumbered: isRenumbered)
        guard after < UInt32.max else { return batch }
        let found = try command("UID SEARCH UID \(after + 1):* SINCE \(ImapText.day(position.since))")
        // “n:*” always holds the last letter, even one read before.
        let uids = Set(found.flatMap { ImapText.numbers(of: "SEARCH", in: $0.text) }).filter { $0 > after }.sorted()
        var room = bytes
        for uid in uids.prefix(count) {
            if room <= 0 { break }
            let size = try command("UID FETCH \(uid) (UID RFC822.SIZE)")
                .compactMap { ImapText.number(after: "RFC822.SIZE ", in: $0.text) }.first
            // Deleted by somebody else meanwhile.
            guard let size else { continue }
            guard Int(size) <= largest else {
                batch.letters.append(MailboxBatch.Letter(uid: uid, bytes: nil))
                continue
            }
            let answers = try command("UID FETCH \(uid) (UID BODY.PEEK[])", literalsAtMost: largest + (1 << 20))
            guard let body = answers.first(where: { $0.text.contains("FETCH") && !$0.literals.isEmpty })?.literals.first
            else { continue }
            batch.letters.append(MailboxBatch.Letter(uid: uid, bytes: body))
            room -= body.count
        }
        let last = batch.letters.last?.uid ?? uids.prefix(count).last ?? 0
        batch.hasMore = uids.contains { $0 > last }
        return batch
    }
}
