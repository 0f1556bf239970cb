import Activities
import Correspondence
import Identity
import Leads
import People
import Quality
import Records
import Sales
import Storage
import Web

/// The table of contents of the product: every module, in the order of the floors.
package enum Modules {
    package static func registry(publicDirectory: String = ServerSettings.home() + "/Public") -> Registry {
        var registry = Registry()
        Identity.register(in: &registry)
        People.register(in: &registry, geography: .of(publicDirectory: publicDirectory))
        Activities.register(in: &registry)
        Correspondence.register(in: &registry)
        Sales.register(in: &registry)
        Quality.register(in: &registry)
        Leads.register(in: &registry)
        Sales.showTimelines(in: &registry, relations: Leads.relations)
        Surfaces.register(in: &registry)
        registry.setUp = { first, workspace in
            let founder = Company.Founder(
                company: first.company, email: first.email, password: first.password, name: first.name,
                language: first.language)
            try await Company.found(founder, in: workspace, door: .screen)
        }
        return registry
    }
}
