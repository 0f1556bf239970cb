import People
import Records
import Sales
import Storage
import Web

extension Conversion {
    /// `{"account":{"use":"12"},"contact":{"create":true},"opportunity":{"title":"…"}}`; a place left out is proposed,
    /// `null` stays empty.
    package init(lead: Int64, _ json: JSON) throws(Refusal) {
        self.init(lead: lead)
        guard let members = json.members else {
            throw Refusal(
                code: "object_expected",
                Message(
                    "A JSON object is expected, such as {example}.",
                    ["example": .text(#"{"account":{"create":true},"opportunity":{"title":"…"}}"#)]))
        }
        var refusals: [FieldRefusal] = []
        for member in members {
            do throws(FieldRefusal) {
                switch member.name {
                case "account": account = try Conversion.place(member.value, "account")
                case "contact": contact = try Conversion.place(member.value, "contact")
                case "opportunity": opportunity = try Conversion.sale(member.value)
                default:
                    throw FieldRefusal(
                        member.name, code: "unknown_field",
                        Message(
                            "{kind} has no field “{field}”.",
                            ["kind": .message(Message("Conversion")), "field": .text(member.name)]))
                }
            } catch {
                refusals.append(error)
            }
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    private static func place(_ json: JSON, _ name: String) throws(FieldRefusal) -> Place {
        if json == .null { return .none }
        guard let members = json.members, members.count == 1, let member = members.first else { throw wrong(name) }
        switch member.name {
        case "use":
            guard let id = member.value.integer ?? member.value.text.flatMap({ Int64($0) }) else {
                throw FieldRefusal(
                    "\(name).use", code: "invalid_type", Message("The identifier of a record is expected."))
            }
            return .use(id)
        case "create":
            if member.value == .boolean(true) { return .create([]) }
            guard let fields = member.value.members else { throw wrong(name) }
            return .create(fields)
        default: throw wrong(name)
        }
    }

    private static func wrong(_ name: String) -> FieldRefusal {
        FieldRefusal(
            name, code: "invalid_value",
            Message(
                "Say which record to use, or create one: {example}.",
                ["example": .text(#"{"use":"12"}, {"create":true}, {"create":{"name":"…"}}, null"#)]))
    }

    /// The fields of a new sale, or `{"use":"12"}`.
    private static func sale(_ json: JSON) throws(FieldRefusal) -> Place {
        if json == .null { return .none }
        if json == .boolean(true) { return .create([]) }
        guard let members = json.members else { throw wrong("opportunity") }
        if members.count == 1, let first = members.first, first.name == "use" || first.name == "create" {
            return try place(json, "opportunity")
        }
        return .create(members)
    }

    /// What the page sends: `account=use:12`, `account=create`, `account=none`; names and the sale in fields of
    /// their own.
    init(lead: Int64, _ form: Form, in transaction: Transaction) throws {
        self.init(lead: lead)
        func place(_ name: String, _ more: [JSON.Member]) -> Place? {
            guard let text = form[name] else { return nil }
            if text == "none" { return Place.none }
            if text == "create" { return .create(more) }
            return text.hasPrefix("use:") ? Int64(text.dropFirst(4)).map { .use($0) } : nil
        }
        func filled(_ fields: [(String, String)]) -> [JSON.Member] {
            fields.compactMap { wire, name in
                guard let text = form[name]?.trimmingWhitespace(), !text.isEmpty else { return nil }
                return JSON.Member(wire, .text(text))
            }
        }
        account = place("account", filled([("name", "account_name")]))
        contact = place("contact", [])
        guard form["make_sale"] == "true" else { return }
        let kind = transaction.schema.kind(of: Opportunity.self)
        var members = filled([("title", "title"), ("closes_on", "closes_on")])
        if let amount = form["amount"]?.filter({ !$0.isWhitespace }).replacing(",", with: "."), !amount.isEmpty,
            let field = kind["amount"], transaction.viewer.sees(field, of: kind)
        {
            members.append(
                .init(
                    "amount",
                    .record(["amount": .text(amount), "currency": .text(transaction.settings.currency)])))
        }
        if let pipeline = form["pipeline"].flatMap({ Int64($0) }) {
            members.append(.init("pipeline", .text(String(pipeline))))
        }
        opportunity = .create(members)
    }
}
