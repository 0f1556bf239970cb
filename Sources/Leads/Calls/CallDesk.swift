import Activities
import Identity
import People
import Records
import Sales
import Storage

/// What is kept of a call: with somebody we know, in one line; with somebody new, three fields make contact, call and
/// opportunity at once.
package enum CallDesk {
    /// A stranger at the telephone: who, from where, what for.
    package struct Stranger: Sendable, Hashable {
        package var number: String
        package var name: String
        package var company: String?
        package var need: String?
        package init(number: String, name: String, company: String? = nil, need: String? = nil) {
            (self.number, self.name, self.company, self.need) = (number, name, company, need)
        }
    }

    package struct Made: Sendable {
        package let conversion: Conversion.Result
        package let call: Int64
    }

    /// One transaction: the lead keeps where they came from, and becomes contact, account and opportunity; the call
    /// stands on the opportunity, done.
    package static func welcome(_ stranger: Stranger, in transaction: Transaction) throws -> Made {
        guard PhoneNumber.normalised(stranger.number, country: transaction.settings.country) != nil else {
            throw Refusal(fields: [FieldRefusal("number", code: "invalid_phone", wrongNumber(stranger.number))])
        }
        let name = stranger.name.trimmingWhitespace()
        guard !name.isEmpty else {
            throw Refusal(fields: [FieldRefusal("name", code: "required", Message("Say who is calling."))])
        }
        var lead = Lead()
        let (given, family) = PersonName.split(name)
        lead.firstName = given.isEmpty ? nil : given
        lead.lastName = family.isEmpty ? nil : family
        if lead.firstName == nil, lead.lastName == nil { lead.lastName = name }
        lead.phone = stranger.number
        lead.company = filled(stranger.company)
        lead.need = filled(stranger.need)
        lead.source = source(transaction.settings)
        lead.owner = transaction.author.map { ID($0) }
        let id = try Leads.receive(lead, in: transaction)
        var conversion = Conversion(lead: id.number)
        conversion.opportunity = .create(
            lead.need == nil && lead.company == nil ? [.init("title", .text(name))] : [])
        let result = try conversion.perform(in: transaction)
        let about =
            result.opportunity.map { Reference(kind: Opportunity.name, id: $0) }
            ?? result.contact.map { Reference(kind: Contact.name, id: $0) }
            ?? Reference(kind: Lead.name, id: id.number)
        let call = try log(about, said: lead.need, name: name, in: transaction)
        return Made(conversion: result, call: call)
    }

    /// A call that took place, about a record the viewer sees.
    @discardableResult
    package static func log(_ about: Reference, said: String?, name: String, in transaction: Transaction) throws
        -> Int64
    {
        var call = Activity()
        let english = transaction.settings.language == "en"
        call.subject = String((english ? "Call from \(name)" : "Appel de \(name)").prefix(240))
        call.type = .call
        call.about = about
        call.owner = transaction.author.map { ID($0) }
        call.dueOn = transaction.today
        call.isDone = true
        call.doneAt = transaction.now
        call.description = filled(said)
        let kind = transaction.schema.kind(of: Activity.self)
        var draft = Draft()
        for field in Activity.fields where !field.spec.isReadOnly {
            let values = field.read(call)
            if !values.allSatisfy(\.isNull) { draft.fields[field.spec.name] = values }
        }
        return try transaction.save(draft, as: kind)
    }

    static func wrongNumber(_ typed: String) -> Message {
        Message(
            "“{number}” is not a telephone number we can call. Write it as {example}.",
            ["number": .text(typed), "example": .text("01 23 45 67 89, +33 1 23 45 67 89")])
    }

    static func filled(_ text: String?) -> String? {
        text.flatMap { $0.trimmingWhitespace().isEmpty ? nil : $0.trimmingWhitespace() }
    }

    /// Data of the company, as people would type it.
    static func source(_ settings: WorkspaceSettings) -> String {
        settings.language == "fr" ? "Appel entrant" : "Incoming call"
    }
}
