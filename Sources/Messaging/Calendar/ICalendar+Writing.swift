import Foundation
import Records

extension ICalendar {
    /// The calendar as text; the same calendar is always the same bytes.
    package var text: String {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Entregent//Entregent//EN", "CALSCALE:GREGORIAN"]
        if let method { lines.append("METHOD:\(method.rawValue)") }
        if let name {
            // One name from RFC 7986, one that older programs know.
            lines += ["NAME:", "X-WR-CALNAME:"].map { $0 + ICalendarText.escaped(name) }
        }
        if let refreshMinutes {
            lines += [
                "REFRESH-INTERVAL;VALUE=DURATION:PT\(refreshMinutes)M", "X-PUBLISHED-TTL:PT\(refreshMinutes)M",
            ]
        }
        let repeated = events.filter { isInZone($0) }.map { $0.start.instant(in: zone) }
        if let first = repeated.min() { lines += ICalendarZone(zone: zone).lines(from: first) }
        for event in events { lines += self.lines(event) }
        lines.append("END:VCALENDAR")
        return lines.map(ICalendarText.folded).joined()
    }

    /// What is repeated keeps its hour when clocks change; what happens once is a moment.
    private func isInZone(_ event: ICalendarEvent) -> Bool {
        guard case .instant = event.start, zone != .gmt else { return false }
        return event.rule != nil || event.occurrence != nil
    }

    private func lines(_ event: ICalendarEvent) -> [String] {
        let zone = isInZone(event) ? self.zone : nil
        var lines = [
            "BEGIN:VEVENT", "UID:\(ICalendarText.escaped(event.uid))",
            "DTSTAMP:\(ICalendarTime.instant(event.stamp).utc)",
            "DTSTART\(event.start.property(in: zone))",
        ]
        if let end = event.end { lines.append("DTEND\(end.property(in: zone))") }
        if let occurrence = event.occurrence { lines.append("RECURRENCE-ID\(occurrence.property(in: zone))") }
        // A rule of ours or one that was read: never more than one line.
        if let rule = event.rule { lines.append("RRULE:\(rule.filter { !$0.isNewline && !$0.isWhitespace })") }
        lines += event.exceptions.map { "EXDATE\($0.property(in: zone))" }
        lines += ["SUMMARY:\(ICalendarText.escaped(event.summary))", "SEQUENCE:\(event.sequence)"]
        func add(_ name: String, _ text: String?) {
            if let text, !text.isEmpty { lines.append("\(name):\(ICalendarText.escaped(text))") }
        }
        add("DESCRIPTION", event.description)
        add("LOCATION", event.location)
        add("COMMENT", event.comment)
        if let url = event.url { lines.append("URL:\(url.filter { !$0.isNewline && !$0.isWhitespace })") }
        if let status = event.status { lines.append("STATUS:\(status.rawValue)") }
        lines.append("TRANSP:\(event.isBusy ? "OPAQUE" : "TRANSPARENT")")
        if event.isPrivate { lines.append("CLASS:PRIVATE") }
        if let changedAt = event.changedAt { lines.append("LAST-MODIFIED:\(ICalendarTime.instant(changedAt).utc)") }
        if let organizer = event.organizer { lines.append("ORGANIZER" + person(organizer, isInvited: false)) }
        lines += event.attendees.map { "ATTENDEE" + person($0, isInvited: true) }
        return lines + ["END:VEVENT"]
    }

    private func person(_ person: ICalendarPerson, isInvited: Bool) -> String {
        var line = person.name.map { ";CN=\(ICalendarText.parameter($0))" } ?? ""
        if isInvited {
            line += ";CUTYPE=INDIVIDUAL;ROLE=\(person.isOptional ? "OPT" : "REQ")-PARTICIPANT"
            line += ";PARTSTAT=\((person.answer ?? .needsAction).rawValue)"
            if person.isAsked { line += ";RSVP=TRUE" }
        }
        return line + ":mailto:" + person.address.filter { !$0.isNewline && !$0.isWhitespace }
    }
}
