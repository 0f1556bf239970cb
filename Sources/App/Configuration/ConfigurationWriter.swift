import Records
import Storage

/// A company's configuration as it is: what the file says, and of which record each piece speaks.
struct ConfigurationSnapshot: Sendable {
    struct Item: Sendable {
        let section: ConfigurationSection
        let id: Int64
        let key: String
        let members: [JSON.Member]
    }

    let settings: [JSON.Member]
    /// By `account.loyalty`.
    let customFields: [(key: String, json: JSON)]
    let items: [Item]
    let json: JSON
}

/// Writes the configuration: always the same file for the same company, whatever its identifiers.
struct ConfigurationWriter {
    let transaction: Transaction
    let index: ConfigurationIndex
    let products: Bool
    private var items: [ConfigurationSnapshot.Item] = []

    init(_ transaction: Transaction, products: Bool) throws {
        self.transaction = transaction
        self.products = products
        index = try ConfigurationIndex(transaction, products: products)
    }

    static func snapshot(_ transaction: Transaction, products: Bool) throws -> ConfigurationSnapshot {
        var writer = try ConfigurationWriter(transaction, products: products)
        return try writer.snapshot()
    }

    private mutating func snapshot() throws -> ConfigurationSnapshot {
        let settings = ConfiguredSetting.all.map { setting in
            JSON.Member(
                setting.name,
                setting.mapped(setting.read(transaction.settings)) { kind, id in
                    id.text.flatMap { Int64($0) }.flatMap { index.key(of: $0, kind) }.map { .text($0) } ?? .null
                })
        }
        let fields = try CustomField.all(in: transaction).map { (key: $0.key, json: $0.configuration) }
        var members: [JSON.Member] = [
            .init("entregent", .number(String(ConfigurationFile.version))), .init("settings", .object(settings)),
            .init("custom_fields", .array(fields.map(\.json))),
        ]
        for section in ConfigurationSection.all where section.inside == nil && (!section.isOptional || products) {
            members.append(.init(section.name, try list(section, inside: nil)))
        }
        return ConfigurationSnapshot(settings: settings, customFields: fields, items: items, json: .object(members))
    }

    private mutating func list(_ section: ConfigurationSection, inside parent: Int64?) throws -> JSON {
        var list: [JSON] = []
        for entry in index.entries[section.kind] ?? [] where entry.parent == parent {
            var members = try self.members(entry.record, section)
            items.append(.init(section: section, id: entry.record.id, key: entry.key, members: members))
            for nested in section.nested {
                members.append(.init(nested.name, try self.list(nested, inside: entry.record.id)))
            }
            list.append(.object(members))
        }
        return .array(list)
    }

    private func members(_ record: Record, _ section: ConfigurationSection) throws -> [JSON.Member] {
        let kind = transaction.schema.kind(section.kind)
        let about = section.asked(transaction.schema) { kind[$0] == nil ? nil : record.value($0, in: kind).text }
        var members = try section.fields(of: kind, seenBy: transaction.viewer).map { field in
            let values = record.values(field.name, in: kind)
            if let about, section.conditions.contains(field.name), let text = values.first?.text {
                return JSON.Member(field.name, try condition(text, about))
            }
            return JSON.Member(field.name, json(values, field))
        }
        for part in section.parts(of: kind, seenBy: transaction.viewer) {
            members.append(.init(part.name, .array((record.parts[part.name] ?? []).map { item($0, part.kind) })))
        }
        return members
    }

    private func json(_ values: ArraySlice<Value>, _ field: FieldSpec) -> JSON {
        guard let target = field.shape.linkTarget else { return field.json(values) }
        return values.first?.integer.flatMap { index.key(of: $0, target) }.map { .text($0) } ?? .null
    }

    private func condition(_ text: String, _ kind: Kind) throws -> JSON {
        ConditionKeys(schema: transaction.schema).mapped(try JSON(parsing: text), kind) { target, value in
            value.text.flatMap { Int64($0) }.flatMap { index.key(of: $0, target) }.map { .text($0) } ?? value
        }
    }

    /// A part of one field is written as a list of its values.
    private func item(_ row: PartRow, _ kind: Kind) -> JSON {
        var members: [JSON.Member] = [], at = 0
        for field in kind.declared {
            members.append(.init(field.name, json(row.values[at..<at + field.columns.count], field)))
            at += field.columns.count
        }
        return members.count == 1 ? members[0].value : .object(members)
    }
}
