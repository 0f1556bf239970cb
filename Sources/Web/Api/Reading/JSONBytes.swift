import Records

/// JSON written straight into a growing buffer: what a list of records is made of, without a value in between.
extension [UInt8] {
    mutating func write(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func write(decimal number: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count, rest = number.magnitude
            repeat {
                start -= 1
                digits[start] = 48 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// With leading zeros.
    mutating func write(padded number: Int, _ width: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width) { digits in
            var rest = number
            for place in stride(from: width - 1, through: 0, by: -1) {
                digits[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            append(contentsOf: UnsafeBufferPointer(digits))
        }
    }

    /// In quotes. Most texts need no escape and are copied whole.
    mutating func write(quoted text: String) {
        var text = text
        let isPlain = text.withUTF8 { bytes in
            for byte in bytes
            where byte < 32 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "<") {
                return false
            }
            append(UInt8(ascii: "\""))
            append(contentsOf: bytes)
            append(UInt8(ascii: "\""))
            return true
        }
        if !isPlain { JSON.write(text, to: &self) }
    }

    mutating func write(quoted day: Day) {
        append(UInt8(ascii: "\""))
        write(day)
        append(UInt8(ascii: "\""))
    }

    /// The same as `Instant.iso`, in quotes.
    mutating func write(quoted instant: Instant) {
        let (seconds, microseconds) = floored(instant.microseconds, 1_000_000)
        let (day, second) = floored(seconds, 86_400)
        append(UInt8(ascii: "\""))
        write(Day(number: Int32(truncatingIfNeeded: day)))
        append(UInt8(ascii: "T"))
        write(padded: Int(second) / 3600, 2)
        append(UInt8(ascii: ":"))
        write(padded: Int(second) / 60 % 60, 2)
        append(UInt8(ascii: ":"))
        write(padded: Int(second) % 60, 2)
        append(UInt8(ascii: "."))
        write(padded: Int(microseconds), 6)
        write("Z\"")
    }

    private mutating func write(_ day: Day) {
        let parts = day.parts
        write(padded: parts.year, 4)
        append(UInt8(ascii: "-"))
        write(padded: parts.month, 2)
        append(UInt8(ascii: "-"))
        write(padded: parts.day, 2)
    }

    private func floored(_ number: Int64, _ unit: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: unit)
        return rest < 0 ? (quotient - 1, rest + unit) : (quotient, rest)
    }
}
