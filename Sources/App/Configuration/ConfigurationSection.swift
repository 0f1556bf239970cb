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

    let name: String
    let kind: String
    let key: Key
    /// The field whose numbers order them; otherwise their names do.
    var order: String?
    /// The link to the record inside which these stand: a stage stands in its pipeline.
    var inside: String?
    /// Fields that are always the same here, and not written.
    var fixed: [String: Value] = [:]
    /// Text fields that hold a condition: written as JSON, with keys instead of identifiers.
    var conditions: Set<String> = []
    /// Only in the file when asked for.
    var isOptional = false
    /// They own records: a file that no longer names them makes them inactive, and never deletes them.
    var isPeople = false

    /// In the order in which they are applied: whoever is linked to comes first.
    static let all: [ConfigurationSection] = [
        .init(name: "roles", kind: "role", key: .first(["key", "name"])),
        .init(name: "teams", kind: "team", key: .first(["name"])),
        .init(name: "users", kind: "user", key: .first(["email", "name"]), isPeople: true),
        .init(name: "pipelines", kind: "pipeline", key: .first(["name"]), order: "position"),
        .init(name: "stages", kind: "stage", key: .first(["name"]), order: "position", inside: "pipeline"),
        .init(name: "products", kind: "product", key: .first(["reference", "name"]), isOptional: true),
        .init(name: "groups", kind: "customer_group", key: .all(["kind", "name"]), conditions: ["condition"]),
        .init(
            name: "saved_views", kind: SavedView.name, key: .all(["kind", "name"]),
            fixed: ["is_shared": .boolean(true)],
            conditions: ["condition"]),
        .init(
            name: "quality_criteria", kind: QualityCriterion.name, key: .all(["kind", "name"]), order: "position",
            conditions: ["condition", "applies_when"]),
        .init(
            name: "follow_up_plans", kind: "follow_up_plan", key: .first(["name"]), conditions: ["condition"]),
        .init(name: "consent_purposes", kind: ConsentPurpose.name, key: .first(["name_fr"]), order: "position"),
        .init(name: "distribution_rules", kind: "distribution_rule", key: .first(["name"]), order: "position"),
        .init(name: "calling_rules", kind: CallingRule.name, key: .first(["name"])),
        .init(name: "web_forms", kind: WebForm.name, key: .first(["slug"])),
        .init(
            name: "score_rules", kind: ScoreRule.name, key: .all(["kind", "name"]), order: "position",
            conditions: ["condition"]),
    ]

    static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

    /// The sections that stand inside records of this one.
    var nested: [ConfigurationSection] {
        ConfigurationSection.all.filter { other in
            other.inside == kind
        }
    }

    /// What of a record the file says, in this order.
    func fields(of kind: Kind, seenBy viewer: Viewer) -> [FieldSpec] {
        kind.declared.filter { field in
            guard field.name != inside, fixed[field.name] == nil, !field.isReadOnly, viewer.sees(field, of: kind) else {
                return false
            }
            switch field.shape {
            case .link(let target): return ConfigurationSection.byKind[target] != nil
            case .reference: return false
            default: return true
            }
        }
    }

    func parts(of kind: Kind, seenBy viewer: Viewer) -> [Kind.PartKind] {
        kind.parts.filter { !viewer.hiddenFields.contains("\(kind.name).\($0.name)") }
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
        fixed.isEmpty
            ? .everything : .all(fixed.sorted { $0.key < $1.key }.map { .test(path: [$0.key], .equals(true)) })
    }
}
