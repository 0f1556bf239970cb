import ArgumentParser
import Foundation

/// The front door: everything the program can do from a terminal.
struct Entregent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entregent", abstract: "A complete CRM in one server.",
        subcommands: [
            Serve.self, Setup.self, Demo.self, Import.self, Export.self, UserCommand.self, ExplainCommand.self,
            TokenCommand.self, DuplicatesCommand.self, MergeCommand.self, InventoryCommand.self,
            SignInCommand.self,
            ConfigCommand.self, WorkspaceCommand.self, Backup.self, Restore.self, Migrate.self, Doctor.self, Bench.self,
        ])
}

/// Runs one verb. Exit codes are a promise to scripts: 1 a refusal, 2 bad usage.
@main
enum FrontDoor {
    static func main() async {
        do {
            var command = try Entregent.parseAsRoot()
            if var verb = command as? any AsyncParsableCommand {
                try await verb.run()
            } else {
                try command.run()
            }
        } catch {
            guard Entregent.exitCode(for: error) == .validationFailure else { Entregent.exit(withError: error) }
            FileHandle.standardError.write(Data((Entregent.fullMessage(for: error) + "\n").utf8))
            exit(2)
        }
    }
}
