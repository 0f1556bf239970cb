/// The words of a name as ranges of one buffer: what keys are made from without an allocation for each word.
struct WordBuffer {
    private(set) var bytes: [UInt8] = []
    var words: [Range<Int>] = []

    /// Folds case and accents; letters and digits make words, an apostrophe or anything else separates them. A dot
    /// between single letters does not count: `S.A.S.` is three words of one letter, which `mergeSingles` makes one.
    init(_ typed: String) {
        bytes.reserveCapacity(typed.utf8.count + 8)
        words.reserveCapacity(8)
        if typed.utf8.allSatisfy({ $0 < 128 }) {
            read(typed.utf8)
        } else if let western = westernFolded(typed.utf8) {
            read(western)
        } else {
            read(WordBuffer.plain(typed).utf8)
        }
    }

    private mutating func read(_ text: some Sequence<UInt8>) {
        var start = 0
        for var byte in text {
            if ASCII.isCapital(byte) { byte += 32 }
            if ASCII.isDigit(byte) || (byte >= 97 && byte <= 122) || byte >= 128 {
                bytes.append(byte)
            } else {
                // The letter elided before an apostrophe (l'Atelier, d'Or) is no word.
                let isElision = byte == UInt8(ascii: "'") && bytes.count == start + 1 && isElided(bytes[start])
                if isElision { bytes.removeLast() } else { close(from: start) }
                start = bytes.count
            }
        }
        close(from: start)
    }

    /// Folded, and every sign of other scripts that is neither letter nor digit a space.
    private static func plain(_ typed: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in folded(typed).unicodeScalars {
            let properties = scalar.properties
            let isWord = scalar.value < 128 || properties.isAlphabetic || properties.numericType != nil
            out.append(isWord ? scalar : " ")
        }
        return String(out)
    }

    private mutating func close(from start: Int) {
        if bytes.count > start { words.append(start..<bytes.count) }
    }

    private func isElided(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "l") || byte == UInt8(ascii: "d") }

    /// Runs of single letters become one word: `s a s` is `sas`, `j c decaux` is `jc decaux`. Words made of ranges that
    /// touch in the buffer need no copying; others are rebuilt.
    mutating func mergeSingles() {
        guard words.count > 1 else { return }
        var merged: [Range<Int>] = []
        merged.reserveCapacity(words.count)
        var previousIsSingle = false
        for word in words {
            let isSingle = word.count == 1 && !ASCII.isDigit(bytes[word.lowerBound])
            if isSingle, previousIsSingle, let last = merged.last {
                if last.upperBound == word.lowerBound {
                    merged[merged.count - 1] = last.lowerBound..<word.upperBound
                } else {
                    let start = bytes.count
                    bytes.append(contentsOf: bytes[last])
                    bytes.append(bytes[word.lowerBound])
                    merged[merged.count - 1] = start..<bytes.count
                }
            } else {
                merged.append(word)
            }
            previousIsSingle = isSingle
        }
        words = merged
    }

    /// Up to sixteen bytes as one number, so that a set finds a word without making a string. Nil for longer words.
    func packed(_ word: Range<Int>) -> UInt128? { WordBuffer.packed(bytes[word]) }

    static func packed(_ bytes: some Collection<UInt8>) -> UInt128? {
        guard bytes.count <= 16 else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    static func set(_ words: String) -> Set<UInt128> {
        Set(words.split(whereSeparator: \.isWhitespace).map { packed(Array($0.utf8)) ?? 0 })
    }

    /// The words with one space, or another sign, between.
    func joined(_ words: some Sequence<Range<Int>>, separator: UInt8 = 32) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 8)
        for word in words {
            if !out.isEmpty { out.append(separator) }
            out.append(contentsOf: bytes[word])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
