import Foundation
import Records

/// Days and hours as the reader writes them, on their clock.
extension Translator {
    /// `22/11/2026` in French, `22 Nov 2026` in English.
    package func day(_ day: Day) -> String { written(day, conventions.dates.day) }

    /// `22 nov.`, with the year where it is another than today's.
    package func shortDay(_ day: Day, today: Day) -> String {
        let dates = conventions.dates
        return written(day, day.parts.year == today.parts.year ? dates.shortDay : dates.shortDayWithYear)
    }

    /// `dimanche 22 novembre 2026`
    package func longDay(_ day: Day) -> String { written(day, conventions.dates.longDay) }

    /// `novembre 2026`
    package func monthOfYear(_ day: Day) -> String { written(day, conventions.dates.monthOfYear) }

    /// `novembre`; months count from 1.
    package func monthName(_ month: Int) -> String { conventions.dates.months[month - 1] }

    package func shortMonthName(_ month: Int) -> String { conventions.dates.shortMonths[month - 1] }

    /// `lundi`; 1 is Monday, 7 Sunday, as `Day.weekday`.
    package func weekdayName(_ weekday: Int) -> String { conventions.dates.weekdays[weekday - 1] }

    package func shortWeekdayName(_ weekday: Int) -> String { conventions.dates.shortWeekdays[weekday - 1] }

    /// `22/11/2026 à 10:30`
    package func instant(_ instant: Instant) -> String {
        filled(conventions.dates.instant) { hole in
            switch hole {
            case "day": day(instant.day(in: timeZone))
            case "time": time(instant)
            default: nil
            }
        }
    }

    /// `10:30`
    package func time(_ instant: Instant) -> String {
        let seconds = Int64(instant.microseconds.flooredSeconds) + Int64(timeZone.secondsFromGMT(for: instant.date))
        let minutes = Int(((seconds % 86_400) + 86_400) % 86_400 / 60)
        return padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2)
    }

    private func written(_ day: Day, _ pattern: DayPattern) -> String {
        let dates = conventions.dates
        let (year, month, number) = day.parts
        var out = ""
        out.reserveCapacity(32)
        for piece in pattern.pieces {
            switch piece {
            case .words(let words): out += words
            case .part(.twoDigitDay): out.append(number, digits: 2)
            case .part(.day): number == 1 ? out += dates.first : out.append(number, digits: 1)
            case .part(.twoDigitMonth): out.append(month, digits: 2)
            case .part(.shortMonth): out += dates.shortMonths[month - 1]
            case .part(.month): out += dates.months[month - 1]
            case .part(.year): out.append(year, digits: 4)
            case .part(.weekday): out += dates.weekdays[day.weekday - 1]
            }
        }
        return out
    }
}

extension String {
    /// A number with zeros before it where it is shorter.
    fileprivate mutating func append(_ number: Int, digits: Int) {
        var limit = 10
        for _ in 1..<digits {
            if number < limit { self += "0" }
            limit *= 10
        }
        self += String(number)
    }
}

extension Int64 {
    /// Microseconds as seconds, towards the past.
    fileprivate var flooredSeconds: Int64 {
        self >= 0 ? self / 1_000_000 : (self - 999_999) / 1_000_000
    }
}
