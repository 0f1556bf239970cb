import Records

/// A condition read back to a person: “Secteur est Distribution et Clôture avant le 31/12/2026”.
///
/// It never fails: a field or record that is no longer there is shown by the name the condition gives it.
package struct ConditionSentence {
    let schema: Schema
    let t: Translator
    let names: (_ kind: String, _ id: Int64) -> String?
    /// The company's currency, in which conditions compare money; nil shows amounts as plain numbers.
    let currency: String?

    /// `names` finds the title of a linked record; nil where the reader may not see it or it is gone.
    package init(
        schema: Schema, translator: Translator, currency: String? = nil,
        names: @escaping (_ kind: String, _ id: Int64) -> String?
    ) {
        self.schema = schema
        t = translator
        self.currency = currency
        self.names = names
    }

    package func sentence(_ condition: Condition, of kind: Kind) -> String {
        sentence(condition, of: kind, inside: false)
    }

    /// `inside` a group or a negation, a group wants parentheses.
    private func sentence(_ condition: Condition, of kind: Kind, inside: Bool) -> String {
        switch condition {
        case .constant(let holds): t(holds ? "everything" : "nothing")
        case .all(let parts): group(parts, of: kind, inside: inside, empty: "everything", join: t.list)
        case .any(let parts): group(parts, of: kind, inside: inside, empty: "nothing", join: t.alternatives)
        case .not(.test(let path, .empty(let isEmpty))): test(.empty(!isEmpty), path, of: kind)
        case .not(let inner): t(Message("not ({condition})", ["condition": .text(sentence(inner, of: kind))]))
        case .test(let path, let test): self.test(test, path, of: kind)
        case .related(let name, let inner, let measure): related(name, where: inner, measure, of: kind)
        }
    }

    private func group(
        _ parts: [Condition], of kind: Kind, inside: Bool, empty: String, join: ([String]) -> String
    ) -> String {
        guard let first = parts.first else { return t(empty) }
        guard parts.count > 1 else { return sentence(first, of: kind, inside: inside) }
        let joined = join(parts.map { sentence($0, of: kind, inside: true) })
        return inside ? "(" + joined + ")" : joined
    }

    private func related(
        _ name: String, where inner: Condition, _ measure: Condition.Measure, of kind: Kind
    ) -> String {
        let link = schema.reverse[kind.name]?[name]
        let linked = link.flatMap { schema[$0.kind] }
        var records = linked.map { label(of: $0, link, named: name) } ?? name
        if inner != .everything, let linked {
            let condition = sentence(inner, of: linked)
            records = t(
                Message("{records} where ({condition})", ["records": .text(records), "condition": .text(condition)]))
        }
        switch measure {
        case .count(let least, let most):
            return count(of: records, least, most)
        case .sum(let field, let least, let most):
            let spec = linked?[field]
            let sum = t(
                Message(
                    "{records}, sum of {field}",
                    ["records": .text(records), "field": .text(spec.map { t($0.label) } ?? field)]))
            return bounds(of: sum, least.map { value($0, spec) }, most.map { value($0, spec) })
        }
    }

    /// `Opportunities`; a link with a name of its own says which: `Accounts (Parent account)`.
    private func label(of linked: Kind, _ link: Schema.ReverseLink?, named name: String) -> String {
        let plural = t(linked.pluralLabel)
        guard let link, !link.isPart, name != linked.plural, let field = linked[link.field] else { return plural }
        return plural + " (" + t(field.label) + ")"
    }

    private func count(of records: String, _ least: Int64?, _ most: Int64?) -> String {
        if most == 0 { return t(Message("{records}: none", ["records": .text(records)])) }
        if least == 1, most == nil { return t(Message("{records}: at least one", ["records": .text(records)])) }
        return bounds(of: records, least.map { t.number($0) }, most.map { t.number($0) })
    }

    private func bounds(of subject: String, _ least: String?, _ most: String?) -> String {
        let subject = Message.Argument.text(subject)
        switch (least, most) {
        case (let least?, let most?) where least == most:
            return t(Message("{subject}: exactly {value}", ["subject": subject, "value": .text(least)]))
        case (let least?, let most?):
            return t(
                Message(
                    "{subject}: between {low} and {high}",
                    ["subject": subject, "low": .text(least), "high": .text(most)]))
        case (let least?, nil):
            return t(Message("{subject}: at least {value}", ["subject": subject, "value": .text(least)]))
        case (nil, let most?):
            return t(Message("{subject}: at most {value}", ["subject": subject, "value": .text(most)]))
        case (nil, nil):
            return t(Message("{records}: at least one", ["records": subject]))
        }
    }
}
