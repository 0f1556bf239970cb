import Records

extension CustomField {
    /// All there are, by kind and in their order.
    package static func all(in transaction: Transaction) throws -> [CustomField] {
        try load(transaction.connection)
    }

    /// Writes labels, choices and whether lists show it. What kind of value it holds stays; a choice that records still
    /// hold stays too. The caller reloads the schema afterwards.
    package func change(from before: CustomField, in transaction: Transaction) throws {
        try checkChange(from: before, in: transaction)
        try transaction.connection.execute(
            """
            UPDATE custom_field SET label_fr = \(labelFrench), label_en = \(labelEnglish),
            choices = \(JSON.array(choices.map { .text($0) }).string), is_listed = \(isListed)
            WHERE kind = \(kind) AND name = \(name)
            """)
        try SchemaVersion.raise(transaction.connection)
    }

    private func checkChange(from before: CustomField, in transaction: Transaction) throws {
        var refusals: [FieldRefusal] = []
        if type != before.type || target != before.target {
            refusals.append(
                FieldRefusal(
                    type != before.type ? "type" : "target", code: "unchangeable",
                    Message("What a field holds cannot be changed. Add a field of another name instead.")))
        }
        if labelFrench.isEmpty || labelEnglish.isEmpty {
            refusals.append(
                FieldRefusal("label", code: "required", Message("A label is needed, in French and in English.")))
        }
        if type == "choice", choices.isEmpty || Set(choices).count != choices.count {
            refusals.append(
                FieldRefusal("choices", code: "required", Message("Give the values to choose from, each once.")))
        }
        for gone in before.choices where !choices.contains(gone) {
            let table = transaction.schema.kind(kind).table
            let holder = try transaction.connection.integer(
                "SELECT id FROM \(name: table) WHERE \(name: name) = \(gone) LIMIT 1")
            guard holder != nil else { continue }
            refusals.append(
                FieldRefusal(
                    "choices", code: "still_used",
                    Message("Records still hold “{value}”. Change them first.", ["value": .text(gone)])))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }
}

extension Transaction {
    /// The same transaction, knowing the settings and custom fields that it has just changed itself.
    package func refreshed(_ registry: StorageRegistry) throws -> Transaction {
        let fresh = Transaction(
            connection: connection, schema: try registry.schema(connection), viewer: viewer, door: door, origin: origin,
            now: now,
            settings: try WorkspaceSettings.load(connection), ids: ids, rules: rules)
        fresh.journal = journal
        return fresh
    }
}
