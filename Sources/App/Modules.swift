import Activities
import Identity
import People
import Records
import Sales
import Storage
import Web

/// The table of contents of the product: every module, in the order of the floors.
package enum Modules {
    package static func registry() -> Registry {
        var registry = Registry()
        Identity.register(in: &registry)
        People.register(in: &registry)
        Activities.register(in: &registry)
        Sales.register(in: &registry)
        Surfaces.register(in: &registry)
        return registry
    }
}
