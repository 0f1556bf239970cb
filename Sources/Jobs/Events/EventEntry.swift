import Records
import Storage

/// Something that happened, to one record or to many in one batch, as it reaches those who asked to hear of it.
package struct EventEntry: Sendable, Hashable {
    package let id: Int64
    package let at: Instant
    /// `opportunity.won`
    package let name: String
    package let kind: String
    /// From another node, empty where they were too many to send: then any record of the kind may be meant.
    package let records: [Int64]
    package let payload: JSON
    /// Who did it; nil for the house.
    package let user: Int64?

    init(_ entry: Outbox.Entry) {
        id = entry.id
        at = entry.at
        name = entry.name
        kind = entry.kind
        records = entry.records
        payload = entry.payload
        user = entry.user
    }

    init?(_ json: JSON) {
        guard let id = json["id"]?.integer, let at = json["at"]?.text.flatMap({ Instant(iso: $0) }),
            let name = json["name"]?.text, let kind = json["kind"]?.text, let records = json["records"]?.array
        else { return nil }
        self.id = id
        self.at = at
        self.name = name
        self.kind = kind
        self.records = records.compactMap(\.integer)
        payload = json["payload"] ?? .object([])
        user = json["user"]?.integer
    }

    var json: JSON { json(records: records, payload: payload) }

    /// At most so many bytes: without its payload, then without its records.
    func json(within bytes: Int) -> JSON {
        let shorter = [json, json(records: records, payload: .object([])), json(records: [], payload: .object([]))]
        return shorter.first { $0.bytes.count <= bytes } ?? shorter[2]
    }

    private func json(records: [Int64], payload: JSON) -> JSON {
        .record([
            "id": .number(String(id)), "at": .text(at.iso), "name": .text(name), "kind": .text(kind),
            "records": .array(records.map { .number(String($0)) }), "payload": payload,
            "user": user.map { .number(String($0)) } ?? .null,
        ])
    }
}
