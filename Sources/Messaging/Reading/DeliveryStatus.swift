/// What mail servers mean by the numbers with which they refuse a letter (RFC 3463).
package enum DeliveryStatus {
    /// Whether the address itself does not exist, or takes no letters any more. A full mailbox, a letter too large or
    /// taken for advertising, a server that was down say nothing of the address.
    package static func isDead(_ words: String) -> Bool {
        let codes = words.split { !$0.isASCII || !($0.isNumber || $0 == ".") }.compactMap(code)
        if let first = codes.first {
            guard first.0 == 5 else { return false }
            switch (first.1, first.2) {
            // The recipient's address; 7 and 8 are about the sender's.
            case (1, let detail): return detail != 7 && detail != 8
            case (2, 1), (4, 4): return true
            case (0, 0): return isUnknown(words)
            default: return false
            }
        }
        return isUnknown(words)
    }

    /// `5.1.1`, and no network address.
    private static func code(_ text: Substring) -> (Int, Int, Int)? {
        let numbers = text.split(separator: ".").map { Int($0) ?? 1000 }
        guard numbers.count == 3, [2, 4, 5].contains(numbers[0]), numbers[1] < 8, numbers[2] < 1000 else { return nil }
        return (numbers[0], numbers[1], numbers[2])
    }

    /// Servers that only speak of it in words.
    private static func isUnknown(_ words: String) -> Bool {
        let text = words.lowercased()
        guard ["550", "551", "553"].contains(where: text.contains) else { return false }
        return ["unknown", "no such", "not exist", "not found", "no mailbox", "invalid recipient", "disabled"]
            .contains(where: text.contains)
    }
}
