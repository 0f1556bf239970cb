import Activities
import Foundation
import People
import Records
import Storage
import Web

extension Emails {
    /// Letters written to a customer and received from them, on the timelines of what they are about and of the person
    /// they went to.
    package static let timeline = TimelineSource("email", .mails) { scope, transaction in
        guard !transaction.viewer.grants(for: Email.name).isEmpty else { return nil }
        let kind = transaction.schema.kind(of: Email.self), place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place)
        let column = { (name: String) -> SQL in
            kind[name].map { transaction.viewer.sees($0, of: kind) } == true ? place.column(name) : "NULL"
        }
        let about: SQL =
            "\(place.column("about_kind")) = \(scope.kind.name) AND \(place.column("about_id")) = s.id"
        // On other timelines the record it is about tells it: once is enough.
        let isPerson = scope.kind.name == Contact.name && scope.isSubject
        let isTold: SQL = "\(place.column("state")) <> 'draft'"
        return TimelineRows(
            from: place.from, on: isPerson ? "((\(about)) OR \(place.column("contact")) = s.id)" : about,
            where: [rights, isTold].compactMap(\.self).joinedByAnd, id: place.column("id"),
            at: "COALESCE(\(place.column("sent_at")), \(place.column("created_at")))",
            user: "CASE WHEN \(place.column("direction")) = 'out' THEN \(place.column("owner")) END",
            texts: [
                column("subject"), "SUBSTR(\(column("text")), 1, 600)",
                """
                \(place.column("state")) || '|' || COALESCE(\(place.column("direction")), '') || '|'
                || COALESCE(\(column("from_address")), '') || '|' || COALESCE(\(column("to_addresses")), '')
                """,
            ],
            numbers: [
                """
                CASE WHEN \(place.column("clicked_at")) IS NOT NULL THEN 2
                WHEN \(place.column("opened_at")) IS NOT NULL THEN 1 ELSE 0 END
                """,
                "(SELECT COUNT(*) FROM email_file WHERE email_file.email = \(place.column("id")))",
            ])
    } entry: { wording in
        let (row, t) = (wording.row, wording.t)
        let facts = (row.texts[2] ?? "").split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false)
        let state = facts.first.flatMap { EmailState(rawValue: String($0)) } ?? .sent
        let isIncoming = facts.count > 1 && facts[1] == "in"
        let subject = Message.Argument.text(row.texts[0].flatMap { $0.isEmpty ? nil : $0 } ?? t("Without a subject"))
        var entry = wording.frame(
            icon: isIncoming ? "mail-open" : "mail", tone: state.tone,
            isIncoming
                ? t(Message("wrote “{subject}”", ["subject": subject]))
                : t(Message("sent the mail “{subject}”", ["subject": subject])),
            body: row.texts[1].map { .prose(MailText.excerpt($0)) })
        if isIncoming, facts.count > 2 { entry.who = MailAddresses(String(facts[2])).shortNames }
        if state != .sent, state != .received {
            entry.badges.append(Badge(t(state.label), state.tone, icon: state.icon))
        }
        if let seen = row.numbers[0], seen > 0 {
            entry.badges.append(Badge(seen > 1 ? t("Link followed") : t("Opened"), .good, icon: "eye"))
        }
        if let files = row.numbers[1], files > 0 {
            entry.badges.append(
                Badge(t(Message("{count} file", "{count} files", count: Int(files))), icon: "paperclip"))
        }
        entry.does.append(Action(t("Open", context: "verb"), look: .quiet, small: true, href: "/emails/\(row.id)"))
        entry.does.append(
            Action(t("Answer"), icon: "corner-up-left", look: .quiet, small: true, href: "/emails/new?reply=\(row.id)"))
        return entry
    }

    /// Records behind which somebody can be reached.
    static func isWritten(to kind: Kind) -> Bool {
        [Account.name, Contact.name].contains(kind.name) || kind["email"] != nil && kind.name != "user"
            || kind.declared.contains { [Account.name, Contact.name].contains($0.shape.linkTarget) }
    }

    /// Beside note, call and task: the way to a mail about this record.
    package static let write = TimelineWriter { about, context in
        guard context.viewer.may(sending), let kind = context.schema[about.kind], isWritten(to: kind) else {
            return nil
        }
        return Action(
            context.t("Mail", context: "letter"), icon: "mail", href: "/emails/new?about=\(about.kind):\(about.id)")
    }
}

extension EmailState {
    var tone: Tone {
        switch self {
        case .draft, .queued: .neutral
        case .sent, .received: .accent
        case .uncertain: .warn
        case .failed, .bounced: .bad
        }
    }

    var icon: String {
        switch self {
        case .draft: "pencil"
        case .queued: "clock"
        case .sent: "check"
        case .received: "mail-open"
        case .uncertain, .failed, .bounced: "triangle-alert"
        }
    }
}

extension MailAddresses {
    /// `Ann Arden, bob@acme.example`
    var shortNames: String { addresses.map { $0.name ?? $0.address }.joined(separator: ", ") }
}

extension MailText {
    /// The beginning of a letter on one glance, without what it quotes.
    static func excerpt(_ text: String) -> String {
        let own = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix(">") }
        let plain = MailText(own.joined(separator: "\n")).plain
        return plain.count > 320 ? plain.prefix(320).trimmingCharacters(in: .whitespacesAndNewlines) + "…" : plain
    }
}
