import Foundation

/// How words are written where only plain letters may stand: headers (RFC 2047, RFC 2231) and bodies (RFC 2045).
enum MimeText {
    /// Without line breaks and other control characters, which could begin a header of their own.
    static func oneLine(_ text: String) -> String {
        let clean = text.unicodeScalars.map { isControl($0) ? " " : Character($0) }
        return String(clean).split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 32 || (127...159).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// Words of a subject: as they are, or encoded where they hold more than plain letters.
    static func words(_ text: String) -> String {
        let line = oneLine(text)
        return needsEncoding(line) ? encoded(line) : line
    }

    /// A name before an address.
    static func phrase(_ text: String) -> String {
        let line = oneLine(text)
        if needsEncoding(line) { return encoded(line) }
        if line.utf8.allSatisfy({ isWord($0) || $0 == UInt8(ascii: " ") }) { return line }
        return quoted(line)
    }

    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// `=?` inside would be read as an encoding; a word too long for a line must be cut by one.
    private static func needsEncoding(_ line: String) -> Bool {
        line.utf8.contains { $0 > 126 } || line.contains("=?")
            || line.split(separator: " ").contains { $0.utf8.count > 60 }
    }

    /// Encoded words, short enough for the first line of a header, none ending within a letter.
    static func encoded(_ text: String) -> String {
        let open = "=?UTF-8?Q?", close = "?="
        var words: [String] = [], current = ""
        for scalar in text.unicodeScalars {
            var piece = ""
            for byte in String(scalar).utf8 {
                if byte == UInt8(ascii: " ") {
                    piece += "_"
                } else if isWord(byte) {
                    piece.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    piece += "=" + hex(byte)
                }
            }
            if open.utf8.count + current.utf8.count + piece.utf8.count + close.utf8.count > 64 {
                words.append(open + current + close)
                current = ""
            }
            current += piece
        }
        words.append(open + current + close)
        return words.joined(separator: " ")
    }

    /// `filename*=UTF-8''…`, cut into numbered pieces where it is long.
    static func parameter(_ name: String, _ value: String) -> [String] {
        let line = oneLine(value)
        let isPlain = line.utf8.allSatisfy {
            $0 >= 32 && $0 < 127 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain, line.utf8.count <= 60 { return ["\(name)=\"\(line)\""] }
        var pieces: [String] = [], current = ""
        for scalar in line.unicodeScalars {
            var piece = ""
            for byte in String(scalar).utf8 {
                if isWord(byte) {
                    piece.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    piece += "%" + hex(byte)
                }
            }
            if current.utf8.count + piece.utf8.count > 50 {
                pieces.append(current)
                current = ""
            }
            current += piece
        }
        pieces.append(current)
        if pieces.count == 1 { return ["\(name)*=UTF-8''\(pieces[0])"] }
        return pieces.enumerated().map { "\(name)*\($0.offset)*=\($0.offset == 0 ? "UTF-8''" : "")\($0.element)" }
    }

    /// Quoted-printable, lines of at most 76 characters ended by CR LF.
    static func quotedPrintable(_ text: String) -> String {
        let plain = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        var result = ""
        for line in plain.split(separator: "\n", omittingEmptySubsequences: false) {
            var current = ""
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                let isSpace = byte == 32 || byte == 9
                let isSafe = (byte > 32 && byte < 127 && byte != UInt8(ascii: "=")) || (isSpace && !isLast)
                // “From ” and a lone dot at the start of a line have meanings of their own on the way.
                let isTricky = index == 0 && (byte == UInt8(ascii: "F") || byte == UInt8(ascii: "."))
                let piece = isSafe && !isTricky ? String(Unicode.Scalar(byte)) : "=" + hex(byte)
                if current.utf8.count + piece.utf8.count > (isLast ? 76 : 75) {
                    result += current + "=\r\n"
                    current = ""
                }
                current += piece
            }
            result += current + "\r\n"
        }
        return result
    }

    static func base64(_ bytes: Data) -> String {
        bytes.base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
            + "\r\n"
    }

    /// Letters and figures that mean nothing but themselves anywhere in a header.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "!"), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
