extension FieldSpec {
    /// The JSON form of this field's stored values: money an object, decimals and identifiers strings.
    package func json(_ values: ArraySlice<Value>) -> JSON {
        guard let first = values.first, !values.allSatisfy(\.isNull) else { return .null }
        switch (shape, first) {
        case (.money, .integer(let minor)):
            let money = Money(minor: minor, currency: values.last?.text ?? "")
            return .record(["amount": .text(money.amount), "currency": .text(money.currency)])
        case (.reference, .text(let kind)):
            return .record(["kind": .text(kind), "id": .text(String(values.last?.integer ?? 0))])
        case (.exact, .integer(let millionths)): return .text(Exact(millionths: millionths).text)
        case (.link, .integer(let id)): return .text(String(id))
        case (_, .integer(let number)): return name == "id" ? .text(String(number)) : .number(String(number))
        case (_, .text(let text)): return .text(text)
        case (_, .boolean(let truth)): return .boolean(truth)
        case (_, .day(let day)): return .text(day.iso)
        case (_, .instant(let instant)): return .text(instant.iso)
        default: return .null
        }
    }

    /// Reads the JSON form strictly; null is no value. Wrong types say what is expected.
    package func values(_ json: JSON, defaultCurrency: String = "EUR") throws(FieldRefusal) -> [Value] {
        if json == .null { return columns.map { _ in .null } }
        switch shape {
        case .text, .longText, .email, .phone, .url:
            guard let text = json.text else { throw expected(Message("A text is expected.")) }
            return [text.isEmpty ? .null : .text(text)]
        case .choice(let options):
            guard let text = json.text, options.contains(where: { $0.value == text }) else {
                let known = options.map(\.value).joined(separator: ", ")
                throw expected(
                    Message("One of these is expected: {options}.", ["options": .text(known)]), code: "unknown_choice")
            }
            return [.text(text)]
        case .integer:
            guard let number = json.integer else { throw expected(Message("A whole number is expected.")) }
            return [.integer(number)]
        case .exact:
            guard let exact = JSON.digits(json).flatMap({ Exact($0) }) else {
                throw expected(Message("A number such as “12.5” is expected, with at most six decimals."))
            }
            return [.integer(exact.millionths)]
        case .money: return try money(json, defaultCurrency: defaultCurrency)
        case .boolean:
            guard let truth = json.boolean else { throw expected(Message("true or false is expected.")) }
            return [.boolean(truth)]
        case .day:
            guard let day = json.text.flatMap({ Day(iso: $0) }) else {
                throw expected(Message("A day such as “2026-12-31” is expected."))
            }
            return [.day(day)]
        case .instant:
            guard let instant = json.text.flatMap({ Instant(iso: $0) }) else {
                throw expected(Message("An instant such as “2026-12-31T14:30:00Z” is expected."))
            }
            return [.instant(instant)]
        case .link:
            guard let id = JSON.identifier(json) else {
                throw expected(Message("The identifier of a record is expected."))
            }
            return [.integer(id)]
        case .reference:
            guard let kind = json["kind"]?.text, let id = json["id"].flatMap({ JSON.identifier($0) }) else {
                throw expected(
                    Message(
                        "A reference such as {example} is expected.",
                        ["example": .text(#"{"kind":"account","id":"1"}"#)]))
            }
            return [.text(kind), .integer(id)]
        }
    }

    private func money(_ json: JSON, defaultCurrency: String) throws(FieldRefusal) -> [Value] {
        let currency = json["currency"]?.text ?? defaultCurrency
        guard Money.isCurrency(currency) else {
            throw expected(Message("A currency is three capital letters, such as EUR."), code: "invalid_currency")
        }
        let amount = JSON.digits(json["amount"] ?? json)
        guard let money = amount.flatMap({ Money(amount: $0, currency: currency) }) else {
            throw expected(
                Message(
                    "An amount such as {example} is expected.",
                    ["example": .text(#"{"amount":"10.00","currency":"EUR"}"#)]))
        }
        return [.integer(money.minor), .text(currency)]
    }

    private func expected(_ message: Message, code: String = "invalid_type") -> FieldRefusal {
        FieldRefusal(name, code: code, message)
    }
}

extension JSON {
    static func digits(_ json: JSON) -> String? {
        if case .number(let digits) = json { digits } else { json.text }
    }

    package static func identifier(_ json: JSON) -> Int64? {
        json.integer ?? json.text.flatMap { Int64($0) }
    }
}
