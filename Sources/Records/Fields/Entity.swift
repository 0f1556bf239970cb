/// A thing with fields: an entity of its own, or a part of one (an e-mail address of a contact).
package protocol Fielded: Described {
    init()
    static var fields: [Field<Self>] { get }
}

/// A record type of the product, declared once; table, list, form, import, export, REST, rights, history and search
/// derive from the declaration.
package protocol Entity: Fielded {
    /// Table-independent plural: URL and API resource (`opportunities`).
    static var plural: String { get }
    static var label: String { get }
    static var pluralLabel: String { get }
    /// The field whose text names a record to people.
    static var title: String { get }
    /// Name of the icon in the sprite.
    static var icon: String { get }
    static var parts: [Part<Self>] { get }
    var id: ID<Self> { get set }
    var custom: CustomValues { get set }
}

extension Entity {
    package static var title: String { "name" }
    package static var icon: String { "file" }
    package static var parts: [Part<Self>] { [] }
}

/// The values of a record's custom fields, by name.
package struct CustomValues: Sendable, Hashable {
    package var values: [String: [Value]] = [:]
    package init() {}
}

/// Rows that belong to one record and are written and read with it: e-mails, telephones, addresses, lines.
package struct Part<Model: Entity>: Sendable {
    package let name: String
    package let kind: Kind
    package let read: @Sendable (Model) -> [PartRow]
    package let write: @Sendable (inout Model, [PartRow]) throws(Mismatch) -> Void

    package init<Item: PartItem>(_ name: String, _ path: WritableKeyPath<Model, [Item]> & Sendable, _ label: String) {
        self.name = name
        kind = Kind(part: Item.self, of: Model.self, named: name, label: Message(label))
        read = { model in
            model[keyPath: path].map { item in
                PartRow(id: item.id.number, values: Item.fields.flatMap { $0.read(item) })
            }
        }
        write = { (model: inout Model, rows: [PartRow]) throws(Mismatch) in
            var items: [Item] = []
            for row in rows {
                var item = Item()
                item.id = ID(row.id)
                var at = 0
                for field in Item.fields {
                    try field.write(&item, row.values[at..<at + field.spec.columns.count])
                    at += field.spec.columns.count
                }
                items.append(item)
            }
            model[keyPath: path] = items
        }
    }
}

/// One item of a part.
package protocol PartItem: Fielded {
    var id: ID<Self> { get set }
}

/// One stored row of a part: its id (0 when new) and the values of its own fields, in order.
package struct PartRow: Sendable, Hashable {
    package var id: Int64
    package var values: [Value]
    package init(id: Int64 = 0, values: [Value]) {
        self.id = id
        self.values = values
    }
}
