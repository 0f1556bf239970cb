import Identity
import People
import Records

/// What a customer lacks and may buy for: told by them or noticed by us, answered one day by a product or a sale. It
/// goes with its account: whoever sees the account sees its needs.
package struct Need: Entity {
    package static let name = "need", plural = "needs"
    package static let label = "Need", pluralLabel = "Needs"
    package static let title = "title"
    package static let icon = "circle-question-mark"
    package var id = ID<Self>(), custom = CustomValues()
    package var title = ""
    package var account: ID<Account>?
    package var category: String?
    package var priority = NeedPriority.normal
    package var budget: Money?
    package var source: String?
    package var wishedOn: Day?
    package var status = NeedStatus.open
    package var product: ID<CatalogueProduct>?
    package var opportunity: ID<Opportunity>?
    package var answeredOn: Day?
    package var description: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("title", \.title, "Need", .required, .max(200), .searched, .listed, .sorted),
        Field("account", \.account, "Account", .required, .listed, .goesWithLink),
        Field("category", \.category, "Category", .max(120), .listed, .sorted),
        Field("priority", \.priority, "Priority", .required, .listed),
        Field("budget", \.budget, "Budget", .listed, .sorted, .needs("sales.see_revenue")),
        Field("source", \.source, "Source", .max(120)),
        Field("wished_on", \.wishedOn, "Wished by", .listed, .sorted),
        Field("status", \.status, "Status", .required, .listed),
        Field("product", \.product, "Answered by product"),
        Field("opportunity", \.opportunity, "Answered by opportunity"),
        Field("answered_on", \.answeredOn, "Answered on", .readOnly),
        Field("description", \.description, "Description", .shape(.longText)),
    ]
}

package enum NeedPriority: String, Choice {
    case urgent, high, normal, low

    package var label: String {
        switch self {
        case .urgent: "Urgent"
        case .high: "High"
        case .normal: "Normal"
        case .low: "Low"
        }
    }
}

package enum NeedStatus: String, Choice {
    case open, answered, dropped

    package var label: String {
        switch self {
        case .open: "Unanswered"
        case .answered: "Answered"
        case .dropped: "Dropped"
        }
    }
}
