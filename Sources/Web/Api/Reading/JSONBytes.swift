import Records

/// JSON written straight into a growing buffer: what a list of records is made of, without a value in between.
extension [UInt8] {
    mutating func write(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func write(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let start = count
        var rest = number.magnitude
        repeat {
            append(48 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// With leading zeros.
    mutating func write(padded number: Int, _ width: Int) {
        var power = 1
        for _ in 1..<width { power *= 10 }
        var rest = number
        while power > 0 {
            append(48 + UInt8(truncatingIfNeeded: rest / power % 10))
            rest %= power
            power /= 10
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
