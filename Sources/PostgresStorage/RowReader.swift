import CPostgres
import Records
import Storage

/// Reads the rows of a result in binary format as the caller's column types say.
struct RowReader {
    private let types: [ColumnType]
    /// The server's types, learned from the first row.
    private let found: [Oid]

    init(_ result: OpaquePointer, _ types: [ColumnType]) throws {
        let count = Int(PQnfields(result))
        guard count == types.count else {
            throw DatabaseError(kind: .other, message: "the query has \(count) columns, \(types.count) are read")
        }
        self.types = types
        found = (0..<count).map { PQftype(result, Int32($0)) }
    }

    func row(_ number: Int32, of result: OpaquePointer) throws -> [Value] {
        try [Value](unsafeUninitializedCapacity: types.count) { row, count in
            while count < types.count {
                (row.baseAddress! + count).initialize(to: try value(result, number, Int32(count)))
                count += 1
            }
        }
    }

    private func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32) throws -> Value {
        guard PQgetisnull(result, row, column) == 0 else { return .null }
        let raw = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        let type = types[Int(column)], oid = found[Int(column)]
        switch (type, oid) {
        case (.integer, TypeNumber.int8): return .integer(number(raw, as: Int64.self))
        case (.text, TypeNumber.text): return .text(String(decoding: raw, as: UTF8.self))
        case (.boolean, TypeNumber.boolean): return .boolean(raw[0] != 0)
        case (.day, TypeNumber.date): return .day(Day(number: number(raw, as: Int32.self) + epochDays))
        case (.instant, TypeNumber.timestamptz), (.instant, TypeNumber.timestamp):
            return .instant(Instant(microseconds: number(raw, as: Int64.self) + epochMicroseconds))
        case (.bytes, TypeNumber.bytes): return .bytes([UInt8](raw))
        default: break
        }
        if let other = try converted(raw, type, oid) { return other }
        let name = PQfname(result, column).map { String(cString: $0) } ?? "\(column + 1)"
        throw DatabaseError(
            kind: .other,
            message: "column \(name) is of PostgreSQL's type \(oid), which is no \(type): cast it in the query")
    }

    /// What expressions give: counts, sums, texts of other kinds.
    private func converted(_ raw: UnsafeRawBufferPointer, _ type: ColumnType, _ oid: Oid) throws -> Value? {
        switch (type, oid) {
        case (.integer, TypeNumber.int4): return .integer(Int64(number(raw, as: Int32.self)))
        case (.integer, TypeNumber.int2): return .integer(Int64(number(raw, as: Int16.self)))
        case (.integer, TypeNumber.oid): return .integer(Int64(number(raw, as: UInt32.self)))
        case (.integer, TypeNumber.boolean): return .integer(Int64(raw[0]))
        case (.integer, TypeNumber.numeric): return wholeNumber(numericText(raw)).map(Value.integer)
        case (.integer, TypeNumber.float8): return Int64(exactly: double(raw)).map(Value.integer)
        case (.integer, TypeNumber.text): return Int64(String(decoding: raw, as: UTF8.self)).map(Value.integer)
        case (.boolean, TypeNumber.int8): return .boolean(number(raw, as: Int64.self) != 0)
        case (.boolean, TypeNumber.int4): return .boolean(number(raw, as: Int32.self) != 0)
        case (.day, TypeNumber.text): return Day(iso: String(decoding: raw, as: UTF8.self)).map(Value.day)
        case (.instant, TypeNumber.text): return Instant(iso: String(decoding: raw, as: UTF8.self)).map(Value.instant)
        case (.text, TypeNumber.int8): return .text(String(number(raw, as: Int64.self)))
        case (.text, TypeNumber.int4): return .text(String(number(raw, as: Int32.self)))
        case (.text, TypeNumber.numeric): return .text(numericText(raw))
        case (.text, TypeNumber.float8): return .text(String(double(raw)))
        case (.text, TypeNumber.date): return .text(Day(number: number(raw, as: Int32.self) + epochDays).iso)
        case (.text, TypeNumber.timestamptz):
            return .text(Instant(microseconds: number(raw, as: Int64.self) + epochMicroseconds).iso)
        case (.text, TypeNumber.varchar), (.text, TypeNumber.bpchar), (.text, TypeNumber.name),
            (.text, TypeNumber.json),
            (.text, TypeNumber.unknown):
            return .text(String(decoding: raw, as: UTF8.self))
        case (.text, TypeNumber.jsonb):
            return .text(String(decoding: UnsafeRawBufferPointer(rebasing: raw.dropFirst()), as: UTF8.self))
        default: return nil
        }
    }
}

private func number<Number: FixedWidthInteger>(_ raw: UnsafeRawBufferPointer, as type: Number.Type) -> Number {
    Number(bigEndian: raw.loadUnaligned(as: Number.self))
}

private func double(_ raw: UnsafeRawBufferPointer) -> Double {
    Double(bitPattern: number(raw, as: UInt64.self))
}

/// `12.00` is 12; `12.50` is no whole number.
private func wholeNumber(_ text: String) -> Int64? {
    let parts = text.split(separator: ".")
    guard parts.count == 1 || parts[1].allSatisfy({ $0 == "0" }) else { return nil }
    return Int64(parts[0])
}

/// A `numeric`: groups of four decimal digits, the weight of the first, a sign, and how many digits follow the point.
private func numericText(_ raw: UnsafeRawBufferPointer) -> String {
    func part(_ index: Int) -> Int {
        Int(number(UnsafeRawBufferPointer(rebasing: raw[(index * 2)...]), as: Int16.self))
    }
    let groups = part(0), weight = part(1), sign = UInt16(truncatingIfNeeded: part(2)), scale = part(3)
    if sign == 0xC000 { return "NaN" }
    func group(_ place: Int) -> Int { place >= 0 && place < groups ? part(4 + place) : 0 }
    var whole = "", fraction = ""
    if weight >= 0 { for place in 0...weight { whole += place == 0 ? String(group(0)) : padded(group(place), 4) } }
    var place = weight + 1
    while fraction.count < scale {
        fraction += padded(group(place), 4)
        place += 1
    }
    return (sign == 0x4000 ? "-" : "") + (whole.isEmpty ? "0" : whole) + (scale > 0 ? "." + fraction.prefix(scale) : "")
}
