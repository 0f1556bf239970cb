import Records

/// A field the customer added: a real column, at once in list, form, filter, API, import, export, history and search.
package struct CustomField: Sendable, Hashable {
    package var kind: String
    package var name: String
    package var labelFrench: String
    package var labelEnglish: String
    /// `text`, `long_text`, `number`, `decimal`, `money`, `boolean`, `day`, `choice`, `link`.
    package var type: String
    package var choices: [String] = []
    package var target: String?
    package var isListed = true

    static let table = TableSpec(
        "custom_field",
        [
            .init("kind", .text), .init("name", .text), .init("label_fr", .text), .init("label_en", .text),
            .init("type", .text),
            .init("choices", .text), .init("target", .text, required: false), .init("is_listed", .boolean),
            .init("position", .integer),
        ], primaryKey: ["kind", "name"], merging: .stays("names kinds, not records"))

    package static let types = ["text", "long_text", "number", "decimal", "money", "boolean", "day", "choice", "link"]

    package init(kind: String, name: String, labelFrench: String, labelEnglish: String, type: String) {
        self.kind = kind
        self.name = name
        self.labelFrench = labelFrench
        self.labelEnglish = labelEnglish
        self.type = type
    }

    var spec: FieldSpec {
        var traits: [Trait] = []
        if isListed { traits.append(.listed) }
        if type == "text" || type == "choice" { traits.append(.searched) }
        if type == "link" { traits.append(.reverse("\(kind)_\(name)")) }
        var spec = FieldSpec(name: name, label: .bilingual(labelFrench, labelEnglish), shape: shape, traits: traits)
        spec.isCustom = true
        return spec
    }

    private var shape: Shape {
        switch type {
        case "long_text": .longText
        case "number": .integer
        case "decimal": .exact
        case "money": .money
        case "boolean": .boolean
        case "day": .day
        case "choice": .choice(choices.map { ChoiceOption($0, .verbatim($0)) })
        case "link": .link(target ?? "")
        default: .text
        }
    }

    static func load(_ connection: any Connection) throws -> [CustomField] {
        let rows = try connection.rows(
            """
            SELECT kind, name, label_fr, label_en, type, choices, target, is_listed
            FROM custom_field
            ORDER BY kind, position, name
            """,
            .text, .text, .text, .text, .text, .text, .text, .boolean)
        return try rows.map { row in
            var field = CustomField(
                kind: row[0].text ?? "", name: row[1].text ?? "", labelFrench: row[2].text ?? "",
                labelEnglish: row[3].text ?? "",
                type: row[4].text ?? "")
            field.choices = try (JSON(parsing: row[5].text ?? "[]").array ?? []).compactMap(\.text)
            field.target = row[6].text
            field.isListed = row[7].boolean ?? true
            return field
        }
    }

    /// Adds the field and its column in this transaction. The caller reloads the schema afterwards.
    package func add(in transaction: Transaction) throws {
        try check(transaction.schema)
        let kind = transaction.schema.kind(kind)
        let spec = spec
        let position =
            try transaction.connection.integer("SELECT COUNT(*) FROM custom_field WHERE kind = \(kind.name)") ?? 0
        try transaction.connection.execute(
            """
            INSERT INTO custom_field (kind, name, label_fr, label_en, type, choices, target, is_listed, position) VALUES
            (\(kind.name), \(name), \(labelFrench), \(labelEnglish), \(type),
             \(JSON.array(choices.map { .text($0) }).string), \(target), \(isListed), \(position))
            """)
        let table = TableSpec(kind.adding([spec]))
        let dialect = transaction.connection.dialect
        for column in spec.columns + [spec.derivedColumn].compactMap(\.self) {
            var statement =
                "ALTER TABLE \(SQL.quoted(kind.table)) ADD COLUMN \(SQL.quoted(column.name)) "
                + dialect.declaration(of: column.type)
            if let target = spec.shape.linkTarget {
                statement += " REFERENCES \(SQL.quoted(target)) (\"id\") DEFERRABLE INITIALLY DEFERRED"
            }
            try transaction.connection.execute(SQL(text: statement))
        }
        let added = Set(spec.columns.map(\.name))
        for index in table.indexes where !added.isDisjoint(with: index.columns) {
            try transaction.connection.execute(
                "CREATE INDEX \(name: index.name) ON \(name: kind.table) (\(SQL.names(index.columns)))")
        }
        try SchemaVersion.raise(transaction.connection)
    }

    private func check(_ schema: Schema) throws(Refusal) {
        var refusals: [FieldRefusal] = []
        guard let kind = schema[kind], kind.owner == nil else {
            throw Refusal(fields: [
                FieldRefusal(
                    "kind", code: "unknown_kind",
                    Message("“{value}” is not a kind of record.", ["value": .text(self.kind)]))
            ])
        }
        let isPlain =
            !name.isEmpty && name.count <= 40 && name.first?.isLetter == true
            && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        if !isPlain {
            refusals.append(
                FieldRefusal(
                    "name", code: "invalid_name",
                    Message(
                        "A name has only small letters, digits and “_”, and starts with a letter: “loyalty_level”."
                    )))
        }
        if kind[name] != nil || kind.part(name) != nil || kind.columns.contains(where: { $0.name == name })
            || schema.reverse[kind.name]?[name] != nil
        {
            refusals.append(
                FieldRefusal(
                    "name", code: "taken",
                    Message(
                        "{kind} already has a field “{field}”.", ["kind": .message(kind.label), "field": .text(name)])))
        }
        if !CustomField.types.contains(type) {
            refusals.append(
                FieldRefusal(
                    "type", code: "unknown_choice",
                    Message(
                        "One of these is expected: {options}.",
                        ["options": .text(CustomField.types.joined(separator: ", "))])))
        }
        if type == "choice", choices.isEmpty || Set(choices).count != choices.count {
            refusals.append(
                FieldRefusal("choices", code: "required", Message("Give the values to choose from, each once.")))
        }
        if type == "link", target.flatMap({ schema[$0] }) == nil {
            refusals.append(
                FieldRefusal("target", code: "unknown_kind", Message("Say which records the field links to.")))
        }
        if labelFrench.isEmpty || labelEnglish.isEmpty {
            refusals.append(
                FieldRefusal("label", code: "required", Message("A label is needed, in French and in English.")))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }
}
