import Localisation
import Records

/// Which comparisons suit what a field holds, and what they are called.
enum FilterTest {
    /// Comparisons with one value.
    static func names(_ target: FilterField, _ schema: Schema) -> [String] {
        names(target.field) + (target.isInTree(schema) ? ["under"] : [])
    }

    private static func names(_ field: FieldSpec) -> [String] {
        switch field.shape {
        case .text, .longText, .email, .phone, .url: ["contains", "starts_with", "is", "is_not"]
        case .integer, .exact, .money: ["at_least", "at_most", "is", "is_not", "more_than", "less_than"]
        case .day, .instant: ["is", "before", "after", "at_least", "at_most"]
        case .link: ["is", "is_not"]
        case .reference: ["is"]
        case .boolean, .choice: []
        }
    }

    static func label(_ name: String, _ field: FieldSpec) -> String {
        let isTime = field.shape == .day || field.shape == .instant
        // translated
        switch name {
        case "is", "in": return "is"
        case "is_not": return "is not"
        case "contains": return "contains"
        case "starts_with": return "starts with"
        case "at_least" where isTime: return "on or after"
        case "at_most" where isTime: return "on or before"
        case "at_least": return "at least"
        case "at_most": return "at most"
        case "more_than": return "more than"
        case "less_than": return "less than"
        case "before": return "before"
        case "after": return "after"
        case "between": return "between"
        case "under": return "in the group of"
        default: return "is"
        }
    }

    static func hasRange(_ field: FieldSpec) -> Bool { field.shape.isOrdered }
    static func isTime(_ field: FieldSpec) -> Bool { field.shape == .day || field.shape == .instant }

    /// Periods by name, in the order people look for them.
    static let periods: [String] = [
        "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month",
        "next_month",
        "this_quarter", "last_quarter", "next_quarter", "this_year", "last_year", "next_year",
    ]
}
