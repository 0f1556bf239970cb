import Activities
import Records
import Storage
import Web

/// People who may become customers: where they came from, who answers them and how soon, and what becomes of them.
package enum Leads {
    package static func register(in registry: inout Registry) {
        registry.add(Lead.self)
        registry.importChoices[Lead.name] = ImportChoice(
            "arrival", Message("These leads are"),
            LeadArrival.allCases.map { ChoiceOption($0.rawValue, Message($0.label)) })
        registry.add(DistributionRule.self)
        registry.add(LeadCapacity.self)
        registry.add(LeadAssignment.self)
        registry.permissions["leads.take"] = Message("See the leads nobody has, and take them")
        registry.permissions[Distribution.permission] = Message("Say who gets which leads, and see how fast they are")
        registry.storage.rules.add(to: Lead.name, prepare: Lead.prepare, saved: Lead.saved)
        registry.storage.rules.add(to: DistributionRule.name, prepare: DistributionRule.prepare)
        registry.storage.rules.add(to: LeadCapacity.name, prepare: LeadCapacity.prepare)
        registry.storage.rules.add(to: "user", deleting: forget)
        registry.storage.rules.merging.keepApart(DistributionRule.name, LeadCapacity.name)
        registry.storage.rules.merging.conditions(in: "condition", of: DistributionRule.name)
        FirstResponse.register(in: &registry)
        Recycling.register(in: &registry)
        LeadPanel.register(in: &registry)
        LeadRoutes.register(in: &registry)
        LeadApi.register(in: &registry)
        OriginPanel.register(in: &registry)
        CallRoutes.register(in: &registry)
        Forms.register(in: &registry)
        Scores.register(in: &registry)
        LeadBoard.register(in: &registry)
        WaitingLeads.register(in: &registry)
        FiguresPage.register(in: &registry)
        RulePages.register(in: &registry)
        let pipeline = registry.navigation.firstIndex { $0.path == "/board" } ?? -1
        registry.navigation.insert(
            NavigationEntry(
                section: Message("Sales"), label: Message(Lead.pluralLabel), icon: Lead.icon, path: "/leads",
                shortcut: "l"), at: pipeline + 1)
    }

    /// What happened with a lead, seen on what it became.
    package static var relations: [TimelineRelation] { OriginPanel.relations }

    /// Who is gone takes no leads, and no telephone rings for them.
    @Sendable private static func forget(_ users: [Record], _ transaction: Transaction) throws {
        let ids = SQL.list(users.map(\.id))
        try transaction.connection.execute("DELETE FROM lead_capacity WHERE \"user\" IN (\(ids))")
        try transaction.connection.execute("UPDATE incoming_call SET user_id = NULL WHERE user_id IN (\(ids))")
    }
}
