import Identity
import Records

/// Something to do or done with a customer: a task, a call, a meeting, about any record.
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
    package var isDone = false
    package var doneAt: Instant?
    package var description: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("subject", \.subject, "Subject", .required, .max(240), .searched, .listed, .sorted),
        Field("type", \.type, "Type", .required, .listed),
        Field("about", \.about, "About", .listed, .goesWithLink),
        Field("owner", \.owner, "Owner", .listed, .reverse("owned_activities")),
        Field("due_on", \.dueOn, "Due", .listed, .sorted),
        Field("starts_at", \.startsAt, "Starts"),
        Field("duration_minutes", \.durationMinutes, "Minutes"),
        Field("is_done", \.isDone, "Done", .required, .listed),
        Field("done_at", \.doneAt, "Done at", .sorted),
        Field("description", \.description, "Description", .shape(.longText), .searched),
    ]
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
