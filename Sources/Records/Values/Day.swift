/// A calendar day, without time or zone: a closing date, a birthday. Proleptic Gregorian, years 1 to 9999.
package struct Day: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    package let number: Int32

    package init(number: Int32) { self.number = number }

    /// Nil where there is no such day (30 February, month 13).
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.length(ofMonth: month, year: year)
        else { return nil }
        number = Day.number(year: year, month: month, day: day)
    }

    /// Reads `2026-11-22` and nothing else.
    package init?(iso text: String) {
        var digits: [Int] = []
        for (index, byte) in text.utf8.enumerated() {
            if index == 4 || index == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard (48...57).contains(byte) else { return nil }
                digits.append(Int(byte) - 48)
            }
        }
        guard digits.count == 8 else { return nil }
        let year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
        self.init(year: year, month: digits[4] * 10 + digits[5], day: digits[6] * 10 + digits[7])
    }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    package func adding(days: Int) -> Day { Day(number: number + Int32(days)) }

    /// The same day some months later, or the last day of that month where it is shorter.
    package func adding(months: Int) -> Day {
        let (year, month, day) = parts
        let months = year * 12 + (month - 1) + months
        let newYear = Int((Double(months) / 12).rounded(.down)), newMonth = months - newYear * 12 + 1
        return Day(year: newYear, month: newMonth, day: min(day, Day.length(ofMonth: newMonth, year: newYear))) ?? self
    }

    /// 1 is Monday, 7 Sunday (ISO 8601).
    package var weekday: Int { (((Int(number) + 3) % 7) + 7) % 7 + 1 }

    package var parts: (year: Int, month: Int, day: Int) {
        // Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”, civil_from_days.
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// `2026-11-22`
    package var iso: String {
        String(unsafeUninitializedCapacity: 10) { bytes in
            write(to: bytes)
            return 10
        }
    }

    /// The ten bytes of `iso`.
    func write(to bytes: UnsafeMutableBufferPointer<UInt8>) {
        let (year, month, day) = parts
        Records.write(digits: year, 4, to: bytes, at: 0)
        bytes[4] = UInt8(ascii: "-")
        Records.write(digits: month, 2, to: bytes, at: 5)
        bytes[7] = UInt8(ascii: "-")
        Records.write(digits: day, 2, to: bytes, at: 8)
    }

    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func number(year: Int, month: Int, day: Int) -> Int32 {
        // The inverse of `parts`, days_from_civil in the same paper.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400, yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }
}

/// A number with leading zeros, for dates and times.
package func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// A number with leading zeros, into bytes.
func write(digits number: Int, _ width: Int, to bytes: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
    var rest = number
    for place in stride(from: start + width - 1, through: start, by: -1) {
        bytes[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
    }
}
