import App
import ArgumentParser
import Identity
import Records
import Storage

/// Why somebody can or cannot see, change, delete and export one record.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why somebody sees a record, or does not.")

    @OptionGroup var shared: SharedOptions
    @Option(help: "E-mail address of the person") var user: String
    @Option(help: "The record, as KIND:ID, such as account:12") var record: String

    func run() async throws {
        let pieces = record.split(separator: ":").map(String.init)
        guard pieces.count == 2, let id = Int64(pieces[1]) else {
            throw ValidationError("Give the record as KIND:ID, such as account:12.")
        }
        try await shared.run { installation in
            let person = try await CommandPerson.viewer(user, installation).user
            let (kind, explanations) = try await installation.workspace.read(.house) { transaction in
                guard let kind = transaction.schema[pieces[0]] ?? transaction.schema.kind(plural: pieces[0]),
                    kind.owner == nil
                else {
                    throw Refusal(
                        .notFound, code: "unknown_kind",
                        Message("“{value}” is not a kind of record.", ["value": .text(pieces[0])]))
                }
                return (kind, try Explainer(id, of: kind, in: transaction).explain(person))
            }
            let t = Terminal.translator
            let lines = explanations.flatMap { explanation in
                explanation.reasons.map { (explanation.isAllowed ? "+ " : "- ") + t($0) }
            }
            Terminal(json: shared.json).say(
                lines.joined(separator: "\n"),
                ExplainPages.json(person, kind, id, explanations) { t($0) })
        }
    }
}
