import Records

/// One answer to a web form, as it came: kept whole, whatever becomes of it.
package struct FormSubmission: Entity {
    package static let name = "form_submission", plural = "form_submissions"
    package static let label = "Form answer", pluralLabel = "Form answers"
    package static let title = "summary", icon = "inbox"
    package var id = ID<Self>(), custom = CustomValues()
    package var summary = ""
    package var form: ID<WebForm>?
    package var receivedAt: Instant?
    package var state = SubmissionState.taken
    package var reason: String?
    package var lead: ID<Lead>?
    /// The name under which the page was handed out: the same page sent twice is one answer.
    package var nonce: String?
    package var answers: String?
    package var language: String?
    package var ipAddress: String?
    package var page: String?
    package var referrer: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("summary", \.summary, "Summary", .readOnly, .max(240), .listed, .searched),
        Field("form", \.form, "Web form", .readOnly, .listed, .reverse("submissions")),
        Field("received_at", \.receivedAt, "Received", .readOnly, .listed, .sorted),
        Field("state", \.state, "State", .required, .readOnly, .listed),
        Field("reason", \.reason, "Reason", .readOnly, .max(500), .listed),
        Field("lead", \.lead, "Lead", .readOnly, .listed, .reverse("form_submissions")),
        Field("nonce", \.nonce, "Name of the page", .readOnly, .quiet, .unique, .max(64)),
        Field("answers", \.answers, "Answers", .readOnly, .shape(.longText)),
        Field("language", \.language, "Language", .readOnly, .max(8)),
        Field("ip_address", \.ipAddress, "IP address", .readOnly, .max(64)),
        Field("page", \.page, "First page", .readOnly, .max(1000)),
        Field("referrer", \.referrer, "Came from page", .readOnly, .max(1000)),
    ]
}

package enum SubmissionState: String, Choice {
    case taken, spam, held

    package var label: String {
        switch self {
        case .taken: "Became a lead"
        case .spam: "Kept apart as spam"
        case .held: "Kept: could not become a lead"
        }
    }
}
