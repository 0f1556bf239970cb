import App
import ArgumentParser
import Localisation
import Records
import Storage

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database to this version.")
    @OptionGroup var shared: SharedOptions
    @Flag(help: "Show what would be done") var dryRun = false

    func run() async throws {
        do {
            let settings = try shared.settings()
            let database = try await OpenDatabase.at(settings.database)
            let migrator = Modules.registry().storage.migrator(database.dialect)
            let plan = migrator.plan(against: try await database.structure(), dialect: database.dialect)
            if !dryRun { try await Migration.run(migrator, on: database) }
            try await database.close()
            let t = Terminal.translator, upToDate = t("The database is up to date.")
            Terminal(json: shared.json).say(
                plan.isEmpty ? upToDate : plan.joined(separator: ";\n"),
                .record(["statements": .array(plan.map { .text($0) }), "done": .boolean(!dryRun)]))
        } catch {
            Terminal(json: shared.json).fail(error)
            throw ExitCode(1)
        }
    }
}
