import App
import ArgumentParser
import Identity
import Records
import Storage

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make tokens for programs.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions
        @Option(help: "E-mail address of the user whose rights the token carries") var user: String
        @Option(help: "What the token is for") var name: String

        func run() async throws {
            try await shared.run { installation in
                let (email, name) = (EmailAddress.normalised(user) ?? user, name)
                let token = try await installation.workspace.write(.house, .command) { transaction in
                    guard
                        let user = try transaction.all(User.self, where: .test(path: ["email"], .equals(.text(email))))
                            .first
                    else {
                        throw Refusal(
                            .notFound, code: "unknown_user",
                            Message(
                                "No user has the e-mail address {email}. “entregent user list” shows them.",
                                ["email": .text(email)]))
                    }
                    return try Credentials.makeToken(for: user.id, name: name, in: transaction)
                }
                Terminal(json: shared.json).say(token, .record(["token": .text(token), "name": .text(name)]))
            }
        }
    }
}
