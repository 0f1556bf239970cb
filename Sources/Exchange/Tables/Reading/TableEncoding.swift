/// How a text file writes its letters.
package enum TableEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1252 = "windows-1252"

    /// The mark some programs put first, in this encoding.
    package var byteOrderMark: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .utf16LittleEndian: [0xFF, 0xFE]
        case .utf16BigEndian: [0xFE, 0xFF]
        case .windows1252: []
        }
    }

    /// How many bytes of the file became these bytes of UTF-8.
    func width(of text: ArraySlice<UInt8>) -> Int {
        switch self {
        case .utf8: return text.count
        case .windows1252:
            var scalars = 0
            for byte in text where byte & 0xC0 != 0x80 { scalars += 1 }
            return scalars
        case .utf16LittleEndian, .utf16BigEndian:
            var units = 0
            for byte in text where byte & 0xC0 != 0x80 { units += (0xF0...0xF4).contains(byte) ? 2 : 1 }
            return units * 2
        }
    }
}

/// Turns pieces of a file into UTF-8, keeping what a piece cuts in two for the next one.
struct Transcoder: Sendable {
    let encoding: TableEncoding
    private var cut: [UInt8] = []

    init(_ encoding: TableEncoding) { self.encoding = encoding }

    /// An empty piece means the end.
    mutating func utf8(_ piece: [UInt8]) -> [UInt8] {
        switch encoding {
        case .utf8: return piece
        case .windows1252:
            var out: [UInt8] = []
            out.reserveCapacity(piece.count + piece.count / 8)
            for byte in piece {
                if byte < 0x80 { out.append(byte) } else { append(windows1252Scalar(byte), to: &out) }
            }
            return out
        case .utf16LittleEndian: return utf16(piece, high: 1, low: 0)
        case .utf16BigEndian: return utf16(piece, high: 0, low: 1)
        }
    }

    private mutating func utf16(_ piece: [UInt8], high: Int, low: Int) -> [UInt8] {
        let bytes = cut + piece
        var out: [UInt8] = [], at = 0
        out.reserveCapacity(bytes.count)
        while at + 1 < bytes.count {
            let unit = UInt32(bytes[at + high]) << 8 | UInt32(bytes[at + low])
            if (0xD800..<0xDC00).contains(unit) {
                if at + 3 >= bytes.count {
                    if !piece.isEmpty { break }
                } else {
                    let next = UInt32(bytes[at + 2 + high]) << 8 | UInt32(bytes[at + 2 + low])
                    if (0xDC00..<0xE000).contains(next) {
                        append(0x10000 + (unit - 0xD800) << 10 + (next - 0xDC00), to: &out)
                        at += 4
                        continue
                    }
                }
            }
            // Half a pair is no letter: a byte that UTF-8 never has, so that its row is reported.
            if (0xD800..<0xE000).contains(unit) { out.append(0xFF) } else { append(unit, to: &out) }
            at += 2
        }
        cut = Array(bytes[at...])
        if piece.isEmpty, !cut.isEmpty {
            out.append(0xFF)
            cut = []
        }
        return out
    }
}

/// Windows-1252 is Latin-1 but for these thirty-two; its five holes stay control characters, as browsers read them.
private func windows1252Scalar(_ byte: UInt8) -> UInt32 {
    byte < 0xA0 ? windows1252[Int(byte) - 0x80] : UInt32(byte)
}

private let windows1252: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
]

private func append(_ scalar: UInt32, to out: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: out.append(UInt8(scalar))
    case 0x80..<0x800: out += [0xC0 | UInt8(scalar >> 6), 0x80 | UInt8(scalar & 0x3F)]
    case 0x800..<0x10000:
        out += [0xE0 | UInt8(scalar >> 12), 0x80 | UInt8(scalar >> 6 & 0x3F), 0x80 | UInt8(scalar & 0x3F)]
    default:
        out += [0xF0 | UInt8(scalar >> 18), 0x80 | UInt8(scalar >> 12 & 0x3F)]
        out += [0x80 | UInt8(scalar >> 6 & 0x3F), 0x80 | UInt8(scalar & 0x3F)]
    }
}
