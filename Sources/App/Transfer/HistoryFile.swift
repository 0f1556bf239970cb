import Exchange
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

    private let bytes: TableBytes
    private var rest: [UInt8] = []
    private var start = 0
    private var offset = 0
    private var line = 0

    init(_ path: String) throws { bytes = try TableBytes(file: path) }

    mutating func next() throws -> Entry? {
        while true {
            if let end = rest[start...].firstIndex(of: 10) {
                let text = rest[start..<end]
                start = end + 1
                line += 1
                if !text.isEmpty { return try entry(text) }
                continue
            }
            rest.removeFirst(start)
            start = 0
            let piece = try bytes.read(at: offset)
            if piece.isEmpty { return rest.isEmpty ? nil : try last() }
            offset += piece.count
            rest += piece
        }
    }

    private mutating func last() throws -> Entry {
        let text = rest[...]
        rest = []
        line += 1
        return try entry(text)
    }

    private func entry(_ text: ArraySlice<UInt8>) throws -> Entry {
        guard let json = try? JSON(text), let id = number(json["id"]), let kind = json["kind"]?.text,
            let record = number(json["record_id"]), let at = json["at"]?.text.flatMap({ Instant(iso: $0) }),
            let door = json["door"]?.text, let action = json["action"]?.text
        else {
            throw Refusal(
                code: "unreadable_line",
                Message(
                    "Line {line} of {name} cannot be read.", ["line": .number(line), "name": .text("history.ndjson")]))
        }
        return Entry(
            id: id, kind: kind, record: record, at: at, user: number(json["user_id"]), door: door, action: action,
            changes: json["changes"]?.text, origin: json["origin"]?.text)
    }

    private func number(_ json: JSON?) -> Int64? { json?.integer ?? json?.text.flatMap { Int64($0) } }
}
