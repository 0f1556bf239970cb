import Localisation
import Records
import Storage
import Web

extension Timeline {
    /// Rows as a reader sees them, grouped by day. Asks the database only for the names of records that changed links
    /// name.
    package func days(_ rows: [Row], _ context: Context, in transaction: Transaction) throws -> [TimelineDay] {
        let changes = Dictionary(
            try rows.filter(\.isHistory).map { ($0.id, try change($0, transaction)) },
            uniquingKeysWith: { first, _ in first })
        let links = try transaction.titles(changes.values.flatMap { $0.references(transaction) })
        let showing = Showing(t: context.t, now: context.now, links: links.mapValues { Showing.Linked($0) })
        let mentions = try MentionMarks(rows, in: transaction)
        var days: [TimelineDay] = []
        for row in rows {
            var entry: TimelineEntry
            if let change = changes[row.id], row.isHistory {
                guard let told = TimelineWording(context, row).changed(change, showing) else { continue }
                entry = told
            } else {
                guard let source = sources.first(where: { $0.name == row.source }) else { continue }
                entry = source.entry(TimelineWording(context, row))
                mentions.mark(&entry, row, context.t, context.schema)
            }
            if !row.isSubject, let kind = context.schema[row.about.kind] {
                let link = Action(
                    row.aboutTitle, icon: kind.icon, look: .quiet, small: true, href: "/\(kind.plural)/\(row.about.id)")
                entry.does.insert(link, at: 0)
            }
            let day = row.at.day(in: context.t.timeZone)
            if days.last?.day != day { days.append(TimelineDay(day: day, entries: [])) }
            days[days.count - 1].entries.append(entry)
        }
        return days
    }

    private func change(_ row: Row, _ transaction: Transaction) throws -> HistoryChange {
        let told = sources.reduce(into: Set<String>()) { $0.formUnion($1.tells[row.about.kind] ?? []) }
        return HistoryChange(
            kind: transaction.schema.kind(row.about.kind), action: row.texts[0] ?? "",
            json: try JSON(parsing: row.texts[2] ?? "{}"),
            leavingOut: told, viewer: transaction.viewer)
    }
}

/// The entries of one day.
package struct TimelineDay: Sendable {
    package let day: Day
    package var entries: [TimelineEntry]

    /// `Today`, `Yesterday`, or the whole date.
    package func label(_ t: Translator, today: Day) -> String {
        let text = today.number - day.number < 2 ? t.relativeDay(day, today: today) : t.longDay(day)
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}

/// A row of the history: which fields became what, as far as the viewer may know.
struct HistoryChange: Sendable {
    let kind: Kind
    let action: String
    let fields: [(name: String, before: JSON, after: JSON)]
    /// With whom it was shared, or no longer is.
    let holder: Reference?
    /// What the records were called that were merged into it.
    let former: [String]

    init(kind: Kind, action: String, json: JSON, leavingOut told: Set<String>, viewer: Viewer) {
        self.kind = kind
        self.action = action
        former = (json["records"]?.array ?? []).compactMap { $0["title"]?.text ?? $0["id"]?.text }
        holder = json["with"].flatMap { ShareHolder.reference($0) }
        fields = (json.members ?? []).compactMap { member in
            guard !told.contains(member.name), let pair = member.value.array, pair.count == 2 else { return nil }
            if let field = kind[member.name] {
                guard viewer.sees(field, of: kind) else { return nil }
            } else if kind.part(member.name) == nil || !viewer.sees(part: member.name, of: kind) {
                return nil
            }
            return (member.name, pair[0], pair[1])
        }
    }

    /// Records that the changed links led and lead to.
    func references(_ transaction: Transaction) -> [Reference] {
        [holder].compactMap(\.self)
            + fields.flatMap { change -> [Reference] in
                guard let field = kind[change.name] else {
                    let rows = (change.before.array ?? []) + (change.after.array ?? [])
                    guard let title = kind.part(change.name)?.kind.titleField else { return [] }
                    return rows.compactMap { $0[title.name] }.compactMap { HistoryChange.reference(title, $0) }
                }
                return [change.before, change.after].compactMap { HistoryChange.reference(field, $0) }
            }
    }

    private static func reference(_ field: FieldSpec, _ json: JSON) -> Reference? {
        if let target = field.shape.linkTarget {
            return json.text.flatMap { Int64($0) }.map { Reference(kind: target, id: $0) }
        }
        guard field.shape == .reference, let kind = json["kind"]?.text, let id = json["id"]?.text.flatMap({ Int64($0) })
        else { return nil }
        return Reference(kind: kind, id: id)
    }

    /// Field, before and after in the reader's language.
    func shown(_ showing: Showing) -> [(field: String, before: String, after: String)] {
        fields.map { change in
            guard let field = kind[change.name] else {
                guard let part = kind.part(change.name)?.kind else { return (change.name, "", "") }
                return (showing.t(part.label), text(part, change.before, showing), text(part, change.after, showing))
            }
            return (showing.t(field.label), text(field, change.before, showing), text(field, change.after, showing))
        }
    }

    private func text(_ part: Kind, _ rows: JSON, _ showing: Showing) -> String {
        (rows.array ?? []).compactMap { row in row[part.titleField.name].map { text(part.titleField, $0, showing) } }
            .joined(separator: ", ")
    }

    /// A value the field would no longer take (a choice that was removed) is shown as it was written.
    private func text(_ field: FieldSpec, _ json: JSON, _ showing: Showing) -> String {
        guard let reference = HistoryChange.reference(field, json) else {
            do {
                return String(showing.text(field, try field.values(json)[...]).prefix(400))
            } catch {
                return String((json.text ?? "").prefix(400))
            }
        }
        return showing.links[reference]?.title ?? "…"
    }
}
