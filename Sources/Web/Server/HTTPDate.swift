import Records
import Synchronization

/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    static func text(_ instant: Instant) -> String {
        let dayNumber = Int32((Double(instant.microseconds) / 86_400_000_000).rounded(.down))
        let day = Day(number: dayNumber), (year, month, date) = day.parts
        let seconds = Int((instant.microseconds - Int64(dayNumber) * 86_400_000_000) / 1_000_000)
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(weekdays[day.weekday - 1]), \(padded(date, 2)) \(months[month - 1]) \(padded(year, 4)) \(time) GMT"
    }

    /// Reads what `text` writes; older forms are answered as if they were not there.
    static func read(_ text: String) -> Instant? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])),
            let year = Int(words[3]), let date = Int(words[1]), let day = Day(year: year, month: month + 1, day: date)
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, time[0] < 24, time[1] < 60, time[2] < 61 else { return nil }
        return Instant(day, hour: time[0], minute: time[1], second: time[2])
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

/// The text of the current second, written once a second.
final class DateLine: Sendable {
    private let kept = Mutex((second: Int64.min, text: ""))

    func text(_ now: Instant) -> String {
        let second = now.microseconds / 1_000_000
        return kept.withLock { kept in
            if kept.second != second { kept = (second, HTTPDate.text(now)) }
            return kept.text
        }
    }
}
