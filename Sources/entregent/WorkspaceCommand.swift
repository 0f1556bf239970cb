import App
import ArgumentParser
import Records

struct WorkspaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspace", abstract: "Companies of their own on one server.",
        discussion: """
            Each has its own database, files, people and settings. Every other verb works on one of them with \
            --workspace NAME. A running server notices within two seconds.
            """,
        subcommands: [Create.self, List.self, Remove.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a company of its own.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "Small letters, digits and dashes: acme") var name: String
        @Option(help: "A host name that leads to it: crm.acme.example; may be given several times")
        var host: [String] = []
        @Option(help: "Its database (default: a file in the data directory, or a schema of the server's PostgreSQL)")
        var at: String?
        @Flag(help: "There is a company in that database already: take it over") var existing = false
        @Option(help: "The first administrator's e-mail address; without, the first visitor is asked") var email:
            String?
        @Option(help: "At least 10 characters") var password: String?
        @Option(help: "The company's name (default: the workspace's)") var company: String?
        @Option(help: "fr or en") var language = "fr"

        func validate() throws {
            if shared.workspace != nil {
                throw ValidationError("--workspace is not for this verb: name it at the end.")
            }
            if (email == nil) != (password == nil) {
                throw ValidationError("Give --email and --password together.")
            }
        }

        func run() async throws {
            try await WorkspaceCommand.report(shared) { settings, terminal in
                var order = Workspaces.Order(name: name)
                (order.hosts, order.database, order.existing) = (host, at, existing)
                if let email, let password {
                    order.founder = Company.Founder(
                        company: company ?? name, email: email, password: password, language: language)
                }
                let entry = try await Workspaces(settings).create(order)
                let place = entry.hosts.first ?? "/w/\(entry.name)"
                try terminal.say(
                    Message(
                        "The workspace “{name}” is ready at {place}.",
                        ["name": .text(entry.name), "place": .text(place)]), WorkspaceCommand.json(entry, settings))
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Which companies there are.")
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await WorkspaceCommand.report(shared) { settings, terminal in
                let entries = try Workspaces(settings).entries()
                let lines = entries.map { entry in
                    "\(entry.name)  \(entry.hosts.isEmpty ? "/w/\(entry.name)" : entry.hosts.joined(separator: ", "))"
                }
                let none = Terminal.translator(Message("There are no workspaces beside the server's own company."))
                try terminal.say(
                    lines.isEmpty ? none : lines.joined(separator: "\n"),
                    .record([
                        "data": .array(entries.map { try WorkspaceCommand.json($0, settings) }), "has_more": false,
                    ]))
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a company off this server; a backup file stays.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "Its name") var name: String
        @Flag(help: "Yes, remove it") var yes = false

        func run() async throws {
            try await WorkspaceCommand.report(shared) { settings, terminal in
                let removed = try await Workspaces(settings).remove(name, confirmed: yes)
                let t = Terminal.translator
                var lines = [
                    t(
                        Message(
                            "The workspace “{name}” is gone. Everything it held stands in {file}.",
                            ["name": .text(name), "file": .text(removed.backup)]))
                ]
                if let kept = removed.keptDatabase {
                    lines.append(
                        t(
                            Message(
                                "Its database {address} was given, and stays as it is.", ["address": .text(kept)])))
                }
                terminal.say(
                    lines.joined(separator: "\n"),
                    .record([
                        "name": .text(name), "backup": .text(removed.backup),
                        "kept_database": removed.keptDatabase.map { .text($0) } ?? .null,
                    ]))
            }
        }
    }

    /// These work on the server, not inside one of its companies.
    private static func report(
        _ shared: SharedOptions, _ body: (ServerSettings, Terminal) async throws -> Void
    ) async throws {
        let terminal = Terminal(json: shared.json)
        do {
            try await body(shared.serverSettings(), terminal)
        } catch {
            terminal.fail(error)
            throw ExitCode(1)
        }
    }

    private static func json(_ entry: WorkspaceEntry, _ settings: ServerSettings) throws -> JSON {
        let inner = try settings.entering(entry)
        return .record([
            "name": .text(entry.name), "hosts": .array(entry.hosts.map { .text($0) }),
            "path": .text("/w/\(entry.name)"), "data": .text(inner.data), "database": .text(inner.shownDatabase),
            "made_at": .text(entry.madeAt.iso),
        ])
    }
}
