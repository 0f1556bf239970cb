import Identity
import People
import Records
import Sales

/// Somebody who may become a customer: who they are, what they need, where they came from, who answers and by when.
package struct Lead: Entity {
    package static let name = "lead", plural = "leads"
    package static let label = "Lead", pluralLabel = "Leads"
    package static let icon = "inbox"
    package var id = ID<Self>(), custom = CustomValues()
    /// Who it is, in one line: the person, or else the company, the address or the number.
    package var name = ""
    package var status = LeadStatus.new
    /// Whether somebody waits for an answer; nil: whoever comes by import does not, everybody else does.
    package var arrival: LeadArrival?
    package var firstName: String?
    package var lastName: String?
    package var company: String?
    package var email: String?
    package var phone: String?
    package var phoneNumber: String?
    package var website: String?
    package var city: String?
    package var country: String?
    package var need: String?
    package var owner: ID<User>?
    package var team: ID<Team>?
    package var receivedAt: Instant?
    package var respondBy: Instant?
    package var firstRespondedAt: Instant?
    /// Open minutes from reception to the first answer.
    package var responseMinutes: Int?
    /// Who was to answer when the time had passed and somebody was told.
    package var escalatedAt: Instant?
    package var score: Int?
    package var lostReason: String?
    /// How often nobody worked it and it went back to the pool.
    package var recycledTimes = 0
    // Where it came from, kept through to won revenue.
    package var source: String?
    package var campaign: String?
    package var medium: String?
    package var term: String?
    package var content: String?
    package var referrer: String?
    package var landingPage: String?
    package var firstTouchAt: Instant?
    // Whom we know already.
    package var account: ID<Account>?
    package var contact: ID<Contact>?
    // What became of it.
    package var convertedAccount: ID<Account>?
    package var convertedContact: ID<Contact>?
    package var convertedOpportunity: ID<Opportunity>?
    package var convertedAt: Instant?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("first_name", \.firstName, "First name", .max(120), .searched),
        Field("last_name", \.lastName, "Last name", .max(120), .searched),
        Field("company", \.company, "Company", .max(200), .searched, .listed, .sorted, .matched(.companyName)),
        Field("name", \.name, "Name", .readOnly, .max(240), .searched, .listed, .sorted, .matched(.personName)),
        Field("email", \.email, "E-mail", .shape(.email), .searched, .matched(.email)),
        Field("phone", \.phone, "Phone", .shape(.phone), .max(60)),
        Field(
            "phone_number", \.phoneNumber, "Phone (E.164)", .readOnly, .quiet, .searched, .matched(.phone)),
        Field("need", \.need, "Need", .shape(.longText), .max(20_000), .searched),
        Field("status", \.status, "Status", .required, .listed),
        Field("website", \.website, "Website", .shape(.url), .matched(.domain)),
        Field("city", \.city, "City", .max(120), .listed),
        Field("country", \.country, "Country", .max(80)),
        Field("owner", \.owner, "Owner", .listed),
        Field("team", \.team, "Team"),
        Field("received_at", \.receivedAt, "Received", .listed, .sorted),
        Field("respond_by", \.respondBy, "Answer due", .readOnly, .listed, .sorted),
        Field("first_responded_at", \.firstRespondedAt, "First answered", .readOnly, .sorted),
        Field("response_minutes", \.responseMinutes, "Open minutes to the first answer", .readOnly, .quiet),
        Field("escalated_at", \.escalatedAt, "Escalated", .readOnly, .quiet),
        Field("score", \.score, "Score", .readOnly, .listed, .sorted),
        Field(
            "arrival", \.arrival, "How it comes in", .quiet,
            .help("Without it an import is an old list, and everything else has just been received.")),
        Field("lost_reason", \.lostReason, "Lost reason", .max(240)),
        Field("recycled_times", \.recycledTimes, "Times given back", .readOnly, .required, .quiet),
        Field("source", \.source, "Source", .max(120), .listed),
        Field("campaign", \.campaign, "Campaign", .max(200)),
        Field("medium", \.medium, "Medium", .max(120)),
        Field("term", \.term, "Search term", .max(200)),
        Field("content", \.content, "Advertisement", .max(200)),
        Field("referrer", \.referrer, "Came from page", .max(1000)),
        Field("landing_page", \.landingPage, "First page", .max(1000)),
        Field("first_touch_at", \.firstTouchAt, "First touch"),
        Field("account", \.account, "Known account", .readOnly),
        Field("contact", \.contact, "Known contact", .readOnly),
        Field(
            "converted_account", \.convertedAccount, "Became account", .readOnly, .reverse("converted_leads")),
        Field(
            "converted_contact", \.convertedContact, "Became contact", .readOnly, .reverse("converted_leads")),
        Field("converted_opportunity", \.convertedOpportunity, "Became opportunity", .readOnly),
        Field("converted_at", \.convertedAt, "Converted", .readOnly, .sorted),
    ]
}

/// Whether a lead has just been received, or is only written down.
package enum LeadArrival: String, Choice {
    case archive, live

    package var label: String {
        switch self {
        case .archive: "An old list: no clock, and it goes to nobody by itself"
        case .live: "Just received: the clock starts, and the rules give it to somebody"
        }
    }
}

/// How far a lead is, from the inbox to a sale or to nothing.
package enum LeadStatus: String, Choice {
    case new, contacted, qualified, converted, lost, recycled

    package var label: String {
        switch self {
        case .new: "New"
        case .contacted: "Contacted"
        case .qualified: "Qualified"
        case .converted: "Converted"
        case .lost: "Lost"
        case .recycled: "Given back"
        }
    }

    /// Somebody is still to work on it.
    package var isOpen: Bool { self != .converted && self != .lost }

    package static let open = allCases.filter(\.isOpen)
}
