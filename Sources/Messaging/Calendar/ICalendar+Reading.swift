import Foundation
import Records

extension ICalendar {
    static let maximumEvents = 2_000, maximumPeople = 500

    /// Reads a calendar as programs send it. Times without a zone, or in one that nobody knows, are clocks in `zone`;
    /// what has no identity or no beginning is left out.
    package init(reading text: String, zone: TimeZone, now: Instant) throws(ICalendarProblem) {
        let block = try ICalendarReader.read(text)
        let events = block.blocks.filter { $0.name == "VEVENT" }
        guard events.count <= ICalendar.maximumEvents else { throw .tooManyEvents }
        self.init(
            method: block.text("METHOD").flatMap {
                Method(rawValue: $0.trimmingCharacters(in: .whitespaces).uppercased())
            },
            name: block.text("NAME") ?? block.text("X-WR-CALNAME"), zone: zone)
        self.events = events.compactMap { ICalendarEvent($0, zone: zone, now: now) }
    }
}

extension ICalendarEvent {
    init?(_ block: ICalendarBlock, zone: TimeZone, now: Instant) {
        func time(_ name: String) -> ICalendarTime? { block.first(name).flatMap { ICalendarTime($0, zone: zone) } }
        guard let uid = block.text("UID")?.trimmingCharacters(in: .whitespaces), !uid.isEmpty, uid.utf8.count <= 1_000
        else { return nil }
        // An answer may leave the beginning out: it names the meeting.
        let stamp = time("DTSTAMP")?.instant(in: .gmt) ?? now
        self.init(uid: uid, stamp: stamp, start: time("DTSTART") ?? .instant(stamp))
        end = time("DTEND") ?? block.text("DURATION").flatMap { ICalendarEvent.end(of: start, after: $0) }
        sequence = block.text("SEQUENCE").flatMap { Int($0) } ?? 0
        summary = block.text("SUMMARY") ?? ""
        description = block.text("DESCRIPTION")
        location = block.text("LOCATION")
        comment = block.text("COMMENT")
        url = block.first("URL")?.value
        status = block.text("STATUS").flatMap { Status(rawValue: $0.uppercased()) }
        isBusy = block.text("TRANSP")?.uppercased() != "TRANSPARENT"
        isPrivate = ["PRIVATE", "CONFIDENTIAL"].contains(block.text("CLASS")?.uppercased() ?? "")
        rule = block.first("RRULE")?.value
        occurrence = time("RECURRENCE-ID")
        exceptions = block.lines.filter { $0.name == "EXDATE" }.flatMap { line in
            line.value.split(separator: ",").prefix(1_000).compactMap {
                ICalendarTime(String($0), zone: ICalendarTime.zone(line) ?? zone)
            }
        }
        organizer = block.first("ORGANIZER").flatMap { ICalendarPerson($0) }
        attendees = block.lines.filter { $0.name == "ATTENDEE" }.prefix(ICalendar.maximumPeople)
            .compactMap { ICalendarPerson($0) }
        changedAt = time("LAST-MODIFIED")?.instant(in: .gmt)
    }

    /// `PT1H30M`, `P1D`
    private static func end(of start: ICalendarTime, after duration: String) -> ICalendarTime? {
        let pattern = /\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?/
        guard let match = duration.uppercased().wholeMatch(of: pattern) else { return nil }
        func part(_ text: Substring?) -> Int { text.flatMap { Int($0) } ?? 0 }
        let days = part(match.1) * 7 + part(match.2)
        switch start {
        case .day(let day): return .day(day.adding(days: max(days, 1)))
        case .instant(let instant):
            let seconds = part(match.3) * 3600 + part(match.4) * 60 + part(match.5)
            return .instant(instant.adding(seconds: days * 86_400 + seconds))
        }
    }
}

extension ICalendarPerson {
    /// Nil where it is nobody mail could reach.
    init?(_ line: ICalendarLine) {
        var address = line.value.trimmingCharacters(in: .whitespaces)
        if address.lowercased().hasPrefix("mailto:") { address = String(address.dropFirst(7)) }
        guard let normal = EmailAddress.normalised(address.removingPercentEncoding ?? address) else { return nil }
        self.init(
            normal, name: line.parameters["CN"].flatMap { $0.isEmpty ? nil : $0 },
            answer: line.parameters["PARTSTAT"].flatMap { Answer(rawValue: $0.uppercased()) })
        isOptional = line.parameters["ROLE"]?.uppercased() == "OPT-PARTICIPANT"
        isAsked = line.parameters["RSVP"]?.uppercased() == "TRUE"
    }
}

extension ICalendarTime {
    init?(_ line: ICalendarLine, zone: TimeZone) {
        self.init(line.value.trimmingCharacters(in: .whitespaces), zone: ICalendarTime.zone(line) ?? zone)
    }

    static func zone(_ line: ICalendarLine) -> TimeZone? {
        guard let name = line.parameters["TZID"] else { return nil }
        // Some write the whole path of a file: `/freeassociation.sourceforge.net/Europe/Paris`.
        let tail = name.split(separator: "/").suffix(2).joined(separator: "/")
        return TimeZone(identifier: name) ?? windows[name].flatMap { TimeZone(identifier: $0) }
            ?? TimeZone(identifier: tail)
    }

    /// The zones of our customers as Outlook calls them (Unicode's table of Windows zones).
    private static let windows = [
        "Romance Standard Time": "Europe/Paris", "W. Europe Standard Time": "Europe/Berlin",
        "Central European Standard Time": "Europe/Warsaw", "Central Europe Standard Time": "Europe/Budapest",
        "GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik",
        "E. Europe Standard Time": "Europe/Chisinau", "GTB Standard Time": "Europe/Bucharest",
        "FLE Standard Time": "Europe/Kiev", "Turkey Standard Time": "Europe/Istanbul",
        "Russian Standard Time": "Europe/Moscow", "Morocco Standard Time": "Africa/Casablanca",
        "W. Central Africa Standard Time": "Africa/Lagos", "Egypt Standard Time": "Africa/Cairo",
        "South Africa Standard Time": "Africa/Johannesburg", "Mauritius Standard Time": "Indian/Mauritius",
        "SA Western Standard Time": "America/La_Paz", "Eastern Standard Time": "America/New_York",
        "Central Standard Time": "America/Chicago", "Mountain Standard Time": "America/Denver",
        "Pacific Standard Time": "America/Los_Angeles", "Atlantic Standard Time": "America/Halifax",
        "India Standard Time": "Asia/Kolkata", "China Standard Time": "Asia/Shanghai",
        "Tokyo Standard Time": "Asia/Tokyo", "Singapore Standard Time": "Asia/Singapore",
        "AUS Eastern Standard Time": "Australia/Sydney", "Central Pacific Standard Time": "Pacific/Noumea",
        "UTC": "UTC",
    ]
}
