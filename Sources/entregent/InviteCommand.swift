import App
import ArgumentParser
import Identity
import Messaging
import Records
import Storage

/// `entregent user invite`: a secret link for somebody who shall sign in.
struct InviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Print a secret link by which a user chooses a password; mail it too where mail is set up.")

    @OptionGroup var shared: SharedOptions
    @Option(help: "E-mail address of the user") var email: String
    @Option(help: "Where people reach the server, such as https://crm.example.com; by default as the settings say")
    var address: String?
    @Flag(help: "For somebody who forgot the password: a link for one hour instead of seven days") var reset = false

    func run() async throws {
        try await shared.run { installation in
            let (workspace, settings) = (installation.workspace, installation.settings)
            if let address, PublicAddress.normalised(address) == nil {
                throw ValidationError("--address is written as https://crm.example.com, without a path.")
            }
            let base =
                address.flatMap { PublicAddress.normalised($0) } ?? PublicAddress.of(workspace.settings)
                ?? "http://\(settings.host.contains(":") ? "[\(settings.host)]" : settings.host):\(settings.port)"
            let normal = EmailAddress.normalised(email) ?? email,
                purpose: SecretLink.Purpose = reset ? .reset : .invitation
            let (catalogues, typed) = (installation.product.catalogues, email)
            let made = try await workspace.write(.house, .command) { transaction in
                guard let user = try transaction.connection.integer("SELECT id FROM \"user\" WHERE email = \(normal)")
                else {
                    throw Refusal(
                        .notFound, code: "unknown_user",
                        Message(
                            "No user has the e-mail address {email}. Add one with “entregent user add”.",
                            ["email": .text(typed)]))
                }
                let zone = transaction.settings.timeZone
                return try Invitations.make(
                    purpose, for: ID(user), base: base, words: { catalogues.translator($0, timeZone: zone) },
                    in: transaction)
            }
            Terminal(json: shared.json).say(
                made.address, .record(["url": .text(made.address), "mailed": .boolean(made.isMailed)]))
        }
    }
}
