/// Customers whom the company calls by one name: a condition that is written once and asked for everywhere.
package struct NamedGroup: Sendable {
    package let id: Int64
    package let name: String
    /// Of which records it is made.
    package let kind: String
    /// Nil where what is stored cannot be read.
    package let condition: Condition?

    package init(id: Int64, name: String, kind: String, condition: Condition?) {
        self.id = id
        self.name = name
        self.kind = kind
        self.condition = condition
    }
}

/// The groups of a company, part of its configuration.
package struct NamedGroups: Sendable {
    /// The kind of the records that describe groups; whoever sees none of them knows no groups.
    package var kind = ""
    /// The kinds of which groups are made.
    package var subjects: [String] = []
    package var byID: [Int64: NamedGroup] = [:]
    package init() {}

    package func of(_ kind: Kind) -> [NamedGroup] {
        byID.values.filter { $0.kind == kind.name }.sorted { (folded($0.name), $0.id) < (folded($1.name), $1.id) }
    }
}

extension Schema {
    /// The name under which conditions ask for a group: `{"field":"group","is":"12"}`. No table has such a field.
    package static let groupField = "group"

    /// As a field for whatever chooses among fields: a choice among the groups of this kind. Nil for kinds that are not
    /// grouped, and where a field of the company itself is called so.
    package func groupField(of kind: Kind) -> FieldSpec? {
        guard groups.subjects.contains(kind.name), kind[Schema.groupField] == nil else { return nil }
        let options = groups.of(kind).map { ChoiceOption(String($0.id), .verbatim($0.name)) }
        return FieldSpec(name: Schema.groupField, label: Message("Group"), shape: .choice(options))
    }

    /// A field of the kind, or the one by which its groups are asked for.
    package func testable(_ name: String, of kind: Kind) -> FieldSpec? {
        kind[name] ?? (name == Schema.groupField ? groupField(of: kind) : nil)
    }
}
