import Foundation

/// A moment in time, in microseconds since 1970-01-01 UTC (what PostgreSQL's timestamptz keeps).
package struct Instant: Sendable, Hashable, Comparable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }
    package init(_ date: Date) { microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded()) }

    /// Midnight UTC of a day and a time of day.
    package init(_ day: Day, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
        let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        microseconds = seconds * 1_000_000 + Int64(microsecond)
    }

    /// Reads RFC 3339 (`2026-11-22T10:30:00Z`, fractions and offsets too) and PostgreSQL's `2026-11-22 10:30:00.5+00`.
    package init?(iso text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 16, let day = Day(iso: String(decoding: bytes[0..<10], as: UTF8.self)),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            let hour = twoDigits(bytes, 11), bytes[13] == UInt8(ascii: ":"), let minute = twoDigits(bytes, 14),
            hour < 24, minute < 60
        else { return nil }
        var at = 16, second = 0, fraction = 0
        if at < bytes.count, bytes[at] == UInt8(ascii: ":") {
            guard let read = twoDigits(bytes, at + 1), read < 61 else { return nil }
            second = read
            at += 3
            if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
                var scale = 100_000
                at += 1
                let start = at
                while at < bytes.count, (48...57).contains(bytes[at]) {
                    fraction += Int(bytes[at] - 48) * scale
                    scale /= 10
                    at += 1
                }
                guard at > start else { return nil }
            }
        }
        guard let offset = Instant.offset(bytes[at...]) else { return nil }
        let base = Instant(day, hour: hour, minute: minute, second: second, microsecond: fraction)
        microseconds = base.microseconds - Int64(offset) * 1_000_000
    }

    /// Seconds east of UTC written at the end of an instant: nothing or `Z`, `+02`, `+0200`, `+02:00`.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let sign = bytes.first else { return 0 }
        if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 2 || digits.count == 4, let hours = twoDigits(digits, 0) else { return nil }
        guard let minutes = digits.count == 4 ? twoDigits(digits, 2) : 0, hours < 24, minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    package func adding(seconds: Int) -> Instant { Instant(microseconds: microseconds + Int64(seconds) * 1_000_000) }

    package var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// The day it is in this zone at this instant.
    package func day(in zone: TimeZone) -> Day {
        let local = microseconds + Int64(zone.secondsFromGMT(for: date)) * 1_000_000
        return Day(number: Int32((Double(local) / 86_400_000_000).rounded(.down)))
    }

    /// `2026-11-22T10:30:00.000000Z`: fixed width, so text order is time order.
    package var iso: String {
        let dayNumber = Int64((Double(microseconds) / 86_400_000_000).rounded(.down))
        let rest = Int(microseconds - dayNumber * 86_400_000_000), seconds = rest / 1_000_000
        return String(unsafeUninitializedCapacity: 27) { bytes in
            Day(number: Int32(dayNumber)).write(to: bytes)
            bytes[10] = UInt8(ascii: "T")
            write(digits: seconds / 3600, 2, to: bytes, at: 11)
            bytes[13] = UInt8(ascii: ":")
            write(digits: seconds / 60 % 60, 2, to: bytes, at: 14)
            bytes[16] = UInt8(ascii: ":")
            write(digits: seconds % 60, 2, to: bytes, at: 17)
            bytes[19] = UInt8(ascii: ".")
            write(digits: rest % 1_000_000, 6, to: bytes, at: 20)
            bytes[26] = UInt8(ascii: "Z")
            return 27
        }
    }
}

private func twoDigits(_ bytes: some Collection<UInt8>, _ at: Int) -> Int? {
    let pair = Array(bytes.dropFirst(at).prefix(2))
    guard pair.count == 2, pair.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(pair[0] - 48) * 10 + Int(pair[1] - 48)
}

extension Instant {
    /// The first instant of a day in this zone.
    package init(startOf day: Day, in zone: TimeZone) {
        let midnight = Instant(day)
        let offset = zone.secondsFromGMT(for: midnight.date)
        let guess = midnight.adding(seconds: -offset)
        // The offset at local midnight may differ from the one at midnight UTC on the day of a change of hour.
        let settled = zone.secondsFromGMT(for: guess.date)
        self = settled == offset ? guess : midnight.adding(seconds: -settled)
    }
}
