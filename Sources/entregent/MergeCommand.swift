import App
import ArgumentParser
import Records
import Storage

/// `entregent merge`: makes several records one, and takes that back.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Merge records into one, or undo a merge.",
        subcommands: [Into.self, Undo.self], defaultSubcommand: Into.self)

    struct Into: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "into", abstract: "Merge records: entregent merge accounts SURVIVOR ID…")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "Which records: accounts, contacts, products, …") var plural: String
        @Argument(help: "The identifier of the record that stays") var survivor: Int64
        @Argument(help: "Those that go into it") var ids: [Int64]
        @Option(name: .customLong("take"), help: "A field whose value comes from another record: phone=ID")
        var choices: [String] = []

        func run() async throws {
            try await shared.run { installation in
                guard let kind = installation.workspace.schema.kind(plural: plural) else {
                    throw ValidationError("There are no records called “\(plural)”.")
                }
                var fields: [String: Int64] = [:]
                for choice in choices {
                    let pieces = choice.split(separator: "=", maxSplits: 1).map(String.init)
                    guard pieces.count == 2, let id = Int64(pieces[1]) else {
                        throw ValidationError("“\(choice)” is no choice: write field=identifier.")
                    }
                    fields[pieces[0]] = id
                }
                let (ids, survivor, chosen) = (ids, survivor, fields)
                let merge = try await installation.workspace.write(.house, .command) {
                    try $0.merge(ids, into: survivor, of: kind, choosing: chosen)
                }
                Terminal(json: shared.json).say(
                    Message(
                        "{count} record was merged into “{name}” (merge {id}).",
                        "{count} records were merged into “{name}” (merge {id}).", count: merge.merged.count,
                        ["name": .text(merge.title), "id": .text(String(merge.id))]),
                    .record([
                        "id": .text(String(merge.id)), "survivor": .text(String(merge.survivor)),
                        "merged": .array(merge.merged.map { .text(String($0.id)) }),
                    ]))
            }
        }
    }

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Undo a merge, by its identifier.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The identifier of the merge") var id: Int64

        func run() async throws {
            try await shared.run { installation in
                let id = id
                let done = try await installation.workspace.write(.house, .command) { try $0.unmerge(id) }
                let t = Terminal.translator, schema = installation.workspace.schema
                var lines = [
                    t(
                        Message(
                            "Undone: {count} record stands for itself again.",
                            "Undone: {count} records stand for themselves again.", count: done.restored.count))
                ]
                lines += done.changed.map { t($0.message(nil, schema)) }
                Terminal(json: shared.json).say(
                    lines.joined(separator: "\n"),
                    .record([
                        "id": .text(String(id)),
                        "restored": .array(done.restored.map { .text(String($0.id)) }),
                        "changed_since": .number(String(done.changed.count)),
                    ]))
            }
        }
    }
}
