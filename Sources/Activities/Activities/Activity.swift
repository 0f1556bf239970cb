import Identity
import People
import Records

/// Something to do or done with a customer: a task, a call, a meeting, about any record. Timed where `startsAt` is
/// set; otherwise it belongs to a day, and where `isAllDay` it fills that day or the days until `endsOn`.
package struct Activity: Entity {
    package static let name = "activity", plural = "activities"
    package static let label = "Activity", pluralLabel = "Activities"
    package static let title = "subject"
    package static let icon = "circle-check"
    package var id = ID<Self>(), custom = CustomValues()
    package var subject = ""
    package var type = ActivityType.task
    package var about: Reference?
    package var owner: ID<User>?
    package var dueOn: Day?
    package var startsAt: Instant?
    package var durationMinutes: Int?
    package var isAllDay = false
    /// The last day of what fills several whole days.
    package var endsOn: Day?
    package var place: String?
    package var isDone = false
    package var doneAt: Instant?
    package var outcome: String?
    /// How long before it starts its people are told.
    package var remindMinutes: Int?
    /// When that is; empty once they were told.
    package var remindAt: Instant?
    package var description: String?
    /// The rule of a series (RFC 5545), on its first activity only; the others name that one in `series`.
    package var recurrence: String?
    package var series: ID<Activity>?
    /// The day of the series that this one stands for, wherever it was moved since.
    package var recursOn: Day?
    /// The last day until which the series was made.
    package var madeUntil: Day?
    /// How calendars call it, and how often they were told of a change.
    package var uid: String?
    package var sequence: Int?
    package var participants: [ActivityParticipant] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("subject", \.subject, "Subject", .required, .max(240), .searched, .listed, .sorted),
        Field("type", \.type, "Type", .required, .listed),
        Field("about", \.about, "About", .listed, .goesWithLink),
        Field("owner", \.owner, "Owner", .listed, .reverse("owned_activities")),
        Field("due_on", \.dueOn, "Due", .listed, .sorted),
        Field("starts_at", \.startsAt, "Starts"),
        Field("duration_minutes", \.durationMinutes, "Minutes"),
        Field("all_day", \.isAllDay, "All day", .required),
        Field("ends_on", \.endsOn, "Last day", .help("For what fills several whole days.")),
        Field("place", \.place, "Place", .max(400), .searched),
        Field("is_done", \.isDone, "Done", .required, .listed),
        Field("done_at", \.doneAt, "Done at", .sorted),
        Field("outcome", \.outcome, "Outcome", .max(400)),
        Field(
            "remind_minutes", \.remindMinutes, "Reminder, minutes before",
            .help("Its people are told so long before it starts. Without an hour: before the working day begins.")),
        Field("description", \.description, "Description", .shape(.longText), .searched),
        Field("remind_at", \.remindAt, "Reminder due", .readOnly, .quiet),
        Field(
            "recurrence", \.recurrence, "Repeats", .max(2000), .quiet,
            .help("A rule as calendars write it, such as FREQ=WEEKLY;BYDAY=MO. The agenda writes it for you.")),
        Field("series", \.series, "Series", .reverse("occurrences"), .readOnly, .quiet),
        Field("recurs_on", \.recursOn, "Day in the series", .readOnly, .quiet),
        Field("made_until", \.madeUntil, "Series made until", .readOnly, .quiet),
        Field("uid", \.uid, "Calendar identifier", .max(255), .quiet),
        Field("sequence", \.sequence, "Calendar sequence", .quiet),
    ]

    package static let parts: [Part<Self>] = [Part("participants", \.participants, "Participants")]
}

package enum ActivityType: String, Choice {
    case task, call, meeting

    package var label: String {
        switch self {
        case .task: "Task"
        case .call: "Call"
        case .meeting: "Meeting"
        }
    }
}

/// Somebody who takes part: one of us, a contact, or anybody with an address; and what they answered.
package struct ActivityParticipant: PartItem, Hashable {
    package static let name = "participant"
    package var id = ID<Self>()
    package var user: ID<User>?
    package var contact: ID<Contact>?
    package var email: String?
    package var displayName: String?
    package var answer = ParticipantAnswer.needsAction
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("user", \.user, "User", .reverse("participations")),
        Field("contact", \.contact, "Contact", .reverse("participations")),
        Field("email", \.email, "E-mail", .shape(.email)),
        Field("name", \.displayName, "Name", .max(240)),
        Field("answer", \.answer, "Answer", .required),
    ]
}

/// What somebody invited answered (RFC 5545, PARTSTAT).
package enum ParticipantAnswer: String, Choice {
    case needsAction = "needs_action"
    case accepted, declined, tentative

    package var label: String {
        switch self {
        case .needsAction: "No answer yet"
        case .accepted: "Accepted"
        case .declined: "Declined"
        case .tentative: "Perhaps"
        }
    }
}
