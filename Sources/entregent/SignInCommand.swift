import App
import ArgumentParser
import Identity
import Records
import Storage

struct SignInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in", abstract: "Help people who cannot come in, and decide how they must.",
        subcommands: [Reset.self, Demand.self, ProviderCommand.self])

    /// For the administrator who lost the telephone: nobody else could do it on screen.
    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove somebody's second step and passkeys, and sign them out everywhere.")
        @OptionGroup var shared: SharedOptions
        @Option(help: "E-mail address of the user") var user: String

        func run() async throws {
            try await shared.run { installation in
                let email = user
                try await installation.workspace.write(.house, .command) { transaction in
                    try SecondFactor.reset(try KnownUser.find(email, in: transaction).id.number, in: transaction)
                }
                Terminal(json: shared.json).say(
                    Message("The second step was removed. The password alone opens now."),
                    .record(["user": .text(email)]))
            }
        }
    }

    struct Demand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which roles may not do without a second step.")
        @OptionGroup var shared: SharedOptions
        @Argument(help: "Keys of roles, such as administrator; none at all: no role") var roles: [String] = []

        func run() async throws {
            try await shared.run { installation in
                let roles = roles
                let keys = try await installation.workspace.write(.house, .command) { transaction in
                    let keys = try roles.compactMap { try RolePreset.find($0, in: transaction).key }
                    try SecondStepDemand.save(keys, in: transaction)
                    return keys
                }
                Terminal(json: shared.json).say(
                    keys.isEmpty
                        ? Message("No role has to use a second step.")
                        : Message(
                            "These roles must use a second step: {roles}.",
                            ["roles": .text(keys.sorted().joined(separator: ", "))]),
                    .record(["roles": .array(keys.sorted().map { .text($0) })]))
            }
        }
    }
}
