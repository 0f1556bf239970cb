import Activities
import Identity
import Localisation
import Records
import Storage

/// Keeps to whom each lead was given and why, and tells them.
enum LeadAssignments {
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        guard transaction.door != .demo else { return }
        let isImport = transaction.door == .import
        var notices: [Notice] = []
        for change in changes where change.changes("owner") {
            if isImport, try !change.typed(Lead.self).isLive(at: .import) { continue }
            let lead = ID<Lead>(change.new.id), user = change.new.value("owner", in: change.kind).integer
            if change.isNew, user == nil { continue }
            let outcome =
                change.facts["assigned"].map { Distribution.Outcome($0, user: user) }
                ?? Distribution.Outcome(user == nil ? .pool : .byHand, user: user)
            try note(lead, outcome, in: transaction.asHouse)
            if let user {
                let text =
                    outcome.reason == .byHand
                    ? Message("{who} gave you the lead “{record}”.") : Message("A new lead is yours: “{record}”.")
                notices.append(
                    Notice(.lead, to: user, about: Reference(kind: Lead.name, id: lead.number), text))
            }
        }
        // Hundreds at once are no news one by one: whoever gets them finds them at home, with their clocks.
        if !isImport { try Notice.tell(notices, in: transaction) }
    }

    static func note(_ lead: ID<Lead>, _ outcome: Distribution.Outcome, in house: Transaction) throws {
        var entry = LeadAssignment()
        entry.lead = lead
        entry.user = outcome.user.map { ID($0) }
        entry.reason = outcome.reason
        entry.rule = outcome.rule.map { ID($0.id) }
        entry.ruleName = outcome.rule?.name
        (entry.openLeads, entry.capacity) = (outcome.openLeads, outcome.capacity)
        entry.at = house.now
        try house.save(entry)
    }

    /// `rule “Brittany”, Fanny’s turn, 3 open of 10`
    static func sentence(_ entry: LeadAssignment, _ name: String?, _ t: Translator) -> String {
        let who: Message.Argument = .text(name ?? t("somebody"))
        let why: Message
        switch entry.reason {
        case .roundRobin: why = Message("{name}’s turn", ["name": who])
        case .leastBusy: why = Message("{name} has the fewest open leads", ["name": who])
        case .named: why = Message("{name} is named by the rule", ["name": who])
        case .known: why = Message("{name} looks after this customer already", ["name": who])
        case .byHand: why = Message("given to {name} by hand", ["name": who])
        case .taken: why = Message("{name} took it from the pool", ["name": who])
        case .pool: why = Message("in the pool: nobody had room")
        case .recycled: why = Message("back in the pool: nobody worked it")
        }
        var parts: [String] = []
        if let rule = entry.ruleName { parts.append(t(Message("rule “{rule}”", ["rule": .text(rule)]))) }
        parts.append(t(why))
        if let open = entry.openLeads {
            parts.append(
                entry.capacity.map {
                    t(Message("{count} open of {capacity}", ["count": .number(open), "capacity": .number($0)]))
                } ?? t(Message("{count} open", "{count} open", count: open)))
        }
        return parts.joined(separator: ", ")
    }
}
