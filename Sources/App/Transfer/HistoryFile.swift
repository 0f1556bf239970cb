import Records
import Storage

/// The history of an export, line by line: one JSON object each.
struct HistoryFile {
    struct Entry {
        let id: Int64
        let kind: String
        var record: Int64
        let at: Instant
        var user: Int64?
        let door: String
        let action: String
        let changes: String?
        let origin: String?

        /// With the identifiers that records and people have here.
        func redirected(_ moved: [String: [Int64: Int64]]) -> Entry {
            var entry = self
            entry.record = moved[kind]?[record] ?? record
            entry.user = user.map { moved["user"]?[$0] ?? $0 }
            return entry
        }

        var values: [Value] {
            [
                .integer(id), .text(kind), .integer(record), .instant(at), user.map(Value.integer) ?? .null,
                .text(door), .text(action), changes.map(Value.text) ?? .null, origin.map(Value.text) ?? .null,
            ]
        }
    }

    static let columns = ["id", "kind", "record_id", "at", "user_id", "door", "action", "changes", "origin"]
    static let types: [ColumnType] = [.integer, .text, .integer, .instant, .integer, .text, .text, .text, .text]

    static let name = "history.ndjson"
    private var lines: JSONLines

    init(_ directory: String) throws { lines = try JSONLines("\(directory)/\(HistoryFile.name)") }

    mutating func next() throws -> Entry? { try lines.next().map(entry) }

    private func entry(_ json: JSON) throws -> Entry {
        guard let id = number(json["id"]), let kind = json["kind"]?.text,
            let record = number(json["record_id"]), let at = json["at"]?.text.flatMap({ Instant(iso: $0) }),
            let door = json["door"]?.text, let action = json["action"]?.text
        else { throw lines.unreadable }
        return Entry(
            id: id, kind: kind, record: record, at: at, user: number(json["user_id"]), door: door, action: action,
            changes: json["changes"]?.text, origin: json["origin"]?.text)
    }

    private func number(_ json: JSON?) -> Int64? { json?.integer ?? json?.text.flatMap { Int64($0) } }
}
