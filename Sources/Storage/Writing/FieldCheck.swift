import Records

/// The rules every field has by its declaration: shape, length, required; and the normal form of what was typed.
struct FieldCheck {
    let kind: Kind
    let transaction: Transaction

    /// Trims text, makes empty text no value, lower-cases addresses: before the entity's own rules look.
    func normalise(_ change: inout Change) {
        for field in kind.fields where field.shape.isText && change.touched.contains(field.name) {
            guard let text = change.new.value(field.name, in: kind).text else { continue }
            change.new.set(field.name, [normal(text, field)], in: kind)
        }
        refuseEmptied(&change)
        for part in kind.parts where change.touched.contains(part.name) {
            var rows = change.new.parts[part.name] ?? []
            for index in rows.indices { normaliseRow(&rows[index], part.kind) }
            change.new.parts[part.name] = rows
        }
    }

    /// What always has a value (a yes or no, a number with a default) cannot be emptied: rules could not read it.
    private func refuseEmptied(_ change: inout Change) {
        let blank = transaction.blank(kind)
        for field in kind.declared where field.isRequired && !field.shape.isText && change.touched.contains(field.name)
        {
            guard change.new.value(field.name, in: kind).isNull, !blank.value(field.name, in: kind).isNull else {
                continue
            }
            change.refuse(
                field.name, code: "required", Message("{field} is required.", ["field": .message(field.label)]))
        }
    }

    private func normaliseRow(_ row: inout PartRow, _ part: Kind) {
        var at = 0
        for field in part.declared {
            if field.shape.isText, let text = row.values[at].text { row.values[at] = normal(text, field) }
            at += field.columns.count
        }
    }

    private func normal(_ text: String, _ field: FieldSpec) -> Value {
        let trimmed = text.trimmingWhitespace()
        if trimmed.isEmpty { return .null }
        return .text(trimmed)
    }

    func check(_ change: inout Change) {
        for (index, field) in kind.fields.enumerated()
        where index >= kind.systemFieldCount || field.name == "external_id" {
            let values = change.new.values[kind.range(of: index)]
            if let refusal = refusal(field, values, path: field.name) { change.refuse(refusal) }
        }
        for part in kind.parts where change.isNew || change.touched.contains(part.name) {
            for (number, row) in (change.new.parts[part.name] ?? []).enumerated() {
                var at = 0
                for field in part.kind.declared {
                    let values = row.values[at..<at + field.columns.count]
                    if let refusal = refusal(field, values, path: "\(part.name)[\(number)].\(field.name)") {
                        change.refuse(refusal)
                    }
                    at += field.columns.count
                }
            }
        }
    }

    private func refusal(_ field: FieldSpec, _ values: ArraySlice<Value>, path: @autoclosure () -> String)
        -> FieldRefusal?
    {
        guard let value = values.first, !value.isNull, value != .text("") else {
            guard field.isRequired else { return nil }
            return FieldRefusal(
                path(), code: "required", Message("{field} is required.", ["field": .message(field.label)]))
        }
        // Bytes first: they are never fewer than characters, and known without counting.
        if let text = value.text, field.shape.isText, text.utf8.count > field.lengthLimit,
            text.unicodeScalars.count > field.lengthLimit
        {
            return FieldRefusal(
                path(), code: "too_long",
                Message(
                    "{field} may have at most {limit} characters.",
                    ["field": .message(field.label), "limit": .number(field.lengthLimit)]))
        }
        switch field.shape {
        case .choice(let options) where !options.contains(where: { .text($0.value) == value }):
            let known = options.map(\.value).joined(separator: ", ")
            return FieldRefusal(
                path(), code: "unknown_choice",
                Message("One of these is expected: {options}.", ["options": .text(known)])
            )
        case .money:
            let money = Money(minor: value.integer ?? 0, currency: values.last?.text ?? "")
            if transaction.settings.inCompanyCurrency(money) == nil {
                return FieldRefusal(
                    path(), code: "unknown_rate",
                    Message(
                        "There is no exchange rate for {currency}. Add one in the settings, or use {company}.",
                        ["currency": .text(money.currency), "company": .text(transaction.settings.currency)]))
            }
        case .email where EmailAddress.normalised(value.text ?? "") == nil:
            return FieldRefusal(
                path(), code: "invalid_email",
                Message("“{value}” is not an e-mail address.", ["value": .text(value.text ?? "")]))
        case .reference where transaction.schema[value.text ?? ""].map({ $0.owner != nil }) ?? true:
            return FieldRefusal(
                path(), code: "unknown_kind",
                Message("“{value}” is not a kind of record.", ["value": .text(value.text ?? "")]))
        default: break
        }
        return nil
    }
}

extension String {
    /// Without white space at either end.
    package func trimmingWhitespace() -> String {
        if let first = utf8.first, let last = utf8.last, (33..<127).contains(first), (33..<127).contains(last) {
            return self
        }
        guard let first = unicodeScalars.first, let last = unicodeScalars.last,
            first.properties.isWhitespace || last.properties.isWhitespace
        else { return self }
        var scalars = unicodeScalars[...]
        while let scalar = scalars.first, scalar.properties.isWhitespace { scalars.removeFirst() }
        while let scalar = scalars.last, scalar.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
