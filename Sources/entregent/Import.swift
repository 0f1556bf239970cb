import App
import ArgumentParser
import Foundation
import Records

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a file in: CSV, TSV, XLSX, XLS or ODS.",
        discussion: """
            Every line ends as created, updated, skipped or failed. Exit code 0: no line failed; 3: some failed, \
            see --report; 1: nothing was done. “entregent import --undo ID” takes an import back. “entregent import \
            all DIR” takes in everything that “entregent export all DIR” has written.
            """)
    @OptionGroup var shared: SharedOptions
    @Argument(help: "What the file holds, as in the API: accounts, contacts, opportunities, …; or all") var plural:
        String?
    @Argument(help: "The file; “-” reads standard input; with “all” the folder") var file: String?
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
        } else if plural == "all",
            mapping != nil || match != nil || sheet != nil || dryRun || report != nil || user != nil
        {
            throw ValidationError("“all” takes no other option: the folder says everything.")
        }
    }

    func run() async throws {
        try await shared.run { installation in
            if plural == "all", let file { return try await everything(file, installation) }
            let command = try await ImportCommand(self, installation)
            if let id = undo.flatMap({ Int64($0) }) { return try await command.undo(id) }
            let failed = try await command.run()
            if failed { throw ExitCode(3) }
        }
    }

    private func everything(_ folder: String, _ installation: Installation) async throws {
        let report = try await WholeImport(installation.workspace, installation.product.files, from: folder).run()
        func sum(_ path: KeyPath<WholeImport.Outcome, Int>) -> Int { report.kinds.reduce(0) { $0 + $1[keyPath: path] } }
        Terminal(json: shared.json).say(
            Message(
                "{created} records are new, {updated} were changed, {unchanged} were the same already; {files} files "
                    + "came along.",
                [
                    "created": .number(sum(\.created)), "updated": .number(sum(\.updated)),
                    "unchanged": .number(sum(\.unchanged)), "files": .number(report.files),
                ]), report.json)
    }
}
