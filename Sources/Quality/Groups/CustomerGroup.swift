import Records
import Storage

/// Customers whom the company calls by one name, “key accounts of the West”: a condition with a name, asked for in
/// every list, filter and view, in quality criteria and in the API, and made of other groups where that helps.
package struct CustomerGroup: Entity {
    package static let name = "customer_group", plural = "groups"
    package static let label = "Group", pluralLabel = "Groups"
    package static let icon = "tags"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var kind = GroupSubject.account
    package var description: String?
    package var condition = ""
    package var colour = GroupColour.blue
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(80), .searched, .listed, .sorted),
        Field("kind", \.kind, "Made of", .required, .listed),
        Field("description", \.description, "Description", .shape(.longText), .max(2000), .listed),
        Field(
            "condition", \.condition, "Condition", .required, .shape(.longText), .max(20_000), .quiet,
            .help("As JSON, as a filtered list writes it. It is easier to save a filtered list as a group.")),
        Field("colour", \.colour, "Colour", .required, .listed),
    ]
}

/// Of what a group is made.
package enum GroupSubject: String, Choice {
    case account, contact

    package var label: String {
        switch self {
        case .account: "Accounts"
        case .contact: "Contacts"
        }
    }
}

/// By which a group is recognised at a glance; its name always stands beside it.
package enum GroupColour: String, Choice {
    case blue, green, orange, red, grey

    package var label: String {
        switch self {
        case .blue: "Blue"
        case .green: "Green"
        case .orange: "Orange"
        case .red: "Red"
        case .grey: "Grey"
        }
    }
}

extension CustomerGroup {
    /// Groups are part of the company's configuration: read whole when it is, and again whenever one changes.
    static let source = GroupSource(kind: name, subjects: GroupSubject.allCases.map(\.rawValue)) { connection in
        let rows = try connection.rows(
            "SELECT id, name, kind, condition FROM customer_group", .integer, .text, .text, .text)
        return rows.map { row in
            let condition = Result { try JSON(parsing: row[3].text ?? "") }
                .flatMap { json in Result { try Condition(json: json) } }
            return NamedGroup(
                id: row[0].integer ?? 0, name: row[1].text ?? "", kind: row[2].text ?? "",
                condition: try? condition.get())
        }
    }
}
