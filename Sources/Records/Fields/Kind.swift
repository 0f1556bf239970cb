/// The run-time description of an entity or of a part. Everything derived sees only this.
package struct Kind: Sendable {
    package let name: String
    package let plural: String
    package let table: String
    package let label: Message
    package let pluralLabel: Message
    package let icon: String
    package let title: String
    /// System fields first, then declared, then custom ones.
    package private(set) var fields: [FieldSpec]
    /// Where each field's first column stands among all columns; one more, where the last ends.
    package private(set) var offsets: [Int]
    /// All columns, in the order of the fields.
    package let columns: [FieldSpec.Column]
    package let parts: [PartKind]
    /// The owner's kind, for a part.
    package let owner: String?
    private var byName: [String: Int]

    /// A part as its owner knows it: `emails`, stored in its own table and linked by the owner's name.
    package struct PartKind: Sendable {
        package let name: String
        package let kind: Kind
    }

    package init(
        name: String, plural: String, table: String? = nil, label: Message, pluralLabel: Message, icon: String = "file",
        title: String, fields: [FieldSpec], parts: [PartKind] = [], owner: String? = nil
    ) {
        self.name = name
        self.plural = plural
        self.table = table ?? name
        self.label = label
        self.pluralLabel = pluralLabel
        self.icon = icon
        self.title = title
        self.fields = fields
        self.parts = parts
        self.owner = owner
        byName = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        columns = fields.flatMap(\.columns)
        offsets = [0]
        for field in fields { offsets.append(offsets[offsets.count - 1] + field.columns.count) }
    }

    package init<E: Entity>(_: E.Type) {
        self.init(
            name: E.name, plural: E.plural, label: Message(E.label), pluralLabel: Message(E.pluralLabel),
            icon: E.icon, title: E.title, fields: Kind.systemFields + E.fields.map(\.spec),
            parts: E.parts.map { PartKind(name: $0.name, kind: $0.kind) })
    }

    package init<Item: PartItem, E: Entity>(part _: Item.Type, of _: E.Type, named name: String, label: Message) {
        let specs = Item.fields.map(\.spec)
        self.init(
            name: E.name + "_" + Item.name, plural: E.name + "_" + name, label: label, pluralLabel: label,
            title: specs.first?.name ?? "id", fields: Kind.partFields(owner: E.name) + specs, owner: E.name)
    }

    package subscript(_ name: String) -> FieldSpec? { byName[name].map { fields[$0] } }

    /// Index of a field in `fields`.
    package func index(of name: String) -> Int? { byName[name] }

    /// The place of a field's columns among the values of a record.
    package func range(of index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }

    /// The field that says whose a record is: its owner, or who made it where nobody owns records of this kind.
    package var ownerField: String { byName["owner"] == nil ? "created_by" : "owner" }
    /// The link whose record this one belongs to: a note's account, a stage's pipeline. Nil for what stands by itself.
    package var subjectField: FieldSpec? { fields.first(where: \.goesWithLink) }
    package var titleField: FieldSpec { self[title] ?? fields[0] }
    package func part(_ name: String) -> PartKind? { parts.first { $0.name == name } }

    package func adding(_ custom: [FieldSpec]) -> Kind {
        Kind(
            name: name, plural: plural, table: table, label: label, pluralLabel: pluralLabel, icon: icon, title: title,
            fields: fields + custom, parts: parts, owner: owner)
    }

    /// Every record has these.
    package static let systemFields: [FieldSpec] = [
        FieldSpec(name: "id", label: Message("Identifier"), shape: .integer, traits: [.readOnly]),
        FieldSpec(
            name: "external_id", label: Message("External identifier"), shape: .text, traits: [.unique, .max(255)]),
        FieldSpec(name: "created_at", label: Message("Created"), shape: .instant, traits: [.readOnly, .sorted]),
        FieldSpec(
            name: "created_by", label: Message("Created by"), shape: .link("user"),
            traits: [.readOnly, .reverse("")]),
        FieldSpec(name: "updated_at", label: Message("Changed"), shape: .instant, traits: [.readOnly, .sorted]),
        FieldSpec(
            name: "updated_by", label: Message("Changed by"), shape: .link("user"), traits: [.readOnly, .reverse("")]),
        FieldSpec(name: "version", label: Message("Version"), shape: .integer, traits: [.readOnly]),
    ]

    private static func partFields(owner: String) -> [FieldSpec] {
        [
            FieldSpec(name: "id", label: Message("Identifier"), shape: .integer, traits: [.readOnly]),
            FieldSpec(
                name: owner, label: Message("Owner record"), shape: .link(owner), traits: [.required, .reverse("")]),
            FieldSpec(name: "position", label: Message("Position"), shape: .integer, traits: [.required]),
        ]
    }

    /// How many fields stand before those of the declaration.
    package var systemFieldCount: Int { owner == nil ? 7 : 3 }
    package var declared: ArraySlice<FieldSpec> { fields[systemFieldCount...] }
}
