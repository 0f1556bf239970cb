import Foundation
import Records

/// Meetings as calendars exchange them (iCalendar, RFC 5545): a feed somebody subscribes to, an invitation, an answer
/// to one. Written and read here without any input or output of its own.
package struct ICalendar: Sendable, Hashable {
    /// What the receiver is to do with it (RFC 5546). A feed has none.
    package enum Method: String, Sendable {
        case publish = "PUBLISH"
        case request = "REQUEST"
        case reply = "REPLY"
        case cancel = "CANCEL"
        case counter = "COUNTER"
    }

    package var method: Method?
    /// What a subscriber's calendar is called.
    package var name: String?
    /// How often a subscriber should look again.
    package var refreshMinutes: Int?
    /// The zone in which repeated meetings keep their hour.
    package var zone: TimeZone
    package var events: [ICalendarEvent]

    package init(method: Method? = nil, name: String? = nil, zone: TimeZone = .gmt, events: [ICalendarEvent] = []) {
        (self.method, self.name, self.zone, self.events) = (method, name, zone, events)
    }
}

/// One meeting, or one repeated one.
package struct ICalendarEvent: Sendable, Hashable {
    package enum Status: String, Sendable {
        case tentative = "TENTATIVE"
        case confirmed = "CONFIRMED"
        case cancelled = "CANCELLED"
    }

    /// The same in every calendar that holds the meeting.
    package var uid: String
    /// Rises with every change that matters to those invited.
    package var sequence = 0
    /// When this was written.
    package var stamp: Instant
    package var start: ICalendarTime
    /// Exclusive; nil where only a beginning is known.
    package var end: ICalendarTime?
    package var summary = ""
    package var description: String?
    package var location: String?
    package var url: String?
    package var status: Status?
    /// Whether the person is taken meanwhile.
    package var isBusy = true
    /// Only the owner reads the details.
    package var isPrivate = false
    /// A rule as RFC 5545 writes it, `FREQ=WEEKLY;BYDAY=MO`.
    package var rule: String?
    /// Occurrences that fall out.
    package var exceptions: [ICalendarTime] = []
    /// Which occurrence of a repeated meeting this one replaces.
    package var occurrence: ICalendarTime?
    package var organizer: ICalendarPerson?
    package var attendees: [ICalendarPerson] = []
    /// Words of whoever answers.
    package var comment: String?
    package var changedAt: Instant?

    package init(uid: String, stamp: Instant, start: ICalendarTime, end: ICalendarTime? = nil) {
        (self.uid, self.stamp, self.start, self.end) = (uid, stamp, start, end)
    }
}

/// Who calls a meeting or is invited to it.
package struct ICalendarPerson: Sendable, Hashable {
    package enum Answer: String, Sendable {
        case needsAction = "NEEDS-ACTION"
        case accepted = "ACCEPTED"
        case declined = "DECLINED"
        case tentative = "TENTATIVE"
        case delegated = "DELEGATED"
    }

    /// A mail address, without `mailto:`.
    package var address: String
    package var name: String?
    package var answer: Answer?
    package var isOptional = false
    /// Whether an answer is asked for.
    package var isAsked = false

    package init(_ address: String, name: String? = nil, answer: Answer? = nil) {
        self.address = address
        self.name = name
        self.answer = answer
    }
}
