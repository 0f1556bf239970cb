import Identity
import People
import Records

/// A sale we hope to win: who buys, for how much, by when, and how it ended.
package struct Opportunity: Entity {
    package static let name = "opportunity", plural = "opportunities"
    package static let label = "Opportunity", pluralLabel = "Opportunities"
    package static let title = "title"
    package static let icon = "kanban"
    package var id = ID<Self>(), custom = CustomValues()
    package var title = ""
    package var account: ID<Account>?
    package var contact: ID<Contact>?
    package var pipeline: ID<Pipeline>?
    package var stage: ID<Stage>?
    package var amount: Money?
    package var probability: Int?
    package var owner: ID<User>?
    package var product: ID<CatalogueProduct>?
    package var closesOn: Day?
    package var openedOn: Day?
    package var outcome = Outcome.open
    package var closedOn: Day?
    package var lostReason: String?
    package var stageSince: Instant?
    package var source: String?
    package var campaign: String?
    package var medium: String?
    package var firstTouchAt: Instant?
    /// The lead it was made of, which keeps every trace of the first touch.
    package var lead: Reference?
    package var description: String?
    package var quality: Int?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("title", \.title, "Title", .required, .max(200), .searched, .listed, .sorted),
        Field("account", \.account, "Account", .listed),
        Field("contact", \.contact, "Contact"),
        Field("pipeline", \.pipeline, "Pipeline", .required),
        Field("stage", \.stage, "Stage", .required, .listed, .setByRules(by: "move"), .within("pipeline")),
        Field("amount", \.amount, "Amount", .listed, .sorted, .needs("sales.see_revenue")),
        Field("probability", \.probability, "Probability (%)"),
        Field("owner", \.owner, "Owner", .listed),
        Field("product", \.product, "Product"),
        Field("closes_on", \.closesOn, "Closes on", .listed, .sorted),
        Field("opened_on", \.openedOn, "Opened on", .sorted),
        Field("outcome", \.outcome, "Outcome", .required, .readOnly),
        Field("closed_on", \.closedOn, "Closed on", .sorted),
        Field("lost_reason", \.lostReason, "Lost reason", .max(240)),
        Field("stage_since", \.stageSince, "In this stage since", .readOnly, .sorted),
        Field("source", \.source, "Source", .max(120)),
        Field("campaign", \.campaign, "Campaign", .max(200)),
        Field("medium", \.medium, "Medium", .max(120)),
        Field("first_touch_at", \.firstTouchAt, "First touch", .sorted),
        Field("lead", \.lead, "Lead", .readOnly, .reverse("won_from")),
        Field("description", \.description, "Description", .shape(.longText)),
        Field("quality", \.quality, "Quality", .readOnly, .quiet, .sorted),
    ]
}

/// When an opportunity entered a stage, and from where: the history of stages, to ask and to count.
package struct StageChange: Entity {
    package static let name = "stage_change", plural = "stage_changes"
    package static let label = "Stage change", pluralLabel = "Stage changes"
    package static let title = "id"
    package static let icon = "arrow-right"
    package var id = ID<Self>(), custom = CustomValues()
    package var opportunity: ID<Opportunity>?
    package var from: ID<Stage>?
    package var to: ID<Stage>?
    package var enteredAt = Instant(microseconds: 0)
    package var leftAt: Instant?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("opportunity", \.opportunity, "Opportunity", .required, .readOnly, .listed, .goesWithLink),
        Field("from_stage", \.from, "From", .readOnly, .listed, .reverse("departures")),
        Field("to_stage", \.to, "To", .readOnly, .listed, .reverse("arrivals")),
        Field("entered_at", \.enteredAt, "Entered", .required, .readOnly, .listed, .sorted),
        Field("left_at", \.leftAt, "Left", .readOnly, .listed),
    ]
}
