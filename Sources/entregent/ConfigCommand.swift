import App
import ArgumentParser
import Foundation
import Records

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The company's configuration as a file: take it, compare it, apply it.",
        subcommands: [Export.self, Diff.self, Apply.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write the configuration to a file.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The file to write, or - for the terminal") var file: String
        @Flag(help: "The products too") var products = false

        func run() async throws {
            try await shared.run { installation in
                let json = try await Configuration.export(installation.workspace, products: products)
                let bytes = Array(json.readable.utf8)
                guard file != "-" else { return FileHandle.standardOutput.write(Data(bytes)) }
                let out = try CommandFile.create(file)
                try out.write(contentsOf: Data(bytes))
                try out.close()
                Terminal(json: shared.json).say(
                    Message("The configuration stands in {file}.", ["file": .text(file)]),
                    .record(["file": .text(file), "bytes": .number(String(bytes.count))]))
            }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what a file would change; change nothing.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "A configuration file, or - for what is piped in") var file: String
        @Flag(help: "As if what the file no longer names were to be removed") var prune = false

        func run() async throws {
            try await ConfigCommand.apply(file, shared, .init(prune: prune, dryRun: true))
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the company what a file says.",
            discussion: """
                What the file does not mention stays as it is. All of it is applied, or nothing. Custom fields are \
                never removed, and people only become inactive: what they hold would go with them.
                """)
        @OptionGroup var shared: SharedOptions
        @Argument(help: "A configuration file, or - for what is piped in") var file: String
        @Flag(help: "Say what would change; change nothing") var dryRun = false
        @Flag(help: "Remove what the file's lists no longer name") var prune = false

        func run() async throws {
            try await ConfigCommand.apply(file, shared, .init(prune: prune, dryRun: dryRun))
        }
    }

    private static func apply(_ path: String, _ shared: SharedOptions, _ options: Configuration.Options) async throws {
        try await shared.run { installation in
            let file = try ConfigurationFile(try bytes(path))
            let report = try await Configuration.apply(file, to: installation.workspace, options)
            let t = Terminal.translator
            var lines = report.lines(t)
            if !report.isDifferent {
                lines.append(t("The company is already as the file says."))
            } else if options.dryRun {
                lines.append(t("Nothing was changed."))
            } else {
                let done = report.changes.count - report.count(.keep)
                lines.append(t(Message("{count} change was made.", "{count} changes were made.", count: done)))
            }
            Terminal(json: shared.json).say(
                lines.joined(separator: "\n"), report.json(applied: !options.dryRun && report.isDifferent))
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        if path == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
        return try CommandFile.bytes(path)
    }
}
