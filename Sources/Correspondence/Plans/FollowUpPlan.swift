import Identity
import Records

/// How the company follows somebody up until they answer: steps at day 3, day 10… counted in open days, each a task, a
/// call or a mail. Part of the configuration; where it is under way, a `PlanRun` says how far.
package struct FollowUpPlan: Entity {
    package static let name = "follow_up_plan", plural = "follow_up_plans"
    package static let label = "Follow-up plan", pluralLabel = "Follow-up plans"
    package static let icon = "repeat"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var kind = PlanSubject.opportunity
    package var isActive = true
    package var purpose = EmailPurpose.service
    package var stopsOnAnswer = true
    package var stopsOnMove = true
    package var condition: String?
    package var description: String?
    package var steps: [PlanStep] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .unique, .searched, .listed, .sorted),
        Field("kind", \.kind, "For", .required, .listed),
        Field("is_active", \.isActive, "In use", .required, .listed),
        Field("purpose", \.purpose, "Purpose", .required, .listed),
        Field("stops_on_answer", \.stopsOnAnswer, "Stops when the customer answers", .required),
        Field("stops_on_move", \.stopsOnMove, "Stops when the deal moves", .required),
        Field("condition", \.condition, "Starts by itself when", .shape(.longText), .max(20_000), .quiet),
        Field("description", \.description, "Description", .shape(.longText), .max(4000)),
    ]

    package static let parts: [Part<Self>] = [Part("steps", \.steps, "Steps")]
}

/// What kind of record a plan is for.
package enum PlanSubject: String, Choice {
    case opportunity, lead, contact, account

    package var label: String {
        switch self {
        case .opportunity: "Opportunity"
        case .lead: "Lead"
        case .contact: "Contact"
        case .account: "Account"
        }
    }

    static let names = Set(allCases.map(\.rawValue))
}

/// One step: when, counted in open days from the start, and what is done.
package struct PlanStep: PartItem, Hashable {
    package static let name = "step"
    package var id = ID<Self>()
    package var subject = ""
    package var day = 0
    package var action = PlanAction.task
    package var text: String?
    package var template: ID<EmailTemplate>?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("day", \.day, "After open days", .required),
        Field("action", \.action, "What", .required),
        Field("subject", \.subject, "Subject", .required, .max(240)),
        Field("text", \.text, "Text", .shape(.longText), .max(20_000)),
        Field("template", \.template, "Mail template"),
    ]
}

package enum PlanAction: String, Choice {
    case task, call, email

    package var label: String {
        switch self {
        case .task: "Task"
        case .call: "Call"
        case .email: "Mail"
        }
    }

    var icon: String {
        switch self {
        case .task: "circle-check"
        case .call: "phone"
        case .email: "mail"
        }
    }
}
