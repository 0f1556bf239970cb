import Records

/// A stored condition names users, teams and stages by their identifiers; in a configuration file they are named by
/// their keys. This walks a condition and changes one into the other, leaving everything else as it is.
struct ConditionKeys {
    let schema: Schema

    /// `change` gets the kind that a value names and the value.
    func mapped(_ json: JSON, _ kind: Kind, _ change: (String, JSON) -> JSON) -> JSON {
        guard let members = json.members else { return json }
        let target = json["field"]?.text.flatMap { linked($0, kind) }
        let related = json["related"]?.text.flatMap { schema.reverse[kind.name]?[$0] }.flatMap { schema[$0.kind] }
        return .object(
            members.map { member in
                switch (member.name, member.value) {
                case ("all", .array(let list)), ("any", .array(let list)):
                    return JSON.Member(member.name, .array(list.map { mapped($0, kind, change) }))
                case ("not", let inner): return JSON.Member("not", mapped(inner, kind, change))
                case ("where", let inner):
                    return JSON.Member("where", related.map { mapped(inner, $0, change) } ?? inner)
                case ("is", let value), ("is_not", let value), ("under", let value):
                    return JSON.Member(member.name, target.map { change($0, value) } ?? value)
                case ("in", .array(let values)):
                    return JSON.Member("in", .array(values.map { value in target.map { change($0, value) } ?? value }))
                default: return member
                }
            })
    }

    /// The kind of the configuration to which this path of fields leads: `account.owner` leads to users.
    private func linked(_ path: String, _ kind: Kind) -> String? {
        var kind: Kind? = kind, target: String?
        for name in path.split(separator: ".") {
            let isGroup = kind.map { schema.groupField(of: $0) != nil } == true && name == Schema.groupField
            target = isGroup ? schema.groups.kind : kind?[String(name)]?.shape.linkTarget
            kind = target.flatMap { schema[$0] }
        }
        return target.flatMap { ConfigurationSection.byKind[$0] == nil ? nil : $0 }
    }
}
