import App
import ArgumentParser
import Foundation
import Logging
import Records

/// Settings every verb understands; the environment (`ENTREGENT_…`) and the settings file fill what is not given.
struct SharedOptions: ParsableArguments {
    @Option(help: "sqlite:PATH or postgres://… (default: sqlite in the data directory)")
    var database: String?
    @Option(help: "Directory for files (default: data)")
    var data: String?
    @Option(help: "A file of “name = value” settings (default: entregent.conf)")
    var config: String?
    @Option(help: "Work on this company of the server (default: the server's own)")
    var workspace: String?
    @Flag(help: "Answer in JSON, in the shapes of the REST API")
    var json = false

    /// Of the company the verb works on.
    func settings(_ further: [String: String?] = [:]) throws -> ServerSettings {
        let server = try serverSettings(further)
        let name = workspace ?? ProcessInfo.processInfo.environment["ENTREGENT_WORKSPACE"]
        guard let name, !name.isEmpty, name != WorkspaceEntry.defaultName else { return server }
        return try server.entering(workspace: name)
    }

    /// Of the server as a whole.
    func serverSettings(_ further: [String: String?] = [:]) throws -> ServerSettings {
        var flags: [String: String?] = ["database": database, "data": data, "config": config]
        for (name, value) in further { flags[name] = value }
        return try ServerSettings(flags: flags)
    }

    /// Runs with an opened installation and turns refusals into one clear line and exit code 1.
    func run(_ further: [String: String?] = [:], quiet: Bool = true, _ body: (Installation) async throws -> Void)
        async throws
    {
        do {
            let logger = quiet ? Logger(label: "entregent") { _ in SwiftLogNoOpLogHandler() } : nil
            let installation = try await Installation.open(settings(further), logger: logger)
            do {
                try await body(installation)
                try await installation.close()
            } catch {
                try await installation.close()
                throw error
            }
        } catch let exit as ExitCode {
            throw exit
        } catch {
            Terminal(json: json).fail(error)
            throw ExitCode(1)
        }
    }
}
