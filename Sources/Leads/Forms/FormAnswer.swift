import Localisation
import People
import Records
import Storage
import Web

/// What somebody sent by a form: their words, where they came from, and what they agreed to.
struct FormAnswer: Sendable {
    let form: WebForm
    /// As typed, by the names of the lead's fields.
    var typed: Form
    var hasAgreed = false
    var language = Language.french
    var nonce: String?
    var ipAddress: String?
    /// `utm_source` and its like, the first page and the page before it.
    var marks: [String: String] = [:]

    /// The lead it makes; all that is wrong with it at once.
    func lead(_ kind: Kind, _ reader: FormReader) throws -> Lead {
        let names = Set(form.fields.map(\.field)), askable = Set(WebForm.askable(kind).map(\.name))
        var sent = Form(typed.items.filter { names.contains($0.name) })
        for field in form.fields where field.isHidden { sent = sent.setting(field.field, to: field.fixedValue) }
        let reading = reader.read(sent, existing: nil, only: names.intersection(askable))
        var refusals = reading.refusals
        for field in form.fields where field.isRequired && !field.isHidden {
            guard askable.contains(field.field), !refusals.contains(where: { $0.field == field.field }) else {
                continue
            }
            let isEmpty = reading.fields[field.field].map { $0.allSatisfy(\.isNull) || $0 == [.boolean(false)] } ?? true
            guard isEmpty, let spec = kind[field.field] else { continue }
            let label = field.label(language.rawValue).map { Message.verbatim($0) } ?? spec.label
            refusals.append(
                FieldRefusal(
                    field.field, code: "required", Message("{field} is required.", ["field": .message(label)])))
        }
        if let email = reading.fields["email"]?.first?.text, EmailAddress.normalised(email) == nil {
            refusals.append(
                FieldRefusal(
                    "email", code: "invalid_email",
                    Message("“{value}” is not an e-mail address.", ["value": .text(email)])))
        }
        for (name, values) in reading.fields {
            guard let limit = kind[name]?.lengthLimit, (values.first?.text?.count ?? 0) > limit else { continue }
            refusals.append(
                FieldRefusal(
                    name, code: "too_long",
                    Message("A text of at most {limit} characters is expected.", ["limit": .number(limit)])))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        return try made(of: reading.fields, kind)
    }

    private func made(of fields: [String: [Value]], _ kind: Kind) throws -> Lead {
        var lead = Lead()
        for field in Lead.fields {
            guard let values = fields[field.spec.name] else { continue }
            try field.write(&lead, values[...])
        }
        for (name, values) in fields where kind[name]?.isCustom ?? false { lead.custom.values[name] = values }
        func mark(_ name: String, _ limit: Int) -> String? { marks[name].map { String($0.prefix(limit)) } }
        if lead.owner == nil { lead.owner = form.owner }
        lead.source = lead.source ?? mark("utm_source", 120) ?? form.source ?? form.name
        lead.campaign = lead.campaign ?? mark("utm_campaign", 200) ?? form.campaign
        lead.medium = lead.medium ?? mark("utm_medium", 120)
        lead.term = mark("utm_term", 200)
        lead.content = mark("utm_content", 200)
        lead.referrer = mark("referrer", 1000)
        lead.landingPage = mark("page", 1000)
        return lead
    }

    /// Everything that was sent, for the record of the answer.
    var json: JSON {
        .record([
            "values": .object(typed.items.map { .init($0.name, .text($0.value)) }), "consent": .boolean(hasAgreed),
            "language": .text(language.rawValue),
            "marks": .object(marks.sorted { $0.key < $1.key }.map { .init($0.key, .text($0.value)) }),
        ])
    }

    /// The same again, from what was kept.
    init?(kept submission: FormSubmission, form: WebForm) {
        guard let text = submission.answers, case .success(let json) = Result(catching: { try JSON(parsing: text) })
        else { return nil }
        self.form = form
        typed = Form((json["values"]?.members ?? []).map { .init($0.name, $0.value.text ?? "") })
        hasAgreed = json["consent"]?.boolean ?? false
        language = json["language"]?.text.flatMap { Language(rawValue: $0) } ?? .french
        ipAddress = submission.ipAddress
        for member in json["marks"]?.members ?? [] { marks[member.name] = member.value.text }
    }

    init(form: WebForm, typed: Form) { (self.form, self.typed) = (form, typed) }
}
