import Identity
import Jobs
import Records
import Storage
import Web

/// Who gets a record or a task from somebody else is told, as is who loses one, and with whom a record is shared. Many
/// at once are one notification.
enum OwnerNotices {
    /// Above this, one change of many records tells their number.
    private static let few = 3

    /// Their module tells the new owner itself, and why it was them.
    private static let toldElsewhere: Set<String> = ["lead"]

    /// For every kind there is; called when all are known.
    static func register(in registry: inout Registry) {
        for kind in registry.storage.kinds {
            if kind["owner"]?.shape.linkTarget == User.name, !toldElsewhere.contains(kind.name) {
                registry.storage.rules.add(to: kind.name, saved: saved)
            }
            let name = kind.name
            registry.events.on("\(name).shared", as: "notify \(name).shared") { try shared($0, $1) }
        }
    }

    @Sendable private static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        guard [.screen, .api].contains(transaction.door), transaction.author != nil else { return }
        var gained: [Int64: [Change]] = [:], lost: [Int64: [Change]] = [:]
        for change in changes where change.changes("owner") && !isOver(change) {
            let old = change.old?.value("owner", in: change.kind).integer
            let new = change.new.value("owner", in: change.kind).integer
            if let new, new != transaction.viewer.user { gained[new, default: []].append(change) }
            if let old, old != transaction.viewer.user, change.kind.name != Activity.name {
                lost[old, default: []].append(change)
            }
        }
        var notices: [Notice] = []
        for (user, changes) in gained.sorted(by: { $0.key < $1.key }) { notices += told(changes, user, gain: true) }
        for (user, changes) in lost.sorted(by: { $0.key < $1.key }) { notices += told(changes, user, gain: false) }
        try Notice.tell(notices, in: transaction)
    }

    /// A finished task asks nothing of anybody.
    private static func isOver(_ change: Change) -> Bool {
        change.kind.name == Activity.name && change.new.value("is_done", in: change.kind).boolean == true
    }

    private static func told(_ changes: [Change], _ user: Int64, gain: Bool) -> [Notice] {
        guard let kind = changes.first?.kind else { return [] }
        let isTask = kind.name == Activity.name
        if changes.count > few {
            let count = changes.count
            let text =
                !gain
                ? Message(
                    "{who} gave {count} record of yours to somebody else.",
                    "{who} gave {count} records of yours to somebody else.", count: count)
                : isTask
                    ? Message("{who} gave you {count} task.", "{who} gave you {count} tasks.", count: count)
                    : Message("{who} gave you {count} record.", "{who} gave you {count} records.", count: count)
            return [Notice(isTask ? .task : .owner, to: user, text, link: "/\(kind.plural)")]
        }
        return changes.map { change in
            let about = Reference(kind: kind.name, id: change.new.id)
            if isTask { return Notice(.task, to: user, about: about, Message("{who} gave you the task “{record}”.")) }
            return Notice(
                .owner, to: user, about: about,
                gain
                    ? Message("{who} made you the owner of “{record}”.")
                    : Message("{who} gave “{record}” to somebody else."))
        }
    }

    /// Everybody of the team, or the one person.
    private static func shared(_ entry: EventEntry, _ transaction: Transaction) throws {
        guard let id = entry.records.first else { return }
        var users: [Int64] = []
        if let user = entry.payload["user"]?.text.flatMap({ Int64($0) }) { users = [user] }
        if let team = entry.payload["team"]?.text.flatMap({ Int64($0) }) {
            users = try transaction.connection.integers(
                "SELECT id FROM \"user\" WHERE team = \(team) AND is_active = TRUE ORDER BY id LIMIT 200")
        }
        let about = Reference(kind: entry.kind, id: id)
        try Notice.tell(
            users.map { Notice(.share, to: $0, about: about, Message("{who} shared “{record}” with you.")) },
            by: entry.user, in: transaction)
    }
}
