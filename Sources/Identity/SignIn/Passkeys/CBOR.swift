/// The binary form in which passkeys speak (RFC 8949), as far as WebAuthn uses it: definite lengths, no fractions, no
/// tags. Whatever else comes is refused, and nothing is read twice or past its end.
enum CBOR: Sendable, Hashable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([Entry])
    case boolean(Bool)
    case null

    struct Entry: Sendable, Hashable {
        let key: CBOR
        let value: CBOR
    }

    /// Why bytes are not what we read.
    struct Malformed: Error, Hashable { let offset: Int }

    /// One value that is all there is.
    static func read(_ bytes: [UInt8]) throws(Malformed) -> CBOR {
        var reader = Reader(bytes: bytes, at: 0)
        let value = try reader.value(depth: 0)
        guard reader.at == bytes.count else { throw Malformed(offset: reader.at) }
        return value
    }

    /// One value at the start, and how many bytes it took.
    static func readFirst(_ bytes: [UInt8]) throws(Malformed) -> (value: CBOR, length: Int) {
        var reader = Reader(bytes: bytes, at: 0)
        let value = try reader.value(depth: 0)
        return (value, reader.at)
    }

    subscript(_ key: CBOR) -> CBOR? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    subscript(_ name: String) -> CBOR? { self[.text(name)] }
    subscript(_ number: Int64) -> CBOR? { self[.integer(number)] }
    var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }

    private struct Reader {
        static let deepest = 8
        let bytes: [UInt8]
        var at: Int

        mutating func value(depth: Int) throws(Malformed) -> CBOR {
            guard depth <= Reader.deepest else { throw Malformed(offset: at) }
            let start = at, head = try byte()
            let major = head >> 5, short = head & 31
            if major == 7 {
                switch short {
                case 20: return .boolean(false)
                case 21: return .boolean(true)
                case 22: return .null
                default: throw Malformed(offset: start)
                }
            }
            let number = try argument(short, start)
            switch major {
            case 0:
                guard let whole = Int64(exactly: number) else { throw Malformed(offset: start) }
                return .integer(whole)
            case 1:
                guard let whole = Int64(exactly: number) else { throw Malformed(offset: start) }
                return .integer(-1 - whole)
            case 2: return .bytes(Array(try take(count(number))))
            case 3:
                guard let text = String(validating: try take(count(number)), as: UTF8.self) else {
                    throw Malformed(offset: start)
                }
                return .text(text)
            case 4:
                var items: [CBOR] = []
                for _ in 0..<(try count(number)) { items.append(try value(depth: depth + 1)) }
                return .array(items)
            case 5: return .map(try entries(count(number), depth: depth))
            default: throw Malformed(offset: start)
            }
        }

        private mutating func entries(_ count: Int, depth: Int) throws(Malformed) -> [Entry] {
            var entries: [Entry] = [], keys: Set<CBOR> = []
            for _ in 0..<count {
                let start = at, key = try value(depth: depth + 1)
                guard keys.insert(key).inserted else { throw Malformed(offset: start) }
                entries.append(Entry(key: key, value: try value(depth: depth + 1)))
            }
            return entries
        }

        /// The number after the head, in its shortest form only.
        private mutating func argument(_ short: UInt8, _ start: Int) throws(Malformed) -> UInt64 {
            guard short >= 24 else { return UInt64(short) }
            guard short <= 27 else { throw Malformed(offset: start) }
            let length = 1 << Int(short - 24)
            let number = try take(length).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let least: UInt64 = length == 1 ? 24 : 1 << UInt64(length * 4)
            guard number >= least else { throw Malformed(offset: start) }
            return number
        }

        /// A length: each thing counted takes a byte at least, so more than are left is a lie.
        private func count(_ number: UInt64) throws(Malformed) -> Int {
            guard number <= UInt64(bytes.count - at) else { throw Malformed(offset: at) }
            return Int(number)
        }

        private mutating func byte() throws(Malformed) -> UInt8 {
            guard at < bytes.count else { throw Malformed(offset: at) }
            defer { at += 1 }
            return bytes[at]
        }

        private mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
            guard count <= bytes.count - at else { throw Malformed(offset: at) }
            defer { at += count }
            return bytes[at..<at + count]
        }
    }
}
