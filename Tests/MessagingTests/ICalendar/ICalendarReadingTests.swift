import Foundation
import Records
import Testing

@testable import Messaging

@Suite("Calendars of other programs")
struct ICalendarReadingTests {
    let paris = TimeZone(identifier: "Europe/Paris")!
    let now = Instant(iso: "2026-11-22T09:30:00Z")!

    private func read(_ lines: String, ends: String = "\r\n") throws -> ICalendar {
        try ICalendar(reading: lines.replacing("\n", with: ends), zone: paris, now: now)
    }

    private func event(_ lines: String) throws -> ICalendarEvent {
        let calendar = try read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n\(lines)\nEND:VEVENT\nEND:VCALENDAR\n")
        return try #require(calendar.events.first)
    }

    @Test("what we write is what we read")
    func circle() throws {
        var event = ICalendarEvent(
            uid: "a@b", stamp: now, start: .instant(now), end: .instant(now.adding(seconds: 3600)))
        event.summary = "Réunion, avec; tout\\ et\nplus"
        event.location = "12 rue de l’Église"
        event.sequence = 3
        event.organizer = ICalendarPerson("ann@a.test", name: "Ann \"A\" Arden; x")
        event.attendees = [ICalendarPerson("ada@b.test", name: "Ada, Martin", answer: .tentative)]
        event.status = .confirmed
        let calendar = ICalendar(method: .reply, name: "Mine", zone: paris, events: [event])
        let back = try read(calendar.text.replacing("\r\n", with: "\n"))
        #expect(back.method == .reply)
        #expect(back.name == "Mine")
        #expect(back.events == calendar.events)
        var weekly = event
        weekly.rule = "FREQ=WEEKLY"
        weekly.exceptions = [.instant(now.adding(seconds: 604_800))]
        let series = ICalendar(zone: paris, events: [weekly])
        #expect(try ICalendar(reading: series.text, zone: .gmt, now: now).events == series.events)
    }

    @Test("an answer of Outlook, with lines folded by tabs and a zone called as Windows does")
    func outlook() throws {
        let calendar = try read(
            """
            BEGIN:VCALENDAR
            METHOD:REPLY
            BEGIN:VEVENT
            ATTENDEE;PARTSTAT=ACCEPTED;CN="Martin, Ada":MAILTO:Ada.Martin@
            \tExample.com
            UID:activity-7@acme.test
            DTSTART;TZID=Romance Standard Time:20260701T100000
            DURATION:PT1H30M
            SEQUENCE:2
            END:VEVENT
            END:VCALENDAR
            """)
        let event = try #require(calendar.events.first)
        #expect(event.attendees == [ICalendarPerson("ada.martin@example.com", name: "Martin, Ada", answer: .accepted)])
        #expect(event.start == .instant(Instant(iso: "2026-07-01T08:00:00Z")!))
        #expect(event.end == .instant(Instant(iso: "2026-07-01T09:30:00Z")!))
        #expect(event.sequence == 2)
    }

    @Test("times: UTC, a zone, a floating clock, a day")
    func times() throws {
        #expect(try event("DTSTART:20260701T080000Z").start == .instant(Instant(iso: "2026-07-01T08:00:00Z")!))
        #expect(try event("DTSTART:20260701T080000").start == .instant(Instant(iso: "2026-07-01T06:00:00Z")!))
        #expect(
            try event("DTSTART;TZID=America/New_York:20260701T080000").start
                == .instant(Instant(iso: "2026-07-01T12:00:00Z")!))
        #expect(try event("DTSTART;VALUE=DATE:20260701").start == .day(Day(iso: "2026-07-01")!))
        #expect(try event("DTSTART:20261399T080000Z").start == .instant(now))
    }

    @Test("an hour left out by the change of clocks is the one after it; one that comes twice is the first")
    func clocks() throws {
        let spring = try event("DTSTART;TZID=Europe/Paris:20260329T023000").start
        #expect(spring == .instant(Instant(iso: "2026-03-29T01:30:00Z")!))
        let autumn = try event("DTSTART;TZID=Europe/Paris:20261025T023000").start
        #expect(autumn == .instant(Instant(iso: "2026-10-25T00:30:00Z")!))
    }

    @Test("what is no calendar is refused", arguments: ["", "Hello", "BEGIN:VEVENT\nEND:VEVENT", "END:VCALENDAR"])
    func none(_ text: String) { #expect(throws: ICalendarProblem.self) { _ = try read(text) } }

    @Test("hostile calendars are refused, not endured")
    func hostile() {
        #expect(throws: ICalendarProblem.tooLarge) { _ = try read(String(repeating: "X:1\n", count: 400_000)) }
        #expect(throws: ICalendarProblem.tooLarge) {
            _ = try read(
                "BEGIN:VCALENDAR\nX:1\n" + String(repeating: " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", count: 3_000))
        }
        #expect(throws: ICalendarProblem.tooLarge) {
            _ = try read("BEGIN:VCALENDAR\n" + String(repeating: "A:1\n", count: 20_100))
        }
        #expect(throws: ICalendarProblem.tooDeep) {
            _ = try read("BEGIN:VCALENDAR\n" + String(repeating: "BEGIN:X\n", count: 10))
        }
        #expect(throws: ICalendarProblem.broken) { _ = try read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n") }
        let many = String(repeating: "BEGIN:VEVENT\nUID:1\nEND:VEVENT\n", count: 2_001)
        #expect(throws: ICalendarProblem.tooManyEvents) {
            _ = try read("BEGIN:VCALENDAR\n" + many + "END:VCALENDAR\n")
        }
    }

    @Test("odd lines are left out, and nothing else with them")
    func odd() throws {
        let event = try event(
            "nonsense\n;=:\nX-A;B\nSUMMARY;LANGUAGE=fr;X=\"a:b;c\":Réunion\nATTENDEE:mailto:nobody\n:x")
        #expect(event.summary == "Réunion")
        #expect(event.attendees.isEmpty)
    }

    @Test("bytes of any kind never stop the reader")
    func chance() {
        var generator = SeededGenerator(seed: 7)
        let words = [
            "BEGIN:", "END:", "VCALENDAR", "VEVENT", "\n", "\r\n ", ":", ";", "=", "\"", "^", "\\", "UID:1", "é",
            "\u{0}", "DTSTART:2026",
        ]
        for _ in 0..<300 {
            let text = "BEGIN:VCALENDAR\n" + (0..<40).map { _ in words.randomElement(using: &generator)! }.joined()
            _ = try? ICalendar(reading: text, zone: paris, now: now)
        }
    }
}
