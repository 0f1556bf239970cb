import Foundation
import Identity
import Leads
import People
import Records
import Storage

@testable import Leads

extension BusinessWorld {
    /// A lead received as from a form: by the house, at the screen’s door.
    func lead(
        _ last: String, company: String? = nil, email: String? = nil, phone: String? = nil, source: String? = nil,
        of owner: Int64? = nil, _ more: @escaping @Sendable (inout Lead) -> Void = { _ in }
    ) async throws -> ID<Lead> {
        try await workspace.write(.house, .api) { transaction in
            var lead = Lead()
            lead.firstName = "Zoé"
            lead.lastName = last
            (lead.company, lead.email, lead.phone, lead.source) = (company, email, phone, source)
            lead.owner = owner.map { ID($0) }
            more(&lead)
            return try Leads.receive(lead, in: transaction)
        }
    }

    func lead(_ id: ID<Lead>) async throws -> Lead { try await look { try $0.find(id) } }

    /// A team of people, in the order of their names.
    func team(_ name: String, _ people: [String]) async throws -> (team: ID<Team>, people: [Int64]) {
        try await change { transaction in
            var team = Team()
            team.name = name
            let id = try transaction.save(team)
            let users = try people.map { name -> Int64 in
                var user = User()
                (user.name, user.team) = (name, id)
                return try transaction.save(user).number
            }
            return (id, users)
        }
    }

    @discardableResult
    func rule(
        _ name: String, to team: ID<Team>, way: DistributionWay = .roundRobin, where condition: String? = nil,
        position: Int = 10
    ) async throws -> ID<DistributionRule> {
        try await change { transaction in
            var rule = DistributionRule()
            (rule.name, rule.team, rule.way, rule.condition, rule.position) = (name, team, way, condition, position)
            return try transaction.save(rule)
        }
    }

    func capacity(_ user: Int64, _ maximum: Int?, away: Bool = false) async throws {
        try await change { transaction in
            var capacity = LeadCapacity()
            (capacity.user, capacity.maximum, capacity.isAway) = (ID(user), maximum, away)
            try transaction.save(capacity)
        }
    }

    func setLeads(_ edit: @escaping @Sendable (inout LeadSettings) -> Void) async throws {
        try await change { transaction in
            var settings = LeadSettings(transaction.settings)
            edit(&settings)
            try settings.save(in: transaction)
        }
        try await workspace.reload()
    }

    func contact(
        _ name: String, at account: ID<Account>?, email: String? = nil, phone: String? = nil, of user: Int64? = nil
    )
        async throws -> ID<Contact>
    {
        let owner = user ?? ann
        return try await change { transaction in
            var contact = Contact()
            (contact.name, contact.account, contact.owner) = (name, account, ID(owner))
            if let email {
                var part = ContactEmail()
                part.address = email
                contact.emails = [part]
            }
            if let phone {
                var part = ContactPhone()
                part.number = phone
                contact.phones = [part]
            }
            return try transaction.save(contact)
        }
    }
}
