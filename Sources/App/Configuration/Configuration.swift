import Records
import Storage

/// How a company is set up, as one readable file: settings, custom fields, roles, teams, people, pipelines and shared
/// views. The same company always gives the same file; the same file always gives the same company.
package enum Configuration {
    package struct Options: Sendable {
        package var prune = false
        /// Does everything and takes it back: what the report says is what would have happened.
        package var dryRun = false

        package init(prune: Bool = false, dryRun: Bool = false) {
            self.prune = prune
            self.dryRun = dryRun
        }
    }

    /// As far as this viewer sees it; the house sees everything but secrets, which are never in the file.
    package static func export(_ workspace: Workspace, viewer: Viewer = .house, products: Bool = false) async throws
        -> JSON
    {
        try await workspace.read(viewer) { try ConfigurationWriter.snapshot($0, products: products).json }
    }

    package static func apply(
        _ file: ConfigurationFile, to workspace: Workspace, viewer: Viewer = .house, door: Door = .command,
        origin: String? = nil, _ options: Options = Options()
    ) async throws -> ConfigurationReport {
        guard viewer.may("settings.manage") else {
            throw Refusal(
                .forbidden, code: "forbidden",
                Message("Only an administrator may do this. Ask yours, or ask to become one."))
        }
        let registry = workspace.registry
        do {
            let report = try await workspace.write(viewer, door, origin: origin) { transaction in
                let report = try ConfigurationWork.run(file, transaction, registry, prune: options.prune)
                if options.dryRun { throw Rehearsed(report: report) }
                return report
            }
            try await workspace.reload()
            return report
        } catch let rehearsed as Rehearsed {
            return rehearsed.report
        }
    }

    /// Ends the transaction of a dry run.
    private struct Rehearsed: Error { let report: ConfigurationReport }
}
