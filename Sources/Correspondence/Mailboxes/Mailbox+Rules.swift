import Identity
import Messaging
import Records
import Storage

extension Mailbox {
    /// Whoever has it sets up mailboxes for everybody, and may name machines of the house.
    package static let managing = "mailboxes.manage"

    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            var mailbox = try changes[index].typed(Mailbox.self)
            if changes[index].isNew {
                if mailbox.owner == nil { mailbox.owner = transaction.author.map { ID($0) } }
                if mailbox.readsSince == nil { mailbox.readsSince = transaction.today }
            }
            mailbox.host = mailbox.host.trimmingCharacters(in: .whitespaces).lowercased()
            mailbox.folder = mailbox.folder.trimmingCharacters(in: .whitespaces)
            if mailbox.folder.isEmpty { mailbox.folder = "INBOX" }
            changes[index].replace(with: mailbox)
            if !(1...65_535).contains(mailbox.port) {
                changes[index].refuse(
                    "port", code: "out_of_range", Message("A port is a number from 1 to 65535."))
            }
            let isName = mailbox.host.utf8.allSatisfy {
                $0 > 127 || (97...122).contains($0) || (48...57).contains($0) || ".-:_".utf8.contains($0)
            }
            if !isName {
                changes[index].refuse(
                    "host", code: "invalid_value",
                    Message(
                        "The name of a server is expected, such as {example}.",
                        ["example": .text("imap.example.com")]))
            }
            guard !transaction.viewer.may(managing) else { continue }
            if mailbox.owner?.number != transaction.viewer.user {
                changes[index].refuse(
                    "owner", code: "not_allowed",
                    Message("You may connect your own mailbox only. Ask an administrator for others."))
            }
        }
    }

    /// Another server, folder or account numbers its letters otherwise, and the password was not for it.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes {
            let id = change.new.id, mayBePrivate = transaction.viewer.may(managing)
            if change.isNew {
                try MailboxState.make(id, mayBePrivate: mayBePrivate, in: transaction)
            } else if change.changes("host") || change.changes("port") || change.changes("protection")
                || change.changes("sign_in") || change.changes("address")
            {
                try MailboxState.forgetServer(id, mayBePrivate: mayBePrivate, in: transaction)
            } else if change.changes("folder") || change.changes("reads_since") {
                try MailboxState.startAnew(id, in: transaction)
            }
        }
    }

    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        for record in records { try MailboxState.forgetServer(record.id, mayBePrivate: false, in: transaction) }
    }

    func server(_ state: MailboxState, _ settings: WorkspaceSettings) throws(Refusal) -> MailboxServer {
        guard let password = state.sealed.flatMap({ Seal(settings)?.open($0) }) else {
            throw Refusal(
                code: "mailbox_without_password",
                Message("The password of this mailbox is not known. Enter it on the page of the mailbox."))
        }
        return MailboxServer(
            host: host, port: port, protection: MailServer.Protection(rawValue: protection.rawValue) ?? .tls,
            user: signIn ?? address, password: password, folder: folder, allowsPrivateAddresses: state.mayBePrivate)
    }
}
