import Jobs
import Records
import Web

/// What is derived from every entity, and what belongs to no module: pages, REST, live updates, the queue.
package enum Surfaces {
    package static func register(in registry: inout Registry) {
        Pages.register(in: &registry)
        Api.register(in: &registry)
        LivePages.register(in: &registry)
        ExchangePages.register(in: &registry)
        DemoRoutes.register(in: &registry)
        AmountConversion.register(in: &registry)
        ConfigurationPages.register(in: &registry)
        registry.storage.tables += JobQueue.tables
        registry.storage.tables.append(DemoTwins.table)
        registry.permissions["jobs.manage"] = Message("See and steer every background job")
        registry.jobs.addOwn(events: registry.events)
    }
}
