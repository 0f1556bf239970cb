import ArgumentParser

/// The front door: everything the program can do from a terminal.
@main
struct Entregent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entregent", abstract: "A complete CRM in one server.",
        subcommands: [
            Serve.self, Setup.self, Demo.self, Import.self, Export.self, UserCommand.self, TokenCommand.self,
            Backup.self,
            Restore.self, Migrate.self, Doctor.self, Bench.self,
        ])
}
