/// The apostrophe put before a text that a spreadsheet would take for a formula, and taken away when it comes back.
///
/// A text that already begins with apostrophes and such a character gets one more, so that what was written is read
/// again.
enum CellShield {
    private static let dangerous: [UInt8] = [
        UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 13,
    ]
    private static let apostrophe = UInt8(ascii: "'")

    /// Whether a spreadsheet might run this text.
    static func needs(_ text: String) -> Bool {
        guard let first = text.utf8.first(where: { $0 != apostrophe }) else { return false }
        return dangerous.contains(first)
    }

    static func shielded(_ text: String) -> String { needs(text) ? "'" + text : text }

    static func isShielded(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.first == apostrophe, let first = bytes.first(where: { $0 != apostrophe }) else { return false }
        return dangerous.contains(first)
    }

    static func unshielded(_ text: String) -> String {
        text.utf8.first == apostrophe && needs(text) ? String(text.dropFirst()) : text
    }
}
