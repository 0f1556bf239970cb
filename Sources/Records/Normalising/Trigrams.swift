/// The runs of three letters in a text, each word framed by blanks: what typos leave mostly untouched. The frames are
/// those of PostgreSQL's `pg_trgm`, so both databases agree on what is alike.
package struct Trigrams: Sendable, Hashable {
    /// Sorted, each once; three bytes in a number.
    package let codes: [UInt32]

    /// Fold the text first.
    package init(_ text: String) {
        var codes: [UInt32] = []
        codes.reserveCapacity(text.utf8.count + 8)
        var window: UInt32 = 0x2020
        var inWord = false
        for byte in text.utf8 {
            if ASCII.isDigit(byte) || (byte >= 97 && byte <= 122) || ASCII.isCapital(byte) || byte >= 128 {
                window = (window << 8 | UInt32(byte)) & 0xFF_FFFF
                codes.append(window)
                inWord = true
            } else if inWord {
                codes.append((window << 8 | 0x20) & 0xFF_FFFF)
                window = 0x2020
                inWord = false
            }
        }
        if inWord { codes.append((window << 8 | 0x20) & 0xFF_FFFF) }
        codes.sort()
        var unique = 0
        for place in codes.indices where place == 0 || codes[place] != codes[place - 1] {
            codes[unique] = codes[place]
            unique += 1
        }
        codes.removeLast(codes.count - unique)
        self.codes = codes
    }

    /// Shared trigrams over all of them: 0 for nothing in common, 1 for the same words.
    package func similarity(to other: Trigrams) -> Double {
        var shared = 0
        var left = 0
        var right = 0
        while left < codes.count, right < other.codes.count {
            if codes[left] == other.codes[right] {
                shared += 1
                left += 1
                right += 1
            } else if codes[left] < other.codes[right] {
                left += 1
            } else {
                right += 1
            }
        }
        let all = codes.count + other.codes.count - shared
        return all == 0 ? 0 : Double(shared) / Double(all)
    }

    /// Each as its three bytes, for a table that indexes them. Bytes that split a letter are shown in hexadecimal.
    package var texts: [String] {
        codes.map { code in
            let bytes = [UInt8(code >> 16 & 0xFF), UInt8(code >> 8 & 0xFF), UInt8(code & 0xFF)]
            return String(validating: bytes, as: UTF8.self) ?? String(code, radix: 16)
        }
    }
}
