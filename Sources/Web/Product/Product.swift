import Jobs
import Localisation
import Records
import Storage

/// The running product: what the registry became, and the services that live as long as the server.
package final class Product: Sendable {
    package let registry: Registry
    package let catalogues: Catalogues
    package let events: EventHub
    package let files: FileStore
    package let outboxSignal: Signal
    package let jobSignal: Signal
    package let shells = ShellCache()
    package let accessLog = AccessLog()

    package init(
        registry: Registry, catalogues: Catalogues, events: EventHub, files: FileStore, outboxSignal: Signal,
        jobSignal: Signal
    ) {
        self.registry = registry
        self.catalogues = catalogues
        self.events = events
        self.files = files
        self.outboxSignal = outboxSignal
        self.jobSignal = jobSignal
        registry.words.keep(catalogues)
    }
}
