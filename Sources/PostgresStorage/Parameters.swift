import CPostgres
import Records
import Storage

/// The types of PostgreSQL we send and read, by their numbers in `pg_type`, which never change.
enum TypeNumber {
    static let boolean: Oid = 16, bytes: Oid = 17, int8: Oid = 20, int2: Oid = 21, int4: Oid = 23, text: Oid = 25
    static let oid: Oid = 26, name: Oid = 19, float4: Oid = 700, float8: Oid = 701, unknown: Oid = 705
    static let varchar: Oid = 1043, bpchar: Oid = 1042, date: Oid = 1082, timestamp: Oid = 1114, timestamptz: Oid = 1184
    static let numeric: Oid = 1700, json: Oid = 114, jsonb: Oid = 3802
}

/// PostgreSQL counts days and microseconds from 2000-01-01.
let epochDays: Int32 = 10_957
let epochMicroseconds: Int64 = 10_957 * 86_400_000_000

/// The values of one statement in PostgreSQL's binary format, with their types: what a value is never depends on what
/// the server guesses.
struct Parameters {
    private(set) var types: [Oid] = []
    private var bytes: [UInt8] = []
    /// Where each value starts and how long it is; nil for null.
    private var places: [(start: Int, length: Int)?] = []

    init(_ values: [Value]) throws {
        types.reserveCapacity(values.count)
        places.reserveCapacity(values.count)
        for value in values {
            types.append(Parameters.type(of: value))
            let start = bytes.count
            places.append(try Parameters.write(value, to: &bytes) ? (start, bytes.count - start) : nil)
            // A pointer to an empty value must not be null: that would say NULL.
            bytes.append(0)
        }
    }

    var count: Int32 { Int32(types.count) }

    /// The arrays as libpq's calls take them.
    func withArrays<Result>(
        _ use: (UnsafePointer<UnsafePointer<CChar>?>?, [Int32], [Int32]) -> Result
    ) -> Result {
        guard !places.isEmpty else { return use(nil, [], []) }
        return bytes.withUnsafeBytes { raw in
            let base = raw.bindMemory(to: CChar.self).baseAddress
            let pointers = places.map { place in place.flatMap { base?.advanced(by: $0.start) } }
            return use(pointers, places.map { Int32($0?.length ?? 0) }, places.map { _ in 1 })
        }
    }

    /// Appends the value's binary form; false for null.
    static func write(_ value: Value, to bytes: inout [UInt8]) throws -> Bool {
        switch value {
        case .null: return false
        case .integer(let number): append(number, to: &bytes)
        case .boolean(let truth): bytes.append(truth ? 1 : 0)
        case .text(let text):
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            guard !bytes[start...].contains(0) else {
                throw DatabaseError(kind: .other, message: "text may not contain the character NUL")
            }
        case .bytes(let raw): bytes.append(contentsOf: raw)
        case .day(let day):
            guard Calendar.days.contains(day.number) else { throw Calendar.outOfRange }
            append(day.number - epochDays, to: &bytes)
        case .instant(let instant):
            guard Calendar.microseconds.contains(instant.microseconds) else { throw Calendar.outOfRange }
            append(instant.microseconds - epochMicroseconds, to: &bytes)
        }
        return true
    }

    static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func type(of value: Value) -> Oid {
        switch value {
        case .null: 0
        case .integer: TypeNumber.int8
        case .boolean: TypeNumber.boolean
        case .text: TypeNumber.text
        case .bytes: TypeNumber.bytes
        case .day: TypeNumber.date
        case .instant: TypeNumber.timestamptz
        }
    }
}

/// Years 1 to 9999, alike in both databases.
private enum Calendar {
    static let days: ClosedRange<Int32> = -719_162...2_932_896
    static let microseconds = Int64(-719_162) * 86_400_000_000...(Int64(2_932_897) * 86_400_000_000 - 1)
    static let outOfRange = DatabaseError(kind: .other, message: "days and instants are kept from year 1 to 9999")
}
