import Activities
import Correspondence
import Leads
import People
import Quality
import Records
import Storage
import Web

/// Records that are part of how a company is set up: where they stand in the configuration file, and which of their
/// words name one, since identifiers mean nothing elsewhere.
struct ConfigurationSection: Sendable {
    enum Key: Sendable {
        /// The first of these fields that holds something: a user's e-mail, else their name.
        case first([String])
        /// All of them together: a view's list and its name.
        case all([String])

        var fields: [String] {
            switch self {
            case .first(let fields), .all(let fields): fields
            }
        }
    }

    struct Inside: Sendable {
        let kind: String
        let link: String
    }

    /// Whose fields a condition asks for.
    enum Asked: Sendable {
        /// The kind that the record names: a view's list.
        case named
        case always(String)
        /// What a score rule counts, else what it scores.
        case counted
    }

    let name: String
    let kind: String
    let key: Key
    /// The field whose numbers order them; otherwise their names do.
    var order: String?
    /// The record inside which these stand, and the link that says so: a stage stands in its pipeline.
    var inside: Inside?
    /// Fields that are always the same here, and not written.
    var fixed: [String: Value] = [:]
    /// Text fields that hold a condition: written as JSON, with keys instead of identifiers.
    var conditions: Set<String> = []
    var asked = Asked.named
    /// Only in the file when asked for.
    var isOptional = false
    /// They own records: a file that no longer names them makes them inactive, and never deletes them.
    var isPeople = false
    /// They prove something: they are added to, and never removed.
    var isProof = false

    /// In the order in which they are applied: whoever is linked to comes first.
    static let all: [ConfigurationSection] = [
        .init(name: "roles", kind: "role", key: .first(["key", "name"])),
        .init(name: "teams", kind: "team", key: .first(["name"])),
        .init(name: "users", kind: "user", key: .first(["email", "name"]), isPeople: true),
        .init(name: "pipelines", kind: "pipeline", key: .first(["name"]), order: "position"),
        .init(
            name: "stages", kind: "stage", key: .first(["name"]), order: "position",
            inside: .init(kind: "pipeline", link: "pipeline")),
        .init(name: "products", kind: "product", key: .first(["reference", "name"]), isOptional: true),
        .init(name: "groups", kind: "customer_group", key: .all(["kind", "name"]), conditions: ["condition"]),
        .init(
            name: "saved_views", kind: SavedView.name, key: .all(["kind", "name"]),
            fixed: ["is_shared": .boolean(true)],
            conditions: ["condition"]),
        .init(
            name: "quality_criteria", kind: QualityCriterion.name, key: .all(["kind", "name"]), order: "position",
            conditions: ["condition", "applies_when"]),
        .init(name: EmailTemplate.plural, kind: EmailTemplate.name, key: .first(["name"])),
        .init(
            name: FollowUpPlan.plural, kind: FollowUpPlan.name, key: .first(["name"]), conditions: ["condition"]),
        .init(name: "consent_purposes", kind: ConsentPurpose.name, key: .first(["name_fr"]), order: "position"),
        // Their words name them: nobody's consent is ever given other words.
        .init(
            name: "texts", kind: ConsentText.name, key: .all(["text_fr", "text_en"]), order: "edition",
            inside: .init(kind: ConsentPurpose.name, link: "purpose"), fixed: ["since": .null], isProof: true),
        .init(
            name: DistributionRule.plural, kind: DistributionRule.name, key: .first(["name"]), order: "position",
            conditions: ["condition"], asked: .always(Lead.name)),
        .init(name: "calling_rules", kind: CallingRule.name, key: .first(["name"])),
        .init(name: BookingPage.plural, kind: BookingPage.name, key: .first(["slug"])),
        .init(name: "web_forms", kind: WebForm.name, key: .first(["slug"])),
        .init(
            name: "score_rules", kind: ScoreRule.name, key: .all(["kind", "name"]), order: "position",
            conditions: ["condition"], asked: .counted),
    ]

    static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

    /// The sections that stand inside records of this one.
    var nested: [ConfigurationSection] {
        ConfigurationSection.all.filter { other in
            other.inside?.kind == kind
        }
    }

    /// What of a record the file says, in this order.
    func fields(of kind: Kind, seenBy viewer: Viewer) -> [FieldSpec] {
        kind.declared.filter { field in
            guard field.name != inside?.link, fixed[field.name] == nil, !field.isReadOnly, viewer.sees(field, of: kind)
            else {
                return false
            }
            switch field.shape {
            case .link(let target): return ConfigurationSection.byKind[target] != nil
            case .reference: return false
            default: return true
            }
        }
    }

    /// Without those that only name records which are no configuration, such as documents of the library.
    func parts(of kind: Kind, seenBy viewer: Viewer) -> [Kind.PartKind] {
        kind.parts.filter { part in
            let leadsAway = part.kind.declared.allSatisfy { field in
                field.shape.linkTarget.map { ConfigurationSection.byKind[$0] == nil } ?? false
            }
            return !leadsAway && !viewer.hiddenFields.contains("\(kind.name).\(part.name)")
        }
    }

    /// The words that name a record, alone or inside another: `Ventes/Gagnée`.
    func key(inside parent: String?, _ text: (String) -> String?) -> String? {
        let own: String?
        switch key {
        case .first(let fields): own = fields.lazy.compactMap(text).first
        case .all(let fields):
            let words = fields.compactMap(text)
            own = words.count == fields.count ? words.joined(separator: "/") : nil
        }
        guard let own, inside != nil else { return own }
        return parent.map { "\($0)/\(own)" }
    }

    func condition() -> Condition {
        let only = fixed.filter { $0.value == .boolean(true) }.keys.sorted()
        return only.isEmpty ? .everything : .all(only.map { .test(path: [$0], .equals(true)) })
    }

    /// Whose fields the conditions of a record ask for, by the words of its own fields.
    func asked(_ schema: Schema, _ text: (String) -> String?) -> Kind? {
        switch asked {
        case .named: schema[text("kind") ?? ""]
        case .always(let kind): schema[kind]
        case .counted:
            text("events").map { schema.reverse[text("kind") ?? ""]?[$0].flatMap { schema[$0.kind] } }
                ?? schema[text("kind") ?? ""]
        }
    }
}
