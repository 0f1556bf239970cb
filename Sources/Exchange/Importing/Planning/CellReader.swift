import Records

/// Reads what a cell says as the values of a field, as people write them; repairs what a spreadsheet broke.
struct CellReader {
    let words: ChoiceWords
    /// Of the line, where a column or default says one: it settles which lost zeros can be given back.
    var country: String?
    private(set) var notes: [Message] = []

    init(words: ChoiceWords) { self.words = words }

    mutating func values(
        _ text: String, second: String?, _ plan: FieldPlan, _ kind: Kind
    ) throws(FieldRefusal) -> [Value] {
        let field = plan.field, style = plan.style
        switch field.shape {
        case .text, .longText, .email, .phone, .url: return [.text(try self.text(text, plan))]
        case .choice:
            if let value = words.value(text, field, kind) { return [.text(value)] }
            let known = (field.shape.options ?? []).map(\.value).joined(separator: ", ")
            throw refusal(
                plan, "unknown_choice",
                Message("“{text}” is not one of these: {options}.", ["text": .text(text), "options": .text(known)]))
        case .integer:
            if let number = style.integer(text) { return [.integer(number)] }
            throw refusal(plan, "invalid_number", Message("“{text}” is not a whole number.", ["text": .text(text)]))
        case .exact:
            if let exact = style.exact(text) { return [.integer(exact.millionths)] }
            throw refusal(
                plan, "invalid_number",
                Message("“{text}” is not a number, or has more than six decimals.", ["text": .text(text)]))
        case .money: return try money(text, currency: second, plan)
        case .boolean:
            if let truth = style.boolean(text) { return [.boolean(truth)] }
            throw refusal(plan, "invalid_truth", Message("“{text}” is neither yes nor no.", ["text": .text(text)]))
        case .day:
            if let day = style.day(text) { return [.day(day)] }
            if let instant = style.instant(text) { return [.day(instant.day(in: style.zone))] }
            throw refusal(
                plan, "invalid_day",
                Message(
                    "“{text}” is not a day written as {order}.",
                    ["text": .text(text), "order": .text(style.order.rawValue)]))
        case .instant:
            if let instant = style.instant(text) { return [.instant(instant)] }
            if let day = style.day(text) { return [.instant(Instant(startOf: day, in: style.zone))] }
            throw refusal(plan, "invalid_moment", Message("“{text}” is not a day and time.", ["text": .text(text)]))
        case .reference:
            guard let id = second.flatMap({ Int64($0) }) else {
                throw refusal(
                    plan, "invalid_reference", Message("The identifier of the record it is about is missing."))
            }
            return [.text(text), .integer(id)]
        case .link:
            preconditionFailure("links are found, not read: \(plan.path)")
        }
    }

    private func money(_ text: String, currency: String?, _ plan: FieldPlan) throws(FieldRefusal) -> [Value] {
        var style = plan.style
        if let currency {
            guard Money.isCurrency(currency.uppercased()) else {
                throw refusal(plan, "invalid_currency", Message("A currency is three capital letters, such as EUR."))
            }
            style.currency = currency.uppercased()
        }
        guard let money = style.money(text) else {
            throw refusal(
                plan, "invalid_amount",
                Message(
                    "“{text}” is not an amount, or has too many decimals for {currency}.",
                    ["text": .text(text), "currency": .text(style.currency)]))
        }
        return [.integer(money.minor), .text(money.currency)]
    }

    private mutating func text(_ text: String, _ plan: FieldPlan) throws(FieldRefusal) -> String {
        let field = plan.field
        let isCode =
            field.match == .siren || field.match == .siret || field.match == .reference || field.isUnique
            || field.shape == .phone
        if isCode, field.shape != .email, DamagedNumber.isDamaged(text) {
            throw DamagedNumber.refusal(of: text, field: plan.path)
        }
        guard let repair = repair(text, field) else { return text }
        notes.append(repair.note)
        return repair.text
    }

    private func repair(_ text: String, _ field: FieldSpec) -> LostZero.Repair? {
        switch field.match {
        case .siren: return LostZero.siren(text)
        case .siret: return LostZero.siret(text)
        default: break
        }
        if field.shape == .phone { return LostZero.telephone(text, country: country) }
        return field.name == "postcode" ? LostZero.postcode(text, country: country) : nil
    }

    private func refusal(_ plan: FieldPlan, _ code: String, _ message: Message) -> FieldRefusal {
        FieldRefusal(plan.path, code: code, message)
    }
}
