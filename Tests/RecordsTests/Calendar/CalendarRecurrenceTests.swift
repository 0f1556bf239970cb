import Foundation
import Records
import Testing

@Suite("What comes again")
struct CalendarRecurrenceTests {
    private func day(_ text: String) -> Day { Day(iso: text) ?? Day(number: 0) }

    @Test("rules give the days that another implementation gives", arguments: RecurrenceTable.lines)
    func oracle(line: String) throws {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let rule = try Recurrence(words[0])
        let days = rule.days(from: day(words[1]), through: day(words[2]))
        let first = days.prefix(16).map { $0.iso.replacing("-", with: "") }.joined(separator: ",")
        #expect(first == words[4], "\(words[0]) from \(words[1])")
        #expect(days.count == Int(words[3]), "\(words[0]) from \(words[1])")
    }

    @Test("a rule written and read again is the same", arguments: RecurrenceTable.lines)
    func text(line: String) throws {
        let rule = try Recurrence(String(line.prefix { $0 != " " }))
        #expect(try Recurrence(rule.text) == rule)
    }

    @Test("days left out are no days of it, but count")
    func skipped() throws {
        let rule = try Recurrence("RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20261109,20261116")
        let days = rule.days(from: day("2026-11-02"), through: day("2027-01-01")).map(\.iso)
        #expect(days == ["2026-11-02", "2026-11-23"])
        #expect(try Recurrence(rule.text).skipped.count == 2)
    }

    @Test("an end given as an instant is the day it is in the zone")
    func until() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Paris"))
        #expect(try Recurrence("FREQ=DAILY;UNTIL=20261130T230000Z", zone: zone).until == day("2026-12-01"))
        #expect(try Recurrence("FREQ=DAILY;UNTIL=20261130", zone: zone).until == day("2026-11-30"))
    }

    @Test(
        "what is no rule is refused with a sentence",
        arguments: [
            "", "weekly", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=DAILY;COUNT=3;UNTIL=20261231", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=DAILY;COUNT=100000",
            "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;UNTIL=20261341", "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;BYSETPOS=1",
            "FREQ=WEEKLY;BYMONTHDAY=3", "FREQ=DAILY\nEXDATE:tomorrow",
        ])
    func refused(text: String) {
        #expect(throws: Refusal.self) { try Recurrence(text) }
    }

    @Test("what never comes ends: 30 February")
    func never() throws {
        #expect(try Recurrence("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30").first(from: day("2026-01-01")) == nil)
    }

    @Test("nine in the morning stays nine over both changes of hour; the hour that is missing moves on")
    func changeOfHour() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Paris"))
        for text in ["2027-03-27", "2027-03-28", "2027-03-29", "2027-10-30", "2027-10-31", "2027-11-01"] {
            let instant = Instant(day(text), minute: 540, in: zone)
            #expect(instant.minute(in: zone) == 540)
            #expect(instant.day(in: zone) == day(text))
        }
        #expect(Instant(day("2027-03-28"), minute: 540, in: zone).iso == "2027-03-28T07:00:00.000000Z")
        #expect(Instant(day("2027-03-28"), minute: 150, in: zone).iso == "2027-03-28T01:30:00.000000Z")
        // Half past two comes twice: the first is meant.
        #expect(Instant(day("2027-10-31"), minute: 150, in: zone).iso == "2027-10-31T00:30:00.000000Z")
    }

    @Test(
        "hours are read as people write them", arguments: [("9:00", 540), ("09h30", 570), ("9h", 540), ("24:00", 1440)])
    func hours(text: String, minute: Int) { #expect(TimeOfDay.minute(text) == minute) }

    @Test("what is no hour is not read", arguments: ["", "25:00", "9:60", "neuf", "9", "24:01", "1:2:3"])
    func noHours(text: String) { #expect(TimeOfDay.minute(text) == nil) }
}
