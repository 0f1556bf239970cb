import App
import ArgumentParser
import Foundation
import Identity
import Records
import Storage

struct ProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider", abstract: "Servers that vouch for people when they sign in (OpenID Connect).",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions
        @Option(help: "Name on the button") var name: String
        @Option(help: "Its address, such as https://login.example.com/realms/company") var issuer: String
        @Option(help: "What it calls this installation") var clientId: String
        @Option(help: "A file whose first line is the secret both know (not on the command line, where others see it)")
        var clientSecretFile: String?
        @Option(parsing: .upToNextOption, help: "Roles by group: group=role, the first that fits counts")
        var groups: [String] = []
        @Option(help: "The claim that lists the groups") var groupClaim = "groups"
        @Option(help: "Key of the role of everybody else (default: strangers stay out)") var defaultRole: String?
        @Flag(help: "Let only people in who are users already") var knownOnly = false
        @Flag(help: "Believe e-mail addresses not marked as verified") var trustEmails = false
        @Flag(help: "Signing in there does not count as a second step") var noSecondStep = false
        @Flag(help: "The provider is on our own network") var privateNetwork = false

        func run() async throws {
            try await shared.run { installation in
                var provider = OpenIDProvider()
                provider.name = name
                provider.issuer = issuer
                provider.clientID = clientId
                provider.clientSecret = try clientSecretFile.map(firstLine)
                provider.groupRoles = try groups.map(groupRole)
                provider.groupClaim = groupClaim
                provider.defaultRole = defaultRole
                provider.makesUsers = !knownOnly
                provider.trustsEmails = trustEmails
                provider.isSecondStep = !noSecondStep
                provider.isPrivate = privateNetwork
                try await OpenIDDirectory().check(provider)
                let wanted = provider
                let key = try await installation.workspace.write(.house, .command) { transaction in
                    var provider = wanted
                    try provider.save(in: transaction)
                    return provider.key
                }
                Terminal(json: shared.json).say(
                    Message(
                        "People can sign in with {name}. Enter this redirect URI there: {address}.",
                        ["name": .text(name), "address": .text("https://…/sign-in/with/\(key)/back")]),
                    .record(["key": .text(key), "name": .text(name)]))
            }
        }

        private func firstLine(_ path: String) throws -> String {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return String(text.prefix { !$0.isNewline })
        }

        private func groupRole(_ text: String) throws -> OpenIDProvider.GroupRole {
            guard let mark = text.lastIndex(of: "="), mark != text.startIndex else {
                throw Refusal(fields: [
                    FieldRefusal("groups", code: "invalid_value", Message("Write each group as group=role."))
                ])
            }
            return .init(String(text[..<mark]), String(text[mark...].dropFirst()))
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await shared.run { installation in
                let providers = try await installation.workspace.read(.house) { try OpenIDProvider.all(in: $0) }
                let lines = providers.map { "\($0.key)  \($0.name)  \($0.issuer)" }
                let list = providers.map { provider in
                    JSON.record([
                        "key": .text(provider.key), "name": .text(provider.name), "issuer": .text(provider.issuer),
                        "client_id": .text(provider.clientID),
                    ])
                }
                Terminal(json: shared.json).say(lines, list: list)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The key that “entregent sign-in provider list” shows") var key: String

        func run() async throws {
            try await shared.run { installation in
                let key = key
                try await installation.workspace.write(.house, .command) {
                    try OpenIDProvider.remove(key: key, in: $0)
                }
                Terminal(json: shared.json).say(Message("The provider was removed."), .record(["key": .text(key)]))
            }
        }
    }
}
