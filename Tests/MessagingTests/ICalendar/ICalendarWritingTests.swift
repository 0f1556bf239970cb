import Foundation
import Records
import Testing

@testable import Messaging

@Suite("Calendars as programs read them")
struct ICalendarWritingTests {
    let paris = TimeZone(identifier: "Europe/Paris")!
    let stamp = Instant(iso: "2026-11-22T09:30:00Z")!
    let start = Instant(iso: "2026-11-24T09:00:00Z")!

    private func event(_ summary: String = "Visit") -> ICalendarEvent {
        var event = ICalendarEvent(
            uid: "activity-7@acme.test", stamp: stamp, start: .instant(start),
            end: .instant(start.adding(seconds: 1800)))
        event.summary = summary
        return event
    }

    private func lines(_ calendar: ICalendar) -> [String] {
        calendar.text.replacing("\r\n ", with: "").components(separatedBy: "\r\n")
    }

    @Test("what happens once is a moment in UTC")
    func once() {
        let lines = lines(ICalendar(method: .request, zone: paris, events: [event()]))
        #expect(lines.first == "BEGIN:VCALENDAR")
        #expect(lines.contains("METHOD:REQUEST"))
        #expect(lines.contains("DTSTART:20261124T090000Z"))
        #expect(lines.contains("DTEND:20261124T093000Z"))
        #expect(lines.contains("SEQUENCE:0"))
        #expect(!lines.contains("BEGIN:VTIMEZONE"))
        #expect(lines.suffix(2) == ["END:VCALENDAR", ""])
    }

    @Test("what is repeated keeps its hour when clocks change, and says how they do")
    func repeated() {
        var event = event()
        event.rule = "FREQ=WEEKLY;BYDAY=TU"
        let lines = lines(ICalendar(zone: paris, events: [event]))
        #expect(lines.contains("DTSTART;TZID=Europe/Paris:20261124T100000"))
        #expect(lines.contains("RRULE:FREQ=WEEKLY;BYDAY=TU"))
        #expect(lines.contains("TZID:Europe/Paris"))
        #expect(lines.contains("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"))
        #expect(lines.contains("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"))
        #expect(lines.contains("TZOFFSETFROM:+0100"))
        #expect(lines.contains("TZOFFSETTO:+0200"))
    }

    @Test("a zone whose clocks never change says so")
    func steady() {
        var event = event()
        event.rule = "FREQ=DAILY"
        let lines = lines(ICalendar(zone: TimeZone(identifier: "Asia/Tokyo")!, events: [event]))
        #expect(lines.contains("TZOFFSETTO:+0900"))
        #expect(lines.filter { $0 == "BEGIN:STANDARD" }.count == 1)
    }

    @Test("whole days end on the day after the last")
    func days() {
        var event = event()
        event.start = .day(Day(iso: "2026-12-24")!)
        event.end = .day(Day(iso: "2026-12-26")!)
        let lines = lines(ICalendar(zone: paris, events: [event]))
        #expect(lines.contains("DTSTART;VALUE=DATE:20261224"))
        #expect(lines.contains("DTEND;VALUE=DATE:20261226"))
    }

    @Test("lines are cut at 75 bytes and never inside a letter")
    func folding() {
        let text = ICalendar(events: [event(String(repeating: "é€😀 ", count: 60))]).text
        for line in text.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 75) }
        #expect(text.replacing("\r\n ", with: "").contains(String(repeating: "é€😀 ", count: 60)))
    }

    @Test("words cannot become lines of their own")
    func injection() {
        var event = event("A;B,C\\D\r\nATTENDEE:mailto:x@y.test")
        event.organizer = ICalendarPerson("a@b.test\r\nX:1", name: "O\"Neill;\r\nX:2")
        event.rule = "FREQ=DAILY\r\nX-EVIL:3"
        event.uid = "u\nX-EVIL:4"
        let lines = lines(ICalendar(events: [event]))
        #expect(lines.contains("SUMMARY:A\\;B\\,C\\\\D\\nATTENDEE:mailto:x@y.test"))
        #expect(!lines.contains { $0.hasPrefix("X") || $0.hasPrefix("ATTENDEE") })
        #expect(lines.contains { $0.hasPrefix("ORGANIZER;CN=\"O^'Neill;^nX:2\":mailto:a@b.testX:1") })
    }

    @Test("who is invited stands with what they answered")
    func people() {
        var event = event(), ada = ICalendarPerson("ada@b.test", name: "Ada", answer: .accepted)
        ada.isAsked = true
        event.attendees = [ada]
        #expect(
            lines(ICalendar(events: [event])).contains(
                """
                ATTENDEE;CN="Ada";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:ada@b.test
                """))
    }

    @Test("a mail carries a calendar beside its words and as a file")
    func mail() {
        var mail = Mail("meeting.1", to: [MailAddress("ada@b.test")!], subject: "Visit", text: "Hello\n")
        mail.calendar = Mail.Calendar(ICalendar(method: .request, events: [event()]))
        let bytes = mail.message(from: MailAddress("crm@acme.test")!, house: "acme.test", at: stamp)
        let message = String(decoding: bytes, as: UTF8.self).replacing("\r\n ", with: " ")
        #expect(message.contains("Content-Type: multipart/alternative"))
        #expect(message.contains("Content-Type: text/calendar; charset=utf-8; method=REQUEST"))
        #expect(message.contains("filename=\"invite.ics\"") || message.contains("filename=invite.ics"))
        #expect(Mail(mail.json)?.calendar == mail.calendar)
    }
}
