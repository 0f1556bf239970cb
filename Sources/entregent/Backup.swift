import App
import ArgumentParser
import Records

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Copy everything into one file, while serving.")
    @OptionGroup var shared: SharedOptions
    @Argument(help: "The file to write; it must not exist") var file: String

    func run() async throws {
        try await shared.run { installation in
            let report = try await BackupFile.write(to: file, installation)
            Terminal(json: shared.json).say(
                Message(
                    "{file} holds {records} records and {files} files, and was checked.",
                    [
                        "file": .text(file), "records": .number(report.records), "files": .number(report.files),
                    ]), report.json)
        }
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Replace everything by a backup.")
    @OptionGroup var shared: SharedOptions
    @Argument(help: "A file made by “entregent backup”") var file: String
    @Flag(help: "Restore even where a server seems to run on this data") var force = false

    func run() async throws {
        do {
            let report = try await BackupFile.restore(from: file, shared.settings(), force: force)
            Terminal(json: shared.json).say(
                Message(
                    "{records} records and {files} files are back, and were checked.",
                    ["records": .number(report.records), "files": .number(report.files)]), report.json)
        } catch {
            Terminal(json: shared.json).fail(error)
            throw ExitCode(1)
        }
    }
}
