import Jobs
import Storage
import Web

/// What is measured of each company, and only told to those who may read metrics: names of customers are nobody else's.
/// The server's own company carries no name.
enum SiteMetrics {
    static func register(in metrics: Metrics, _ sites: @escaping @Sendable () -> [(name: String?, site: Site?)]) {
        func each(
            _ name: String, _ help: String, _ read: @escaping @Sendable (Site) async -> [Metrics.Sample]
        ) {
            metrics.gauge(name, help: help) {
                var samples: [Metrics.Sample] = []
                for case (let name, let site?) in sites() {
                    samples += await read(site).map { labelled($0, name) }
                }
                return samples
            }
        }
        each("entregent_jobs", "Background jobs by state.") { site in
            let read = try? await JobMetrics.read(site.installation.workspace)
            return (read?.depth ?? [:]).map { .init(Double($0.value), ["state": $0.key.rawValue]) }
        }
        each("entregent_outbox_events", "Events not handed on yet.") { site in
            let read = try? await JobMetrics.read(site.installation.workspace)
            return read.map { [.init(Double($0.outboxDepth))] } ?? []
        }
        metrics.gauge("entregent_workspace_up", help: "Whether a workspace is served and its database answers.") {
            var samples: [Metrics.Sample] = []
            for case (let name?, let site) in sites() {
                let isUp = await site?.isWell() ?? false
                samples.append(.init(isUp ? 1 : 0, ["workspace": name]))
            }
            return samples
        }
        metrics.gauge("entregent_workspace_live_pages", help: "Pages of a workspace that listen to live events.") {
            sites().compactMap { name, site in
                guard let name, let site else { return nil }
                return .init(Double(site.installation.product.events.listenerCount), ["workspace": name])
            }
        }
    }

    private static func labelled(_ sample: Metrics.Sample, _ name: String?) -> Metrics.Sample {
        guard let name else { return sample }
        return .init(sample.value, sample.labels.merging(["workspace": name]) { $1 })
    }
}
