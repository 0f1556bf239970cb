import Activities
import Correspondence
import Records
import Web

/// Products, pipelines and opportunities.
package enum Sales {
    package static func register(in registry: inout Registry) {
        registry.add(CatalogueProduct.self)
        registry.add(Pipeline.self)
        registry.add(Stage.self)
        registry.add(Opportunity.self)
        registry.add(StageChange.self)
        registry.permissions["sales.see_revenue"] = Message("See what sales are worth")
        registry.storage.rules.add(to: Stage.name, prepare: Stage.prepare, saved: Stage.saved)
        registry.storage.rules.add(to: Opportunity.name, prepare: Opportunity.prepare, saved: Opportunity.saved)
        registry.storage.rules.merging.keepApart(Pipeline.name, Stage.name)
        registry.storage.rules.merging.keepTogether(
            ["pipeline", "stage", "outcome", "probability", "closed_on", "lost_reason"], of: Opportunity.name)
        BoardRoutes.register(in: &registry)
        OpportunityRoutes.register(in: &registry)
        PipelineApi.register(in: &registry)
        OpportunityPages.register(in: &registry)
        NeedRoutes.register(in: &registry)
        Objectives.register(in: &registry)
        ReadyReports.register(in: &registry)
        let section = Message("Sales")
        registry.navigation.insert(
            NavigationEntry(
                section: section, label: Message("Pipeline"), icon: "kanban", path: "/board", shortcut: "p"), at: 0)
        registry.navigation.append(
            NavigationEntry(
                section: section, label: Message(Opportunity.pluralLabel), icon: "target", path: "/opportunities",
                shortcut: "o"))
        registry.navigation.append(
            NavigationEntry(
                section: section, label: Message(CatalogueProduct.pluralLabel), icon: CatalogueProduct.icon,
                path: "/products"))
    }

    /// Files and timelines stand on the pages of every kind of record: to be called when all modules are registered.
    package static func showTimelines(
        in registry: inout Registry, sources: [TimelineSource] = [], relations: [TimelineRelation] = []
    ) {
        FilesPanel.register(in: &registry)
        let timeline = Timeline(
            sources: Timeline.ownSources + [Emails.timeline, TextMessage.timeline, OpportunityPages.moves] + sources,
            relations: OpportunityPages.relations + relations, writers: [Emails.write, TextMessage.write])
        timeline.register(in: &registry)
        GroupPages.register(in: &registry, timeline)
        GroupApi.register(in: &registry)
    }
}
