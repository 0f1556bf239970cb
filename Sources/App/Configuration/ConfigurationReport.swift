import Localisation
import Records
import Storage

/// What a configuration file changes, or would change: told from how the company is before and after, so that it is
/// true whatever the rules make of the file.
package struct ConfigurationReport: Sendable {
    /// A record that the file's lists do not name.
    struct Missing: Sendable {
        let section: ConfigurationSection
        let id: Int64
        let key: String
    }

    package enum Action: String, Sendable { case add, change, remove, keep }

    package struct Difference: Sendable {
        package let name: String
        let label: Message
        let field: FieldSpec?
        package let before: JSON
        package let after: JSON
    }

    package struct Change: Sendable {
        package let action: Action
        package let section: String
        let label: Message
        package let key: String
        package let differences: [Difference]
    }

    package private(set) var changes: [Change] = []

    package func count(_ action: Action) -> Int { changes.count { $0.action == action } }
    /// Whether the company is not already as the file says.
    package var isDifferent: Bool { changes.contains { $0.action != .keep } }

    init(before: ConfigurationSnapshot, after: ConfigurationSnapshot, kept: [Missing], schema: Schema) {
        let labels = Dictionary(uniqueKeysWithValues: ConfiguredSetting.all.map { ($0.name, $0.label) })
        for (old, new) in zip(before.settings, after.settings) where old.value != new.value {
            let difference = Difference(
                name: old.name, label: labels[old.name] ?? .verbatim(old.name), field: nil, before: old.value,
                after: new.value)
            changes.append(
                Change(
                    action: .change, section: "settings", label: Message("Setting"), key: old.name,
                    differences: [difference]))
        }
        let fields = Dictionary(before.customFields.map { ($0.key, $0.json) }) { first, _ in first }
        for (key, json) in after.customFields where fields[key] != json {
            let differences = ConfigurationReport.differences(fields[key]?.members ?? [], json.members ?? []) {
                (CustomField.labels[$0] ?? .verbatim($0), nil)
            }
            changes.append(
                Change(
                    action: fields[key] == nil ? .add : .change, section: "custom_fields",
                    label: Message("Custom field"), key: key, differences: differences))
        }
        for section in ConfigurationSection.all { compare(section, before, after, kept, schema.kind(section.kind)) }
    }

    private mutating func compare(
        _ section: ConfigurationSection, _ before: ConfigurationSnapshot, _ after: ConfigurationSnapshot,
        _ kept: [Missing], _ kind: Kind
    ) {
        func items(_ snapshot: ConfigurationSnapshot) -> [ConfigurationSnapshot.Item] {
            snapshot.items.filter { $0.section.kind == section.kind }
        }
        let old = Dictionary(items(before).map { ($0.id, $0) }) { first, _ in first }, new = items(after)
        let left = Set(new.map(\.id))
        func add(_ action: Action, _ key: String, _ differences: [Difference] = []) {
            changes.append(
                Change(
                    action: action, section: section.name, label: kind.label, key: key, differences: differences))
        }
        for item in new {
            let differences = ConfigurationReport.differences(old[item.id]?.members ?? [], item.members) { name in
                (kind[name]?.label ?? kind.part(name)?.kind.label ?? .verbatim(name), kind[name])
            }
            if old[item.id] == nil || !differences.isEmpty {
                add(old[item.id] == nil ? .add : .change, item.key, differences)
            }
        }
        for item in items(before) where !left.contains(item.id) { add(.remove, item.key) }
        for item in kept where item.section.kind == section.kind { add(.keep, item.key) }
    }

    private static func differences(
        _ old: [JSON.Member], _ new: [JSON.Member], _ label: (String) -> (Message, FieldSpec?)
    ) -> [Difference] {
        let before = Dictionary(old.map { ($0.name, $0.value) }) { first, _ in first }
        return new.compactMap { member in
            let was = before[member.name] ?? .null, (label, field) = label(member.name)
            guard was != member.value else { return nil }
            return Difference(name: member.name, label: label, field: field, before: was, after: member.value)
        }
    }
}
