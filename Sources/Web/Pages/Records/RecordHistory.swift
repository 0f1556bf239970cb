import Localisation
import Records
import Storage

/// Who changed what, when and through which door, as a person reads it.
struct RecordHistory: Sendable {
    let kind: Kind
    let context: Context
    private static let limit = 50

    struct Page: Sendable {
        let days: [(label: String, entries: [TimelineEntry])]
        let older: String?
    }

    func page(_ id: Int64, before: Int64?) async throws -> Page {
        let (entries, showing) = try await context.read { transaction in
            _ = try transaction.record(id, of: kind)
            let entries = try History.entries(
                of: kind, id, before: before, limit: RecordHistory.limit + 1, in: transaction)
            return (entries, try RecordLinks.showing(references(entries), context.t, in: transaction))
        }
        let shown = entries.prefix(RecordHistory.limit)
        let older =
            entries.count > RecordHistory.limit
            ? shown.last.map { "/\(kind.plural)/\(id)/history?before=\($0.id)" } : nil
        return Page(days: byDay(shown, of: id, showing), older: older)
    }

    private func byDay(
        _ entries: ArraySlice<History.Entry>, of id: Int64, _ showing: Showing
    ) -> [(label: String, entries: [TimelineEntry])] {
        let t = context.t
        var days: [(day: Day, entries: [TimelineEntry])] = []
        for entry in entries {
            let day = entry.at.day(in: t.timeZone)
            if days.last?.day != day { days.append((day, [])) }
            days[days.count - 1].entries.append(line(entry, of: id, showing))
        }
        return days.map { day, entries in
            let text = t.longDay(day)
            return (day == context.today ? t("Today") : text.prefix(1).uppercased() + text.dropFirst(), entries)
        }
    }

    private func line(_ entry: History.Entry, of shown: Int64, _ showing: Showing) -> TimelineEntry {
        let t = context.t
        let who = entry.user.map { showing.links[Reference(kind: "user", id: $0)]?.title ?? t("Somebody") }
        var line = TimelineEntry(
            id: "history-\(entry.id)", icon: icon(entry.action), who: who ?? t("Entregent"),
            what: sentence(entry, showing),
            time: t.time(entry.at), exactTime: t.instant(entry.at), iso: entry.at.iso)
        let isMerge = entry.action.contains("merged")
        let changes = isMerge ? [] : (entry.changes.members ?? []).compactMap { change($0, showing) }
        if !changes.isEmpty { line.body = .changes(changes) }
        if entry.door != .screen { line.badges = [Badge(t(entry.door.label))] }
        if let origin = entry.origin { line.badges.append(Badge(origin, icon: "globe", title: t("From this address"))) }
        // What a record did before it was merged into this one stays as it was.
        if entry.record == shown, isRevertible(entry) {
            line.does = [
                Action(
                    t("Take back…"), icon: "undo-2", look: .quiet, small: true,
                    href: "/\(kind.plural)/\(entry.record)/history/\(entry.id)/revert")
            ]
        }
        return line
    }

    private func isRevertible(_ entry: History.Entry) -> Bool {
        (entry.action == "changed" || entry.action == "reverted") && context.viewer.may(.change, kind)
            && (entry.changes.members ?? []).contains { member in
                kind[member.name].map { context.viewer.mayWrite($0, of: kind) } ?? (kind.part(member.name) != nil)
            }
    }

    func sentence(_ entry: History.Entry, _ showing: Showing? = nil) -> String {
        let t = context.t
        switch entry.action {
        case "created": return t("created this record")
        case "deleted": return t("deleted this record")
        case "restored": return t("brought this record back")
        case "shared", "unshared":
            let holder = entry.changes["with"].flatMap { ShareHolder.reference($0) }
            let who: Message.Argument = .text(holder.flatMap { showing?.links[$0]?.title } ?? t("Somebody"))
            return entry.action == "shared"
                ? t(Message("shared this record with {who}", ["who": who]))
                : t(Message("no longer shares this record with {who}", ["who": who]))
        case "merged", "unmerged":
            let former = (entry.changes["records"]?.array ?? []).compactMap { $0["title"]?.text ?? $0["id"]?.text }
            let words: [String: Message.Argument] = ["records": .text(t.list(former))]
            return entry.action == "merged"
                ? t(Message("merged {records} into this record", words))
                : t(Message("undid the merge of {records} into this record", words))
        case "merged_into":
            let name = entry.changes["into"]?["title"]?.text ?? ""
            return t(Message("merged this record into “{name}”", ["name": .text(name)]))
        case "reverted":
            let names = (entry.changes.members ?? []).map { t(label($0.name)) }
            return t(Message("took back a change of {fields}", ["fields": .text(t.list(names))]))
        default:
            let names = (entry.changes.members ?? []).map { t(label($0.name)) }
            return t(Message("changed {fields}", ["fields": .text(t.list(names))]))
        }
    }

    private func icon(_ action: String) -> String {
        switch action {
        case "created": "plus"
        case "deleted": "trash-2"
        case "restored", "reverted": "undo-2"
        case "shared", "unshared": "share-2"
        case "merged", "merged_into": "merge"
        case "unmerged": "split"
        default: "pencil"
        }
    }

    func label(_ name: String) -> Message {
        kind[name]?.label ?? kind.part(name)?.kind.label ?? .verbatim(name)
    }
}

// Old and new values, kept as JSON, in the reader's words.
extension RecordHistory {
    func references(_ entries: [History.Entry]) -> Set<Reference> {
        var found: Set<Reference> = []
        for entry in entries {
            if let user = entry.user { found.insert(Reference(kind: "user", id: user)) }
            if entry.action.contains("merged") { continue }
            if let holder = entry.changes["with"].flatMap({ ShareHolder.reference($0) }) { found.insert(holder) }
            for member in entry.changes.members ?? [] {
                for json in member.value.array ?? [] { collect(json, member.name, &found) }
            }
        }
        return found
    }

    private func collect(_ json: JSON, _ name: String, _ found: inout Set<Reference>) {
        if let field = kind[name] {
            if let values = values(field, json) { RecordLinks.insert(field, values[...], &found) }
        } else if let part = kind.part(name)?.kind {
            for row in json.array ?? [] {
                for field in part.declared {
                    if let values = row[field.name].flatMap({ values(field, $0) }) {
                        RecordLinks.insert(field, values[...], &found)
                    }
                }
            }
        }
    }

    private func change(_ member: JSON.Member, _ showing: Showing) -> (field: String, before: String, after: String)? {
        guard let pair = member.value.array, pair.count == 2 else { return nil }
        let (before, after) = (text(pair[0], member.name, showing), text(pair[1], member.name, showing))
        return (context.t(label(member.name)), before, after)
    }

    func text(_ json: JSON, _ name: String, _ showing: Showing) -> String {
        if let field = kind[name] {
            return values(field, json).map { showing.text(field, $0[...]) } ?? plain(json)
        }
        guard let part = kind.part(name)?.kind else { return plain(json) }
        return (json.array ?? []).map { row in
            part.declared.filter { $0.shape != .boolean && !$0.isTrace(in: part) }
                .compactMap { field in
                    row[field.name].flatMap { values(field, $0) }.map { showing.text(field, $0[...]) }
                }
                .filter { !$0.isEmpty }.joined(separator: " · ")
        }.joined(separator: ", ")
    }

    /// Nil where the field has meanwhile become another kind of thing; then the stored text is shown as it is.
    private func values(_ field: FieldSpec, _ json: JSON) -> [Value]? {
        do { return try field.values(json) } catch { return nil }
    }

    private func plain(_ json: JSON) -> String { json == .null ? "" : json.text ?? json.string }
}
