import ArgumentParser
import Foundation
import Records

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a file in: CSV, TSV, XLSX, XLS or ODS.",
        discussion: """
            Every line ends as created, updated, skipped or failed. Exit code 0: no line failed; 3: some failed, \
            see --report; 1: nothing was done. “entregent import --undo ID” takes an import back.
            """)
    @OptionGroup var shared: SharedOptions
    @Argument(help: "What the file holds, as in the API: accounts, contacts, opportunities, …") var plural: String?
    @Argument(help: "The file; “-” reads standard input") var file: String?
    @Option(help: "A JSON file that says which column fills which field; without one they are guessed") var mapping:
        String?
    @Option(help: "The field by which records are found again, such as external_id") var match: String?
    @Option(help: "The sheet of a spreadsheet (default: its first)") var sheet: String?
    @Flag(help: "Try everything and keep nothing") var dryRun = false
    @Option(
        help: """
            Write the failed lines with their reasons to this file, to be corrected and sent again; with the ending \
            .ndjson, every line and what became of it
            """)
    var report: String?
    @Option(help: "E-mail address of the user in whose name it is done (default: the house)") var user: String?
    @Option(help: "Take back the import with this identifier") var undo: String?

    func validate() throws {
        if undo != nil {
            guard plural == nil, file == nil else { throw ValidationError("--undo takes no file.") }
            guard undo.flatMap({ Int64($0) }) != nil else {
                throw ValidationError("--undo expects the identifier of an import.")
            }
        } else if plural == nil || file == nil {
            throw ValidationError(
                "Say what the file holds and which file it is, such as “entregent import accounts accounts.csv”.")
        }
    }

    func run() async throws {
        try await shared.run { installation in
            let command = try await ImportCommand(self, installation)
            if let id = undo.flatMap({ Int64($0) }) { return try await command.undo(id) }
            let failed = try await command.run()
            if failed { throw ExitCode(3) }
        }
    }
}
