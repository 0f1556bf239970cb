import App
import ArgumentParser
import Quality
import Records

/// `entregent duplicates`: what the nightly search does, now and here.
struct DuplicatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: "Look for records that may be one and the same.", subcommands: [Scan.self])

    struct Scan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare all accounts and contacts; what is alike waits under Duplicates.")
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await shared.run { installation in
                let terminal = Terminal(json: shared.json)
                _ = try await MissingKeys.build(in: installation.workspace, always: true)
                let tally = try await DuplicateScan(installation.workspace).run { tally, _ in
                    terminal.progress(tally.passed, of: max(tally.total, tally.passed))
                }
                terminal.endProgress()
                terminal.say(
                    Message(
                        "{compared} pairs of records were compared; {pairs} look like the same.",
                        ["compared": .number(tally.compared), "pairs": .number(tally.pairs)]),
                    tally.json)
            }
        }
    }
}
