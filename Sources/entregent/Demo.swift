import App
import ArgumentParser
import Records

/// `entregent demo`: a company to look at, or to measure.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make believable sample data, or remove it.",
        discussion: """
            In an empty workspace it also makes the people: an administrator, managers and sellers, and prints how to \
            sign in. The password comes from the seed: give --seed only where others may know it.
            """)
    @OptionGroup var shared: SharedOptions
    @Option(help: "small (200 accounts), medium (20,000) or large (200,000)") var scale = "small"
    @Option(help: "A number: the same seed makes the same company (default: a random one)") var seed: UInt64?
    @Option(help: "fr or en (default: the workspace's language)") var language: String?
    @Option(help: "Enter so many of a hundred accounts and contacts twice, to try the search for duplicates on")
    var duplicates = 0
    @Flag(help: "Remove the sample data instead") var remove = false

    func validate() throws {
        guard DemoScale(rawValue: scale) != nil else {
            throw ValidationError("--scale expects small, medium or large.")
        }
        guard (0...50).contains(duplicates) else { throw ValidationError("--duplicates is a percentage up to 50.") }
        if let language, DemoLanguage(rawValue: language) == nil {
            throw ValidationError("--language expects fr or en.")
        }
    }

    func run() async throws {
        try await shared.run { installation in
            let terminal = Terminal(json: shared.json)
            if remove {
                let removed = try await DemoData.remove(in: installation.workspace) { done, _ in
                    terminal.progress(done, of: nil)
                }
                terminal.endProgress()
                terminal.say(
                    Message("{count} records of the sample data are gone.", ["count": .number(removed)]),
                    .record(["removed": .number(String(removed))]))
            } else {
                var order = DemoData.Order(
                    DemoScale(rawValue: scale) ?? .small, seed: seed ?? .random(in: 1...UInt64(Int64.max)),
                    language: language.flatMap { DemoLanguage(rawValue: $0) })
                order.duplicates = duplicates
                let t = Terminal.translator, accounts = t("accounts", context: "progress")
                let report = try await DemoData.make(
                    order, in: installation.workspace, files: installation.product.files
                ) { done, total in
                    terminal.progress(done, of: total, accounts)
                }
                terminal.endProgress()
                terminal.say(words(report), report.json)
            }
        }
    }

    private func words(_ report: DemoData.Report) -> String {
        let size = report.order.size, t = Terminal.translator
        let made = Message(
            "{accounts} accounts, {contacts} contacts, {opportunities} opportunities and {activities} activities, "
                + "from seed {seed}.",
            [
                "accounts": .number(size.accounts), "contacts": .number(size.contacts),
                "opportunities": .number(size.opportunities), "activities": .number(size.activities),
                "seed": .text(String(report.order.seed)),
            ])
        var lines = [t(made)]
        if let password = report.password {
            lines.append(t(Message("Everybody signs in with the password {password}", ["password": .text(password)])))
            for person in report.people.prefix(12) {
                lines.append("  \(person.role)  \(person.email)  \(person.name)")
            }
            let others = report.people.count - 12
            if others > 0 {
                let more = Message("… and {count} others: entregent user list", ["count": .number(others)])
                lines.append("  " + t(more))
            }
        }
        lines.append(t("“entregent demo --remove” takes all of it away."))
        return lines.joined(separator: "\n")
    }
}
