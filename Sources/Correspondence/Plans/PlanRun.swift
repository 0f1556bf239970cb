import Identity
import People
import Records

/// A plan under way for one record: how far it is, when the next step comes, and why it stopped.
package struct PlanRun: Entity {
    package static let name = "plan_run", plural = "plan_runs"
    package static let label = "Plan under way", pluralLabel = "Plans under way"
    package static let icon = "repeat"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var plan: ID<FollowUpPlan>?
    package var about: Reference?
    package var contact: ID<Contact>?
    package var owner: ID<User>?
    package var state = PlanState.running
    /// How many steps are behind it.
    package var step = 0
    package var startedOn: Day?
    package var nextAt: Instant?
    package var reason: PlanReason?
    /// Why the next step could not be done, as a stored sentence.
    package var refusal: String?
    package var endedAt: Instant?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Plan", .required, .readOnly, .listed, .sorted),
        Field("plan", \.plan, "Follow-up plan", .readOnly, .reverse("runs")),
        Field("about", \.about, "About", .readOnly, .listed, .goesWithLink),
        Field("contact", \.contact, "Contact", .readOnly, .reverse("followed_plans")),
        Field("owner", \.owner, "Owner", .readOnly, .listed, .reverse("owned_plan_runs")),
        Field("state", \.state, "State", .required, .readOnly, .listed),
        Field("step", \.step, "Steps done", .required, .readOnly, .listed),
        Field("started_on", \.startedOn, "Started on", .readOnly, .listed),
        Field("next_at", \.nextAt, "Next step", .readOnly, .listed, .sorted),
        Field("reason", \.reason, "Why it ended", .readOnly, .listed),
        Field("refusal", \.refusal, "Why it waits", .readOnly, .quiet, .shape(.longText)),
        Field("ended_at", \.endedAt, "Ended at", .readOnly, .sorted),
    ]
}

package enum PlanState: String, Choice {
    case running
    /// The next step was refused; it is tried again on the next open day.
    case waiting
    case paused, finished, stopped

    package var isOpen: Bool { self == .running || self == .waiting || self == .paused }

    package var label: String {
        switch self {
        case .running: "Under way"
        case .waiting: "Waiting"
        case .paused: "Paused"
        case .finished: "Finished"
        case .stopped: "Stopped"
        }
    }
}

package enum PlanReason: String, Choice {
    case done, answered, moved, closed
    case byHand = "by_hand"
    case planGone = "plan_gone"
    case merged

    package var label: String {
        switch self {
        case .done: "All steps are done"
        case .answered: "The customer answered"
        case .moved: "The deal moved"
        case .closed: "The record was closed or converted"
        case .byHand: "Stopped by hand"
        case .planGone: "The plan was deleted"
        case .merged: "The record was merged with one that has this plan"
        }
    }
}
