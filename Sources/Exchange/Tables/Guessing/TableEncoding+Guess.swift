import Records

extension TableEncoding {
    /// The encoding of a whole file, and whether it begins with a mark.
    ///
    /// All of it is looked at, as the first accent of a French file may stand on its last line. Bytes that are no UTF-8
    /// make it Windows-1252, unless real UTF-8 outweighs them: then those few bytes are damage, and their rows are
    /// reported.
    package static func guess(_ bytes: TableBytes) throws -> (encoding: TableEncoding, hasMark: Bool) {
        let start = try bytes.read(at: 0, FileKind.bytesNeeded)
        for encoding in [TableEncoding.utf8, .utf16LittleEndian, .utf16BigEndian]
        where start.starts(with: encoding.byteOrderMark) { return (encoding, true) }
        if let encoding = utf16(in: start) { return (encoding, false) }
        var evidence = Evidence()
        var offset = 0
        while true {
            let piece = try bytes.read(at: offset)
            if piece.isEmpty { break }
            offset += piece.count
            evidence.weigh(piece)
        }
        return (evidence.isUTF8 ? .utf8 : .windows1252, false)
    }

    /// Latin letters in UTF-16 have a zero for every other byte.
    static func utf16(in start: [UInt8]) -> TableEncoding? {
        let pairs = start.count / 2
        guard pairs >= 2 else { return nil }
        var even = 0, odd = 0
        for at in 0..<pairs {
            if start[2 * at] == 0 { even += 1 }
            if start[2 * at + 1] == 0 { odd += 1 }
        }
        if odd * 10 > pairs * 4, even * 20 < pairs { return .utf16LittleEndian }
        if even * 10 > pairs * 4, odd * 20 < pairs { return .utf16BigEndian }
        return nil
    }
}

/// How much speaks for UTF-8: letters of more bytes that fit together, against bytes that fit nowhere.
private struct Evidence {
    private var letters = 0
    private var misfits = 0
    private var cut: [UInt8] = []

    var isUTF8: Bool { misfits + cut.count == 0 || letters > (misfits + cut.count) * 4 }

    mutating func weigh(_ piece: [UInt8]) {
        let bytes = cut.isEmpty ? piece : cut + piece
        // The standard library checks long texts many times faster than a loop of ours.
        if let text = String(validating: bytes, as: UTF8.self) {
            letters += text.utf8.count - text.utf16.count
            cut = []
            return
        }
        var at = 0
        cut = []
        while at < bytes.count {
            let width = bytes[at] < 0x80 ? 1 : bytes[at] < 0xC2 ? 0 : bytes[at] < 0xE0 ? 2 : bytes[at] < 0xF0 ? 3 : 4
            if width == 1 {
                at += 1
            } else if width > 1, at + width > bytes.count, bytes[(at + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 }) {
                cut = Array(bytes[at...])
                return
            } else if width > 1, String(validating: bytes[at..<at + min(width, bytes.count - at)], as: UTF8.self) != nil
            {
                letters += 1
                at += width
            } else {
                misfits += 1
                at += 1
            }
        }
    }
}
