import Records
import Storage

/// The leads that are nobody’s yet, and how they come to somebody by hand.
package enum LeadPool {
    static let permission = "leads.take"

    /// First come, first served: of two who take at the same moment one gets it, the other is told.
    package static func take(_ id: Int64, in transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: Lead.self)
        guard try transaction.existing([id], of: kind).contains(id) else { throw Refusal.notFound() }
        guard transaction.viewer.may(permission), let user = transaction.author else {
            throw Refusal(
                .forbidden, code: "not_allowed",
                Message("You may not take leads from the pool. Ask whoever hands them out."))
        }
        let house = transaction.asHouse
        try Distribution.takeTurn(house)
        let lead = try house.find(ID<Lead>(id))
        if lead.owner?.number == user { return }
        guard lead.owner == nil else {
            throw Refusal(
                .conflict, code: "already_taken", Message("Somebody else took this lead just now. Choose another."))
        }
        guard lead.status.isOpen else {
            throw Refusal(.conflict, code: "not_open", Message("This lead is closed: there is nothing left to take."))
        }
        var outcome = Distribution.Outcome(.taken, user: user)
        let crew = try LeadCrew(in: house)
        (outcome.openLeads, outcome.capacity) = (crew.open(user), crew.capacity(user))
        try Distribution.give(lead, outcome, in: transaction)
    }

    /// By the rules once more: who may hand out leads, or whose it is.
    package static func distribute(_ id: Int64, in transaction: Transaction) throws -> Distribution.Outcome {
        let lead = try demandChange(id, transaction)
        let outcome = try Distribution.distribute(id, besides: lead.owner?.number, in: transaction)
        // Nobody else has room: it goes back to the pool rather than staying where it was not wanted.
        return outcome
    }

    /// Answered otherwise than by a mail, call or meeting kept here.
    package static func answered(_ id: Int64, in transaction: Transaction) throws {
        _ = try demandChange(id, transaction)
        guard try FirstResponse.answered(id, at: transaction.now, in: transaction.asHouse) else {
            throw Refusal(.conflict, code: "already_answered", Message("This lead has had its first answer already."))
        }
    }

    private static func demandChange(_ id: Int64, _ transaction: Transaction) throws -> Lead {
        let kind = transaction.schema.kind(of: Lead.self)
        let lead = try transaction.find(ID<Lead>(id))
        let mayChange = try transaction.allowed([id], of: kind, to: .change).contains(id)
        guard mayChange || transaction.viewer.may(Distribution.permission) else { throw Refusal.notYours() }
        guard lead.status.isOpen else {
            throw Refusal(.conflict, code: "not_open", Message("This lead is closed. Open it again first."))
        }
        return lead
    }
}
