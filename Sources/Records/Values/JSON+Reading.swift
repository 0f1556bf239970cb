extension JSON {
    /// Reads one JSON value (RFC 8259) and nothing after it.
    package init(_ bytes: some Sequence<UInt8>) throws(JSONError) {
        var reader = JSONReader(bytes: Array(bytes))
        self = try reader.document()
    }

    package init(parsing text: String) throws(JSONError) { try self.init(text.utf8) }
}

private struct JSONReader {
    let bytes: [UInt8]
    var at = 0
    var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONError) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        let value = try value()
        skipSpace()
        guard at == bytes.count else { throw wrong("nothing may follow the value") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard at < bytes.count else { throw wrong("a value is missing") }
        switch bytes[at] {
        case UInt8(ascii: "{"):
            return try nested { (reader: inout JSONReader) throws(JSONError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { (reader: inout JSONReader) throws(JSONError) in try reader.array() }
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ read: (inout JSONReader) throws(JSONError) -> JSON) throws(JSONError) -> JSON {
        depth += 1
        guard depth <= 100 else { throw wrong("nested more than 100 deep") }
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONError) -> JSON {
        at += 1
        var members: [JSON.Member] = []
        var names: Set<String> = []
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw wrong("a name in quotes is expected") }
            let name = try string()
            guard names.insert(name).inserted else { throw wrong("the name \(name) stands twice in one object") }
            skipSpace()
            guard take(":") else { throw wrong("a colon is expected") }
            members.append(JSON.Member(name, try value()))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw wrong("a comma or } is expected") }
        }
    }

    private mutating func array() throws(JSONError) -> JSON {
        at += 1
        var items: [JSON] = []
        skipSpace()
        if take("]") { return .array(items) }
        while true {
            items.append(try value())
            skipSpace()
            if take("]") { return .array(items) }
            guard take(",") else { throw wrong("a comma or ] is expected") }
        }
    }

    private mutating func string() throws(JSONError) -> String {
        at += 1
        var out: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: out, as: UTF8.self) else { throw wrong("text must be UTF-8") }
                guard !text.unicodeScalars.contains("\0") else { throw wrong("the character U+0000 cannot be stored") }
                return text
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<32: throw wrong("control characters must be escaped")
            default: out.append(byte)
            }
        }
        throw wrong("a closing quote is missing")
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSONError) {
        guard at < bytes.count else { throw wrong("an escape is cut off") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "u"): out += Array(String(Character(try scalar())).utf8)
        default: throw wrong("unknown escape")
        }
    }

    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let high = try fourHex()
        if (0xD800..<0xDC00).contains(high) {
            guard take("\\"), take("u") else { throw wrong("half of a surrogate pair") }
            let low = try fourHex()
            guard (0xDC00..<0xE000).contains(low) else { throw wrong("half of a surrogate pair") }
            return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))!
        }
        guard let scalar = Unicode.Scalar(high) else { throw wrong("half of a surrogate pair") }
        return scalar
    }

    private mutating func fourHex() throws(JSONError) -> UInt32 {
        // `UInt32` would take a sign as well.
        guard at + 4 <= bytes.count, bytes[at] != UInt8(ascii: "+"), bytes[at] != UInt8(ascii: "-"),
            let number = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw wrong("four hexadecimal digits are expected") }
        at += 4
        return number
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = at
        _ = take("-")
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[at - whole] != 48 else { throw wrong("a value is expected") }
        if take(".") { guard digits() > 0 else { throw wrong("digits are expected") } }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard digits() > 0 else { throw wrong("digits are expected") }
        }
        return .number(String(decoding: bytes[start..<at], as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let start = at
        while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
        return at - start
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[at...].starts(with: word.utf8) else { throw wrong("a value is expected") }
        at += word.utf8.count
        return value
    }

    private mutating func take(_ character: Character) -> Bool {
        guard at < bytes.count, bytes[at] == character.asciiValue else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while at < bytes.count, [32, 9, 10, 13].contains(bytes[at]) { at += 1 }
    }

    private func wrong(_ reason: String) -> JSONError { JSONError(offset: at, reason: reason) }
}
