import Records
import Storage

// Days and instants are ISO text in SQLite, read and written here a byte at a time: these run for every row.

/// `2026-11-22`
func dayFromISO(_ bytes: UnsafeBufferPointer<UInt8>) -> Day? {
    guard bytes.count == 10 else { return nil }
    return readDay(bytes)
}

/// `2026-11-22T10:30:00.000000Z`, our own width, at once; any other spelling of RFC 3339 the long way.
func instantFromISO(_ bytes: UnsafeBufferPointer<UInt8>) -> Instant? {
    guard bytes.count == 27, bytes[26] == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T"), bytes[19] == 46 else {
        return Instant(iso: String(decoding: bytes, as: UTF8.self))
    }
    guard let day = readDay(bytes), let hour = digits(bytes, 11, 2), let minute = digits(bytes, 14, 2),
        let second = digits(bytes, 17, 2), let fraction = digits(bytes, 20, 6), hour < 24, minute < 60, second < 61
    else { return nil }
    return Instant(day, hour: hour, minute: minute, second: second, microsecond: fraction)
}

func withISOText<Result>(of day: Day, _ use: (UnsafeBufferPointer<UInt8>) throws -> Result) throws -> Result {
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { buffer in
        try write(day, to: buffer)
        return try use(UnsafeBufferPointer(buffer))
    }
}

func withISOText<Result>(of instant: Instant, _ use: (UnsafeBufferPointer<UInt8>) throws -> Result) throws -> Result {
    let (wholeDays, rest) = instant.microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
    let dayNumber = rest < 0 ? wholeDays - 1 : wholeDays
    let inDay = Int(rest < 0 ? rest + 86_400_000_000 : rest)
    guard let number = Int32(exactly: dayNumber) else { throw outOfCalendar }
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 27) { buffer in
        try write(Day(number: number), to: buffer)
        buffer[10] = UInt8(ascii: "T")
        write(inDay / 3_600_000_000, to: buffer, 11, 2)
        buffer[13] = UInt8(ascii: ":")
        write(inDay / 60_000_000 % 60, to: buffer, 14, 2)
        buffer[16] = UInt8(ascii: ":")
        write(inDay / 1_000_000 % 60, to: buffer, 17, 2)
        buffer[19] = UInt8(ascii: ".")
        write(inDay % 1_000_000, to: buffer, 20, 6)
        buffer[26] = UInt8(ascii: "Z")
        return try use(UnsafeBufferPointer(buffer))
    }
}

private let outOfCalendar = DatabaseError(kind: .other, message: "days and instants are kept from year 1 to 9999")

private func write(_ day: Day, to buffer: UnsafeMutableBufferPointer<UInt8>) throws {
    let (year, month, dayOfMonth) = day.parts
    guard (1...9999).contains(year) else { throw outOfCalendar }
    write(year, to: buffer, 0, 4)
    buffer[4] = UInt8(ascii: "-")
    write(month, to: buffer, 5, 2)
    buffer[7] = UInt8(ascii: "-")
    write(dayOfMonth, to: buffer, 8, 2)
}

private func write(_ number: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, _ start: Int, _ width: Int) {
    var rest = number
    for index in stride(from: start + width - 1, through: start, by: -1) {
        buffer[index] = UInt8(48 + rest % 10)
        rest /= 10
    }
}

private func readDay(_ bytes: UnsafeBufferPointer<UInt8>) -> Day? {
    guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), let year = digits(bytes, 0, 4),
        let month = digits(bytes, 5, 2), let day = digits(bytes, 8, 2)
    else { return nil }
    return Day(year: year, month: month, day: day)
}

private func digits(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
    var number = 0
    for index in start..<(start + count) {
        guard bytes[index] >= 48, bytes[index] <= 57 else { return nil }
        number = number * 10 + Int(bytes[index] - 48)
    }
    return number
}
