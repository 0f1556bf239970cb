import Exchange

/// Bringing files in and taking records out: pages, REST and background work.
package enum ExchangePages {
    package static func register(in registry: inout Registry) {
        Imports.register(storage: &registry.storage, jobs: &registry.jobs)
        ExportJob.register(jobs: &registry.jobs)
    }
}
