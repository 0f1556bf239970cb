import App
import ArgumentParser
import Quality
import Records
import Storage

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
                let waiting = try await installation.workspace.read(.house) { try DuplicateQueue.waiting(in: $0) }
                let counts = waiting.map { JSON.Member($0.kind.name, .number(String($0.count))) }
                terminal.say(
                    Message(
                        "{compared} pairs of records were compared.", ["compared": .number(tally.compared)]),
                    .object((tally.json.members ?? []) + [.init("waiting", .object(counts))]))
                for (kind, count) in waiting where !shared.json {
                    terminal.say(
                        Message(
                            "{kinds}: {count} pair waits under Duplicates, with {points} points or more.",
                            "{kinds}: {count} pairs wait under Duplicates, with {points} points or more.", count: count,
                            ["kinds": .message(kind.pluralLabel), "points": .number(MatchScore.asking)]))
                }
            }
        }
    }
}
