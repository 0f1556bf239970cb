import Records
import Storage
import Web

/// One reason why a lead or a contact is worth more, or less: points for what it is, or for what happened with it,
/// which counts less and less as time passes.
package struct ScoreRule: Entity {
    package static let name = "score_rule", plural = "score_rules"
    package static let label = "Score rule", pluralLabel = "Score rules"
    package static let icon = "target"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var kind = Lead.name
    package var condition: String?
    /// Which related records are counted; nil: the record itself, once.
    package var events: String?
    package var points = 10
    package var halfLifeDays: Int?
    package var maximumPoints: Int?
    package var isActive = true
    package var position = 0
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .listed, .searched),
        Field(
            "kind", \.kind, "Kind of record", .required, .max(60), .listed,
            .help("“lead” for leads, “contact” for contacts.")),
        Field(
            "events", \.events, "What is counted", .max(60), .listed,
            .help("Empty: the record itself. Otherwise its related records, such as activities or emails.")),
        Field("points", \.points, "Points", .required, .listed, .help("From -1000 to 1000; each event gives as many.")),
        Field(
            "half_life_days", \.halfLifeDays, "Days until half is left", .listed,
            .help("Of events: empty counts them for ever.")),
        Field("maximum_points", \.maximumPoints, "At most", .help("Of events: never more than this in all.")),
        Field(
            "condition", \.condition, "Condition", .shape(.longText), .max(20_000),
            .help("As JSON; “Choose by filters” on the page of the rule writes it.")),
        Field("is_active", \.isActive, "In use", .required, .listed),
        Field("position", \.position, "Position", .required, .quiet),
    ]

    /// Whose condition it is: the record's, or the event's.
    func asked(_ schema: Schema) -> Kind? {
        guard let scored = schema[kind] else { return nil }
        guard let events else { return scored }
        return schema.reverse[kind]?[events].flatMap { schema[$0.kind] }
    }

    var read: Condition? {
        guard let condition else { return .everything }
        guard case .success(let read) = Result(catching: { try Condition(json: JSON(parsing: condition)) }) else {
            return nil
        }
        return read
    }

    static func active(_ kind: String, in transaction: Transaction) throws -> [ScoreRule] {
        try transaction.asHouse.all(ScoreRule.self).filter { $0.isActive && $0.kind == kind }
            .sorted { ($0.position, $0.id.number) < ($1.position, $1.id.number) }
    }

    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            var rule = try changes[index].typed(ScoreRule.self)
            if rule.events?.isEmpty ?? false { rule.events = nil }
            guard transaction.schema[rule.kind]?.hasScore ?? false else {
                let known = transaction.schema.entities.filter(\.hasScore).map(\.name).joined(separator: ", ")
                changes[index].refuse(
                    "kind", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text(known)]))
                continue
            }
            guard let asked = rule.asked(transaction.schema) else {
                let known = (transaction.schema.reverse[rule.kind] ?? [:]).keys.sorted().joined(separator: ", ")
                changes[index].refuse(
                    "events", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text(known)]))
                continue
            }
            for (name, value, range) in [
                ("points", rule.points, -1000...1000), ("half_life_days", rule.halfLifeDays ?? 1, 1...3650),
                ("maximum_points", rule.maximumPoints ?? 1, 1...10_000),
            ] where !range.contains(value) {
                changes[index].refuse(
                    name, code: "out_of_range",
                    Message(
                        "A whole number from {least} to {limit} is expected.",
                        ["least": .number(range.lowerBound), "limit": .number(range.upperBound)]))
            }
            if let text = rule.condition {
                do throws(FieldRefusal) {
                    let condition = try StoredCondition.read(text, "condition", of: asked, in: transaction)
                    rule.condition = condition == .everything ? nil : condition.json.string
                } catch {
                    changes[index].refuse(error)
                }
            }
            if rule.events == nil, rule.condition == nil {
                changes[index].refuse(
                    "condition", code: "required",
                    Message("Say which records get the points: choose at least one filter, or what is counted."))
            }
            changes[index].replace(with: rule)
        }
    }
}

extension Kind {
    /// Records of this kind carry a score made by rules.
    var hasScore: Bool { self["score"]?.shape == .integer && owner == nil }
}
