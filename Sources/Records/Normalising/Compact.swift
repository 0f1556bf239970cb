/// An identifier as people type it, without what they put in to read it: spaces of every kind, dots, hyphens and
/// slashes go, ASCII letters become capitals, every other byte stays and fails the check that follows.
func compacted(_ typed: String) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(typed.utf8.count)
    var at = typed.utf8.startIndex
    let end = typed.utf8.endIndex
    while at < end {
        let byte = typed.utf8[at]
        at = typed.utf8.index(after: at)
        switch byte {
        case 9, 10, 13, 32, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"): continue
        case UInt8(ascii: "a")...UInt8(ascii: "z"): out.append(byte - 32)
        case 0xC2, 0xE2, 0xEF:
            let rest = typed.utf8[at...].prefix(2)
            let length = invisibleTail(after: byte, rest.first ?? 0, rest.dropFirst().first ?? 0)
            if length == 0 { out.append(byte) } else { at = typed.utf8.index(at, offsetBy: length) }
        default: out.append(byte)
        }
    }
    return out
}

/// How many more bytes belong to a space, hyphen or mark that nobody sees: U+00A0, U+2000–U+2015, U+202F, U+FEFF.
private func invisibleTail(after first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
    switch (first, second, third) {
    case (0xC2, 0xA0, _): 1
    case (0xE2, 0x80, 0x80...0x95), (0xE2, 0x80, 0xAF), (0xEF, 0xBB, 0xBF): 2
    default: 0
    }
}

/// What identifiers are written with.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || isCapital(byte) || (byte >= 97 && byte <= 122)
    }
    static func isCapital(_ byte: UInt8) -> Bool { byte >= 65 && byte <= 90 }
    static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}

/// Text without spaces and invisible marks at its ends. Most text has none and is returned as it is.
func trimmed(_ typed: String) -> String {
    let scalars = typed.unicodeScalars
    guard let first = scalars.first, let last = scalars.last else { return typed }
    if !isBlank(first) && !isBlank(last) { return typed }
    guard let start = scalars.firstIndex(where: { !isBlank($0) }),
        let end = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(scalars[start...end])
}

private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 128 { return scalar.value <= 32 || scalar.value == 127 }
    return scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
}
