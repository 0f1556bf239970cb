import Activities
import People
import Records
import Sales
import Storage
import Web

/// A lead that becomes a customer: an account, a contact and perhaps a sale, found or made, in one transaction and
/// exactly once. Whoever asks again, or at the same moment, gets what the first made.
package struct Conversion: Sendable {
    /// What becomes of the lead in one of the three places.
    package enum Place: Sendable, Hashable {
        case use(Int64)
        /// Made of what the lead says, with these fields instead.
        case create([JSON.Member])
        case none
    }

    package let lead: Int64
    /// Nil: as proposed – the surest match, or else a new one.
    package var account: Place?
    package var contact: Place?
    package var opportunity = Place.none

    package init(lead: Int64) { self.lead = lead }

    package struct Result: Sendable, Hashable {
        package let lead: Int64
        package let account: Int64?
        package let contact: Int64?
        package let opportunity: Int64?
        /// False where it was converted before.
        package let isNew: Bool

        package var json: JSON {
            func id(_ value: Int64?) -> JSON { value.map { .text(String($0)) } ?? .null }
            return .record([
                "lead": id(lead), "account": id(account), "contact": id(contact), "opportunity": id(opportunity),
                "converted_now": .boolean(isNew),
            ])
        }
    }

    package func perform(in transaction: Transaction) throws -> Result {
        let kind = transaction.schema.kind(of: Lead.self)
        guard try transaction.existing([lead], of: kind).contains(lead) else { throw Refusal.notFound() }
        try hold(transaction)
        let lead = try transaction.asHouse.find(ID<Lead>(lead))
        if lead.status == .converted { return result(lead, isNew: false) }
        guard try transaction.allowed([self.lead], of: kind, to: .change).contains(self.lead) else {
            throw lead.owner == nil
                ? Refusal(
                    .forbidden, code: "take_first",
                    Message("This lead is in the pool. Take it first; then it is yours to convert."))
                : Refusal.notYours()
        }
        let found = try LeadMatches.find(lead, leads: false, in: transaction)
        let account = try makeAccount(lead, found, transaction)
        let contact = try makeContact(lead, found, account, transaction)
        let sale = try makeSale(lead, account, contact, transaction)
        guard account != nil || contact != nil else {
            throw Refusal(
                code: "nothing_chosen", Message("Choose an account or a contact that the lead becomes, or create one."))
        }
        try close(lead, account, contact, sale, transaction)
        return Result(lead: self.lead, account: account, contact: contact, opportunity: sale, isNew: true)
    }

    /// Of two who convert at the same moment the second waits here, and then finds it converted.
    private func hold(_ transaction: Transaction) throws {
        guard transaction.connection.dialect == .postgres else { return }
        _ = try transaction.connection.integer("SELECT id FROM lead WHERE id = \(lead) FOR UPDATE")
    }

    private func result(_ lead: Lead, isNew: Bool) -> Result {
        Result(
            lead: lead.id.number, account: lead.convertedAccount?.number, contact: lead.convertedContact?.number,
            opportunity: lead.convertedOpportunity?.number, isNew: isNew)
    }

    // The three places

    private func makeAccount(_ lead: Lead, _ found: LeadMatches, _ transaction: Transaction) throws -> Int64? {
        let kind = transaction.schema.kind(of: Account.self)
        let proposed: Place =
            found.sureAccount.map { .use($0.id) } ?? (lead.company == nil ? .none : .create([]))
        switch account ?? proposed {
        case .none: return nil
        case .use(let id):
            try demand(id, of: kind, "account", transaction)
            try complete(id, kind, lead, transaction)
            return id
        case .create(let members):
            var account = LeadDraft.account(lead)
            // The person has their own address and number; the company has them only where there is no person.
            if lead.isAPerson, contact != Place.none { (account.email, account.phone) = (nil, nil) }
            if account.name.isEmpty { account.name = lead.name }
            account.campaign = lead.campaign
            account.firstTouchAt = lead.firstTouchAt
            return try create(Draft(account), members, kind, "account", transaction)
        }
    }

    private func makeContact(
        _ lead: Lead, _ found: LeadMatches, _ account: Int64?, _ transaction: Transaction
    ) throws -> Int64? {
        let kind = transaction.schema.kind(of: Contact.self)
        let proposed: Place = found.sureContact.map { .use($0.id) } ?? (lead.isAPerson ? .create([]) : .none)
        switch contact ?? proposed {
        case .none: return nil
        case .use(let id):
            try demand(id, of: kind, "contact", transaction)
            try complete(id, kind, lead, transaction)
            return id
        case .create(let members):
            var contact = LeadDraft.contact(lead, country: transaction.settings.country)
            contact.campaign = lead.campaign
            contact.firstTouchAt = lead.firstTouchAt
            contact.account = account.map { ID($0) }
            return try create(Draft(contact), members, kind, "contact", transaction)
        }
    }

    private func makeSale(
        _ lead: Lead, _ account: Int64?, _ contact: Int64?, _ transaction: Transaction
    ) throws -> Int64? {
        guard case .create(let members) = opportunity else {
            if case .use(let id) = opportunity {
                let kind = transaction.schema.kind(of: Opportunity.self)
                try demand(id, of: kind, "opportunity", transaction)
                try complete(id, kind, lead, transaction)
                return id
            }
            return nil
        }
        let kind = transaction.schema.kind(of: Opportunity.self)
        var sale = Opportunity()
        sale.title = lead.need.map { String($0.prefix { !$0.isNewline }.prefix(120)) } ?? lead.company ?? lead.name
        sale.account = account.map { ID($0) }
        sale.contact = contact.map { ID($0) }
        sale.owner = lead.owner ?? transaction.author.map { ID($0) }
        sale.source = lead.source
        sale.campaign = lead.campaign
        sale.medium = lead.medium
        sale.firstTouchAt = lead.firstTouchAt
        sale.description = lead.need
        return try create(Draft(sale), members, kind, "opportunity", transaction)
    }

    // Making and completing

    private func demand(_ id: Int64, of kind: Kind, _ field: String, _ transaction: Transaction) throws {
        guard try transaction.existing([id], of: kind).contains(id) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "\(field).use", code: "unknown_record",
                    Message("There is no such record, or it is not yours to see. Choose another, or create one."))
            ])
        }
    }

    /// By whoever converts: what they may not write is left to the rules.
    private func create(
        _ draft: Draft, _ members: [JSON.Member], _ kind: Kind, _ place: String, _ transaction: Transaction
    ) throws -> Int64 {
        let body = try RecordBody(.object(members), kind, existing: nil, transaction)
        guard body.refusals.isEmpty else { throw refused(body.refusals, place) }
        var draft = draft
        draft.fields = draft.fields.filter { name, values in
            guard let field = kind[name] else { return false }
            return transaction.viewer.mayWrite(field, of: kind) && !field.isReadOnly && !values.allSatisfy(\.isNull)
        }
        draft.parts = draft.parts.filter { name, rows in
            !rows.isEmpty && transaction.viewer.mayWrite(part: name, of: kind)
        }
        draft.fields.merge(body.draft.fields) { $1 }
        draft.parts.merge(body.draft.parts) { $1 }
        switch try transaction.save([draft], as: kind)[0] {
        case .created(let id), .updated(let id), .unchanged(let id): return id
        case .refused(let refusal):
            throw refusal.fields.isEmpty ? refusal : refused(refusal.fields, place)
        }
    }

    private func refused(_ fields: [FieldRefusal], _ place: String) -> Refusal {
        Refusal(fields: fields.map { FieldRefusal("\(place).\($0.field)", code: $0.code, $0.message) })
    }

    /// What we did not know of an existing customer: where they came from, and how to reach them. Nothing known is
    /// overwritten.
    private func complete(_ id: Int64, _ kind: Kind, _ lead: Lead, _ transaction: Transaction) throws {
        guard try transaction.allowed([id], of: kind, to: .change).contains(id) else { return }
        let record = try transaction.record(id, of: kind)
        var draft = Draft(id: id)
        let known: [(String, [Value])] = [
            ("source", lead.source.values), ("campaign", lead.campaign.values),
            ("medium", lead.medium.values), ("first_touch_at", lead.firstTouchAt.values), ("city", lead.city.values),
        ]
        for (name, values) in known where !values.allSatisfy(\.isNull) {
            guard let field = kind[name], transaction.viewer.mayWrite(field, of: kind),
                record.value(name, in: kind).isNull
            else { continue }
            draft.fields[name] = values
        }
        if kind.name == Contact.name { addWays(to: &draft, record, kind, lead, transaction) }
        if !draft.fields.isEmpty || !draft.parts.isEmpty { try transaction.save(draft, as: kind) }
    }

    /// An address or number of the lead that the contact did not have yet.
    private func addWays(
        to draft: inout Draft, _ record: Record, _ kind: Kind, _ lead: Lead, _ transaction: Transaction
    ) {
        let fresh = Draft(LeadDraft.contact(lead, country: transaction.settings.country))
        for name in ["emails", "phones"] where transaction.viewer.mayWrite(part: name, of: kind) {
            let known = record.parts[name] ?? []
            let values = Set(known.compactMap { $0.values.first?.text })
            let more = (fresh.parts[name] ?? []).filter { row in
                row.values.first?.text.map { !values.contains($0) } ?? false
            }
            guard !more.isEmpty, let part = kind.part(name) else { continue }
            // The first stays the one to use.
            let primary = part.kind.declared.firstIndex { $0.name == "is_primary" }
            draft.parts[name] =
                known
                + more.map { row in
                    var row = row
                    if let primary, !known.isEmpty { row.values[primary] = .boolean(false) }
                    return row
                }
        }
    }

    // Closing

    private func close(
        _ lead: Lead, _ account: Int64?, _ contact: Int64?, _ sale: Int64?, _ transaction: Transaction
    ) throws {
        let house = transaction.asHouse
        func id(_ value: Int64?) -> [Value] { [value.map { .integer($0) } ?? .null] }
        let owner = lead.owner.map { [Value.integer($0.number)] } ?? id(transaction.author)
        try house.save(
            Draft(
                id: lead.id.number,
                fields: [
                    "status": [.text(LeadStatus.converted.rawValue)], "converted_account": id(account),
                    "converted_contact": id(contact), "converted_opportunity": id(sale),
                    "converted_at": [.instant(house.now)], "owner": owner,
                ]), as: house.schema.kind(of: Lead.self))
        if let sale {
            try house.save(
                Draft(id: sale, fields: ["lead": [.text(Lead.name), .integer(lead.id.number)]]),
                as: house.schema.kind(of: Opportunity.self))
        }
        try moveOpenActivities(lead, account, contact, sale, house)
        try transaction.emit(
            Event(
                "lead.converted", Reference(kind: Lead.name, id: lead.id.number),
                .record([
                    "account": account.map { .text(String($0)) } ?? .null,
                    "contact": contact.map { .text(String($0)) } ?? .null,
                    "opportunity": sale.map { .text(String($0)) } ?? .null,
                ])))
    }

    /// What is still to do is done with what the lead became; what was done stays with the lead and is seen from there.
    private func moveOpenActivities(
        _ lead: Lead, _ account: Int64?, _ contact: Int64?, _ sale: Int64?, _ house: Transaction
    ) throws {
        let goal =
            sale.map { Reference(kind: Opportunity.name, id: $0) }
            ?? contact.map { Reference(kind: Contact.name, id: $0) }
            ?? account.map { .init(kind: Account.name, id: $0) }
        guard let goal else { return }
        let open = try house.connection.integers(
            """
            SELECT id FROM activity WHERE about_kind = \(Lead.name) AND about_id = \(lead.id) AND is_done = FALSE
            ORDER BY id
            """)
        let drafts = open.map { Draft(id: $0, fields: ["about": [.text(goal.kind), .integer(goal.id)]]) }
        for case .refused(let refusal) in try house.save(drafts, as: house.schema.kind(of: Activity.self)) {
            throw refusal
        }
    }
}
