import Jobs
import Records
import Storage

/// How far a mass action is, and what became of its records.
struct MassState: Sendable {
    var last: Int64 = 0
    var journal: Int64 = 0
    var changed = 0
    var unchanged = 0
    var refused = 0
    var isFinished = false
    private(set) var reasons: [JSON] = []

    var done: Int { changed + unchanged + refused }

    init(_ json: JSON?) {
        guard let json else { return }
        func number(_ name: String) -> Int64 { json[name]?.text.flatMap { Int64($0) } ?? 0 }
        last = number("last")
        journal = number("journal")
        (changed, unchanged, refused) = (Int(number("changed")), Int(number("unchanged")), Int(number("refused")))
        isFinished = json["finished"]?.boolean ?? false
        reasons = json["reasons"]?.array ?? []
    }

    var json: JSON {
        .record([
            "last": .text(String(last)), "journal": .text(String(journal)), "changed": .text(String(changed)),
            "unchanged": .text(String(unchanged)), "refused": .text(String(refused)), "finished": .boolean(isFinished),
            "reasons": .array(reasons),
        ])
    }

    mutating func add(_ outcome: Saved, _ record: Record, _ kind: Kind, limit: Int) {
        switch outcome {
        case .created, .updated: changed += 1
        case .unchanged: unchanged += 1
        case .refused(let refusal):
            refused += 1
            guard reasons.count < limit else { return }
            reasons.append(
                .record([
                    "id": .text(String(record.id)), "title": .text(String(record.title(in: kind).prefix(120))),
                    "code": .text(refusal.code), "reason": refusal.message.stored,
                ]))
        }
    }
}
