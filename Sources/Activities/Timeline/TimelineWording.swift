import Localisation
import Records
import Web

/// The words of a timeline's entries: who did what, in the reader's language.
package struct TimelineWording {
    package let context: Context
    package let row: Timeline.Row

    package init(_ context: Context, _ row: Timeline.Row) {
        self.context = context
        self.row = row
    }

    package var t: Translator { context.t }

    /// The frame of an entry, for other modules' sources too.
    package func frame(icon: String, tone: Tone = .neutral, _ what: String, body: TimelineEntry.Body? = nil)
        -> TimelineEntry
    {
        TimelineEntry(
            id: "\(row.source)-\(row.id)", icon: icon, tone: tone, who: row.userName ?? "Entregent", what: what,
            time: t.time(row.at),
            exactTime: t.instant(row.at), iso: row.at.iso, body: body)
    }

    func note() -> TimelineEntry {
        var entry = frame(icon: "sticky-note", tone: .accent, t("wrote a note"), body: .prose(row.texts[0] ?? ""))
        if row.user == context.viewer.user {
            entry.does.append(
                Action(
                    t("Edit"), icon: "pencil", look: .quiet, small: true, href: "/notes/\(row.id)/writing",
                    [.data("sheet", "/notes/\(row.id)/writing")]))
        }
        return entry
    }

    func activity() -> TimelineEntry {
        let subject: Message.Argument = .text(row.texts[0] ?? "")
        let (icon, what): (String, Message) =
            switch row.texts[1] {
            case "call": ("phone-call", Message("made the call “{subject}”", ["subject": subject]))
            case "meeting": ("calendar-check", Message("held the meeting “{subject}”", ["subject": subject]))
            default: ("circle-check", Message("finished the task “{subject}”", ["subject": subject]))
            }
        var entry = frame(icon: icon, tone: .good, t(what), body: row.texts[2].map { .prose($0) })
        if let minutes = row.numbers[0], minutes > 0 {
            entry.badges.append(
                Badge(t(Message("{count} minute", "{count} minutes", count: Int(minutes))), icon: "clock"))
        }
        entry.does.append(Action(t("Open", context: "verb"), look: .quiet, small: true, href: "/activities/\(row.id)"))
        entry.does.append(
            Action(
                t("Not done"), icon: "undo-2", look: .quiet, small: true, submit: true,
                [
                    .attribute("form", "timeline-form"),
                    .attribute("formaction", "/activities/\(row.id)/done?done=false"),
                ]))
        return entry
    }

    func file() -> TimelineEntry {
        let name = row.texts[0] ?? "", size = t.bytes(Int(row.numbers[0] ?? 0))
        let number = Int(row.numbers[1] ?? 1)
        let what =
            number > 1 ? t(Message("added version {number} of a file", ["number": .number(number)])) : t("added a file")
        return frame(
            icon: "paperclip", what, body: .file(name: name, detail: size, href: "/attachments/\(row.id)/file"))
    }

    /// Nil where nothing is left to tell that another entry does not tell better.
    func changed(_ change: HistoryChange, _ showing: Showing) -> TimelineEntry? {
        let record: Message.Argument = .text(row.aboutTitle)
        var entry: TimelineEntry
        switch change.action {
        case "created": entry = frame(icon: "plus", t(Message("created “{record}”", ["record": record])))
        case "deleted": entry = frame(icon: "trash-2", t(Message("deleted “{record}”", ["record": record])))
        case "shared", "unshared":
            let who: Message.Argument = .text(change.holder.flatMap { showing.links[$0]?.title } ?? t("Somebody"))
            let what =
                change.action == "shared"
                ? Message("shared “{record}” with {who}", ["record": record, "who": who])
                : Message("no longer shares “{record}” with {who}", ["record": record, "who": who])
            entry = frame(icon: "share-2", t(what))
        case "merged", "unmerged":
            let words: [String: Message.Argument] = ["records": .text(t.list(change.former)), "record": record]
            entry =
                change.action == "merged"
                ? frame(icon: "merge", t(Message("merged {records} into “{record}”", words)))
                : frame(icon: "split", t(Message("undid the merge of {records} into “{record}”", words)))
        case "merged_into": return nil
        case "restored": entry = frame(icon: "undo-2", t(Message("brought “{record}” back", ["record": record])))
        default:
            guard !change.fields.isEmpty else { return nil }
            let what = t(Message("changed “{record}”", ["record": record]))
            entry = frame(icon: "pencil", what, body: .changes(change.shown(showing)))
        }
        if let door = row.texts[1].flatMap({ Door(rawValue: $0) }), door != .screen {
            entry.badges.append(Badge(t(door.label)))
        }
        return entry
    }
}
