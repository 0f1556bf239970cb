import Identity
import Jobs
import Records
import Storage

/// Whoever's keys change is told, even of what they did themselves: it may not have been them.
enum KeyNotices {
    static func register(in events: inout EventBook) {
        events.on(KeyChange.event, as: "notify of changed keys") { try tell($0, $1) }
    }

    private static func tell(_ entry: EventEntry, _ transaction: Transaction) throws {
        guard let what = entry.payload["what"]?.text.flatMap({ KeyChange(rawValue: $0) }) else { return }
        try Notice.tell(
            entry.records.map { user in
                Notice(
                    .keys, to: user, what.sentence, quotation: nil, link: "/settings/access", key: "keys/\(entry.id)")
            }, in: transaction)
    }
}
