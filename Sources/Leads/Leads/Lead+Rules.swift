import People
import Records
import Storage

extension Lead {
    /// What is true of every lead, whatever door it came through: its name, its number in normal form, when it came,
    /// by when it is answered, and whether we know the customer.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let country = transaction.settings.country
        for index in changes.indices {
            var lead = try changes[index].typed(Lead.self)
            let old = try changes[index].typedOld(Lead.self)
            lead.email = lead.email.map { EmailAddress.normalised($0) ?? $0 }
            lead.phoneNumber = lead.phone.flatMap { PhoneNumber.normalised($0, country: country) }
            lead.name = lead.shownName
            if lead.name.isEmpty {
                changes[index].refuse(
                    "last_name", code: "required",
                    Message("Say who it is: a name, a company, an e-mail address or a telephone number."))
            }
            lead.settleStatus(since: old, refusing: &changes[index])
            if old == nil { try lead.begin(transaction) }
            if let old, old.status != lead.status, [.contacted, .qualified, .converted].contains(lead.status) {
                lead.answer(at: transaction.now, transaction.settings)
            }
            if lead.isOther(than: old), lead.status != .converted { try lead.recognise(transaction) }
            changes[index].replace(with: lead)
        }
    }

    /// The person; without one the company, the address or the number.
    private var shownName: String {
        let person = [firstName, lastName].compactMap(\.self).joined(separator: " ")
        if !person.isEmpty { return person }
        return company ?? email ?? phone ?? ""
    }

    /// Only conversion converts, and what is converted stays so.
    private func settleStatus(since old: Lead?, refusing change: inout Change) {
        if status == .converted, convertedAt == nil {
            change.refuse(
                "status", code: "convert_first",
                Message("A lead becomes converted by converting it: use “Convert” on its page."))
        }
        if let old, old.status == .converted, status != .converted {
            change.refuse(
                "status", code: "already_converted",
                Message("This lead was converted. Go on with the contact or the opportunity it became."))
        }
    }

    private mutating func begin(_ transaction: Transaction) throws {
        if receivedAt == nil { receivedAt = transaction.now }
        if firstTouchAt == nil { firstTouchAt = receivedAt }
        if isLive(at: transaction.door), status == .new { startClock(transaction.settings) }
    }

    /// Somebody waits for an answer to it: not to what is brought in from an old list.
    func isLive(at door: Door) -> Bool { arrival.map { $0 == .live } ?? (door != .import && door != .demo) }

    /// Something by which it is recognised has changed.
    private func isOther(than old: Lead?) -> Bool {
        guard let old else { return true }
        return email != old.email || phoneNumber != old.phoneNumber || company != old.company || name != old.name
            || website != old.website
    }

    /// The customer it belongs to, if we are sure.
    private mutating func recognise(_ transaction: Transaction) throws {
        let found = try LeadMatches.find(self, limit: 3, leads: false, in: transaction.asHouse)
        contact = found.sureContact.map { ID($0.id) }
        account = found.sureAccount.map { ID($0.id) }
    }

    /// Who gets it, and why; who was to have it is told.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        try LeadAssignments.saved(changes, transaction)
        let fresh = changes.filter { $0.isNew }
        for change in fresh where change.new.value("owner", in: change.kind).isNull {
            guard try change.typed(Lead.self).isLive(at: transaction.door) else { continue }
            _ = try Distribution.distribute(change.new.id, in: transaction)
        }
    }
}

extension Lead {
    /// By when it is to be answered: so many open minutes after it came.
    mutating func startClock(_ settings: WorkspaceSettings) {
        guard let minutes = LeadSettings(settings).respondMinutes, let receivedAt else { return respondBy = nil }
        respondBy = settings.workingTime.adding(openMinutes: minutes, to: receivedAt)
    }

    /// The first answer stops the clock; a later one is not the first.
    mutating func answer(at moment: Instant, _ settings: WorkspaceSettings) {
        guard firstRespondedAt == nil else { return }
        firstRespondedAt = moment
        responseMinutes = receivedAt.map { settings.workingTime.openMinutes(from: $0, to: moment) }
        if status == .new || status == .recycled { status = .contacted }
    }
}
