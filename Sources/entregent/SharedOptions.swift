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
    @Flag(help: "Answer in JSON, in the shapes of the REST API")
    var json = false

    func settings(_ further: [String: String?] = [:]) throws -> ServerSettings {
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
