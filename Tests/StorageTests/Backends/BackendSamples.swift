import Records
import Storage

/// Rows with one column of each type.
enum Sample {
    static let columns = ["number", "words", "truth", "happened_on", "happened_at", "raw"]
    static let types: [ColumnType] = [.integer, .text, .boolean, .day, .instant, .bytes]

    static let rows: [[Value]] = [
        [.null, .null, .null, .null, .null, .null],
        [.integer(.max), .text(""), .boolean(true), day(1, 1, 1), at(day(1, 1, 1), 0), .bytes([])],
        [
            .integer(.min), .text("Ça va, 你好 🙂 e\u{301} ß"), .boolean(false), day(9999, 12, 31), .instant(last),
            .bytes([0, 255, 0]),
        ],
        [
            .integer(0), .text("line\nline\ttab\r 'quote' \"double\" \\"), .boolean(true), day(1969, 12, 31),
            .instant(before1970), .bytes([7]),
        ],
        [
            .integer(-1), .text(String(repeating: "é", count: 70_000)), .boolean(false), day(2024, 2, 29),
            .instant(odd), .bytes(big),
        ],
        [.integer(1), .text(" "), .boolean(true), day(1970, 1, 1), .instant(Instant(microseconds: 0)), .bytes([0])],
        [.integer(2), .text("NULL"), .null, day(2000, 1, 1), .instant(Instant(microseconds: -1)), .null],
    ]

    static func row(number: Int64 = 1, words: String = "some words") -> [Value] {
        [.integer(number), .text(words), .boolean(true), day(2026, 11, 22), .instant(odd), .bytes([1, 2, 3])]
    }

    private static let before1970 = Instant(microseconds: -12_345_678_901)
    private static let odd = Instant(microseconds: 1_795_343_400_123_456)
    private static let last = Instant(
        Day(year: 9999, month: 12, day: 31)!, hour: 23, minute: 59, second: 59, microsecond: 999_999)
    private static let big = [UInt8]((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Value {
        .day(Day(year: year, month: month, day: day)!)
    }
    private static func at(_ value: Value, _ hour: Int) -> Value { .instant(Instant(value.day!, hour: hour)) }
}

/// A table with one column of each type.
func makeThings(_ database: any Database) async throws {
    try await database.write { connection in
        let declared = zip(Sample.columns, Sample.types).map { "\($0) \(connection.dialect.declaration(of: $1))" }
        try connection.execute(
            SQL(
                text: """
                    CREATE TABLE thing (id \(connection.dialect.declaration(of: .integer)) PRIMARY KEY,
                    \(declared.joined(separator: ", ")))\(connection.dialect.tableSuffix)
                    """))
    }
}

/// Rows of `Sample.columns`, numbered from `first`.
func load(_ database: any Database, first: Int = 0, _ rows: [[Value]]) async throws {
    try await database.write { connection in
        try connection.load(
            table: "thing", columns: ["id"] + Sample.columns, types: [.integer] + Sample.types,
            rows: rows.enumerated().map { [.integer(Int64(first + $0.offset))] + $0.element })
    }
}

func count(_ database: any Database) async throws -> Int64? {
    try await database.read { try $0.integer("SELECT COUNT(*) FROM thing") }
}
