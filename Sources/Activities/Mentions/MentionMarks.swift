import Localisation
import Records
import Storage
import Web

/// The mentions of some notes, as their readers see them: words that lead to people, and for the author whom of them
/// the record is closed to.
struct MentionMarks {
    private var byNote: [Int64: [(words: String, user: Int64)]] = [:]
    private var blind: [Int64: [(id: Int64, name: String)]] = [:]

    init(_ rows: [Timeline.Row], in transaction: Transaction) throws {
        let notes = rows.filter { $0.source == "note" && ($0.texts[0] ?? "").contains("@") }
        guard !notes.isEmpty else { return }
        let found = try transaction.connection.rows(
            """
            SELECT note, words, "user" FROM \(name: Note.mentionTable)
            WHERE note IN (\(SQL.set(notes.map(\.id)))) ORDER BY id
            """, .integer, .text, .integer)
        for row in found { byNote[row[0].integer ?? 0, default: []].append((row[1].text ?? "", row[2].integer ?? 0)) }
        for note in notes where note.user == transaction.viewer.user {
            let users = Set((byNote[note.id] ?? []).map(\.user)).subtracting([transaction.viewer.user])
            if users.isEmpty { continue }
            blind[note.id] = try Mentions.blind(users, to: note.about, in: transaction)
        }
    }

    /// Puts them into a note's entry.
    func mark(_ entry: inout TimelineEntry, _ row: Timeline.Row, _ t: Translator, _ schema: Schema) {
        guard row.source == "note", let mentions = byNote[row.id] else { return }
        entry.body = .linked(row.texts[0] ?? "", mentions.map { ("@" + $0.words, "/users/\($0.user)") })
        guard let plural = schema[row.about.kind]?.plural else { return }
        for person in blind[row.id] ?? [] {
            let name: [String: Message.Argument] = ["name": .text(person.name)]
            entry.badges.append(
                Badge(t(Message("{name} cannot see this record", name)), .warn, icon: "eye"))
            entry.does.append(
                Action(
                    t(Message("Share with {name}", name)), icon: "share-2", small: true, submit: true,
                    [
                        .attribute("form", "timeline-form"),
                        .attribute("formaction", "/timeline/\(plural)/\(row.about.id)/share?user=\(person.id)"),
                    ]))
        }
    }
}
