import Records
import Storage

/// Tells the other nodes what changed, for their live pages: a hint, never the only trace of a fact.
struct NodeVoice: Sendable {
    static let channel = "changes"
    /// PostgreSQL carries 8,000 bytes; the rest is for its envelope.
    private static let bytesAtOnce = 7000

    private let node = String(UInt64.random(in: .min ... .max), radix: 36)
    private let database: any Database

    init(_ database: any Database) { self.database = database }

    /// In SQLite there is no other node.
    func tell(_ entries: [EventEntry]) async throws {
        guard database.dialect == .postgres else { return }
        for message in messages(entries) { try await database.notify(NodeVoice.channel, message) }
    }

    /// As few messages as will carry them.
    func messages(_ entries: [EventEntry]) -> [String] {
        var messages: [String] = [], lines: [String] = [], size = 0
        for entry in entries {
            let line = entry.json(within: NodeVoice.bytesAtOnce).string
            if size + line.utf8.count > NodeVoice.bytesAtOnce, !lines.isEmpty {
                messages.append(message(lines))
                (lines, size) = ([], 0)
            }
            lines.append(line)
            size += line.utf8.count + 1
        }
        if !lines.isEmpty { messages.append(message(lines)) }
        return messages
    }

    /// Empty for what this node said itself, or what a newer version says differently.
    func understand(_ message: String) -> [EventEntry] {
        let lines = message.split(separator: "\n")
        guard let speaker = lines.first, speaker != node else { return [] }
        return lines.dropFirst().compactMap { line in (try? JSON(parsing: String(line))).flatMap(EventEntry.init) }
    }

    private func message(_ lines: [String]) -> String { ([node] + lines).joined(separator: "\n") }
}
