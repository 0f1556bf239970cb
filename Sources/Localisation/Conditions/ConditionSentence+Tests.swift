import Records

/// One test on one field, in words that suit what the field holds.
extension ConditionSentence {
    func test(_ test: Condition.Test, _ path: [String], of kind: Kind) -> String {
        if path == [Condition.sharedWith], kind[Condition.sharedWith] == nil { return shared(test) }
        let (label, spec) = field(path, of: kind)
        if spec?.name == Schema.groupField, let words = grouped(test, spec, path, label) { return words }
        let field = Message.Argument.text(label)
        switch test {
        case .contains(let text):
            return t(Message("{field} contains “{text}”", ["field": field, "text": .text(text)]))
        case .startsWith(let text):
            return t(Message("{field} starts with “{text}”", ["field": field, "text": .text(text)]))
        case .empty(true): return t(Message("{field} is empty", ["field": field]))
        case .empty(false): return t(Message("{field} is filled in", ["field": field]))
        case .isMe(true): return t(Message("{field} is me", ["field": field]))
        case .isMe(false): return t(Message("{field} is not me", ["field": field]))
        case .under(let operand):
            let place = path.last == "id" ? spec.map { _ in self.kind(path, kind) } ?? nil : nil
            let value = Message.Argument.text(place.map { named($0, operand) } ?? self.value(operand, spec))
            if path == ["id"] { return t(Message("in the group of {value}", ["value": value])) }
            return t(Message("{field} in the group of {value}", ["field": field, "value": value]))
        case .within(let period):
            return t(Message("{field} {period}", ["field": field, "period": .message(period.message)]))
        case .among(let values):
            let list = t.alternatives(values.map { value($0, spec) })
            return t(Message("{field} is {value}", ["field": field, "value": .text(list)]))
        case .between(let low, let high):
            return between(field, value(low, spec), value(high, spec), isTime: isTime(spec))
        case .equals(.boolean(let truth)):
            let answer = t(truth ? "yes" : "no")
            return t(Message("{field}: {answer}", ["field": field, "answer": .text(answer)]))
        case .equals(let operand), .differs(let operand), .atLeast(let operand), .atMost(let operand),
            .moreThan(let operand), .lessThan(let operand), .before(let operand), .after(let operand):
            let arguments = ["field": field, "value": Message.Argument.text(value(operand, spec))]
            return t(isTime(spec) ? onCalendar(test, arguments) : onScale(test, arguments))
        }
    }

    /// “in the group Key accounts”; nil for what is not asked of a group.
    private func grouped(_ test: Condition.Test, _ spec: FieldSpec?, _ path: [String], _ label: String) -> String? {
        let words: Message
        switch test {
        case .equals(let operand): words = Message("in the group {value}", ["value": .text(value(operand, spec))])
        case .differs(let operand): words = Message("not in the group {value}", ["value": .text(value(operand, spec))])
        case .among(let operands):
            words = Message(
                "in the group {value}", ["value": .text(t.alternatives(operands.map { value($0, spec) }))])
        case .empty(true): words = Message("in no group")
        case .empty(false): words = Message("in some group")
        default: return nil
        }
        guard path.count > 1 else { return t(words) }
        return label + " " + t(words)
    }

    /// The kind at whose records a path ends.
    private func kind(_ path: [String], _ kind: Kind) -> Kind? {
        path.dropLast().reduce(kind) { kind, name in kind?[name]?.shape.linkTarget.flatMap { schema[$0] } }
    }

    private func named(_ kind: Kind, _ operand: JSON) -> String {
        let written = operand.plainText
        return Int64(written).flatMap { names(kind.name, $0) }
            ?? t(Message("record no. {id}", ["id": .text(written)]))
    }

    private func shared(_ test: Condition.Test) -> String {
        switch test {
        case .isMe(true): t("shared with me")
        case .isMe(false): t("not shared with me")
        case .empty(true): t("shared with nobody")
        default: t("shared with somebody")
        }
    }

    private func onScale(_ test: Condition.Test, _ arguments: [String: Message.Argument]) -> Message {
        switch test {
        case .differs: Message("{field} is not {value}", arguments)
        case .atLeast: Message("{field} at least {value}", arguments)
        case .atMost: Message("{field} at most {value}", arguments)
        case .moreThan, .after: Message("{field} more than {value}", arguments)
        case .lessThan, .before: Message("{field} less than {value}", arguments)
        default: Message("{field} is {value}", arguments)
        }
    }

    private func onCalendar(_ test: Condition.Test, _ arguments: [String: Message.Argument]) -> Message {
        switch test {
        case .differs: Message("{field} on another day than {value}", arguments)
        case .atLeast: Message("{field} on {value} or later", arguments)
        case .atMost: Message("{field} on {value} or earlier", arguments)
        case .moreThan, .after: Message("{field} after {value}", arguments)
        case .lessThan, .before: Message("{field} before {value}", arguments)
        default: Message("{field} on {value}", arguments)
        }
    }

    private func between(_ field: Message.Argument, _ low: String, _ high: String, isTime: Bool) -> String {
        let arguments = ["field": field, "low": .text(low), "high": .text(high)]
        return t(
            isTime
                ? Message("{field} from {low} to {high}", arguments)
                : Message("{field} between {low} and {high}", arguments))
    }

    private func isTime(_ spec: FieldSpec?) -> Bool { spec?.shape == .day || spec?.shape == .instant }

    /// The label of a path and the field at its end: `Account › Sector`. The title of a linked record goes without
    /// saying: `stage.name` reads `Stage`.
    private func field(_ path: [String], of kind: Kind) -> (label: String, spec: FieldSpec?) {
        var labels: [String] = []
        var kind: Kind? = kind
        var spec: FieldSpec?
        for (index, name) in path.enumerated() {
            spec = kind.flatMap { schema.testable(name, of: $0) }
            if spec?.name == Schema.groupField, index > 0, index == path.count - 1 { break }
            let isTitleOfLink = index > 0 && index == path.count - 1 && spec != nil && kind?.title == name
            if !isTitleOfLink { labels.append(spec.map { t($0.label) } ?? name) }
            kind = spec?.shape.linkTarget.flatMap { schema[$0] }
        }
        return (labels.joined(separator: " › "), spec)
    }

    /// An operand as the reader writes such values; as it stands where it does not fit the field.
    func value(_ operand: JSON, _ spec: FieldSpec?) -> String {
        let written = operand.plainText
        guard let spec else { return written }
        switch spec.shape {
        case .choice(let options):
            return options.first { $0.value == written }.map { t($0.label) } ?? written
        case .link(let kind):
            guard let id = Int64(written) else { return written }
            return names(kind, id) ?? t(Message("record no. {id}", ["id": .text(written)]))
        case .money:
            if let currency, let money = Money(amount: written, currency: currency) { return t.money(money) }
            return Exact(written).map { t.exact($0) } ?? written
        case .exact: return Exact(written).map { t.exact($0) } ?? written
        case .integer: return Int64(written).map { t.number($0) } ?? written
        case .day, .instant:
            if let day = Day(iso: written) { return t.day(day) }
            return Instant(iso: written).map { t.instant($0) } ?? written
        case .boolean: return operand.boolean.map { t($0 ? "yes" : "no") } ?? written
        case .text, .longText, .email, .phone, .url, .reference: return written
        }
    }
}

extension JSON {
    /// A scalar without quotes.
    fileprivate var plainText: String {
        switch self {
        case .text(let text), .number(let text): text
        case .boolean(let truth): String(truth)
        case .null, .array, .object: ""
        }
    }
}
