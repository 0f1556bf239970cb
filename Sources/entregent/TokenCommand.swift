import App
import ArgumentParser
import Foundation
import Identity
import Records
import Storage

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and revoke tokens for programs.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions
        @Option(help: "E-mail address of the user whose rights the token carries") var user: String
        @Option(help: "What the token is for") var name: String
        @Flag(help: "The token may only read") var readOnly = false
        @Option(help: "Only these kinds of record, with commas: account,contact (default: all the user may see)")
        var kinds: String?
        @Option(help: "Days until the token ends (default: it does not)") var expires: Int?

        func validate() throws {
            if let expires, !(1...3650).contains(expires) {
                throw ValidationError("--expires is a number of days from 1 to 3650.")
            }
        }

        func run() async throws {
            try await shared.run { installation in
                let (name, days) = (name, expires)
                let names = kinds.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
                let email = user, scope = TokenScope(isReadOnly: readOnly, kinds: names)
                let token = try await installation.workspace.write(.house, .command) { transaction in
                    let user = try KnownUser.find(email, in: transaction)
                    for kind in names ?? [] where transaction.schema.entities.allSatisfy({ $0.name != kind }) {
                        throw Refusal(fields: [
                            FieldRefusal(
                                "kinds", code: "unknown_kind",
                                Message("“{value}” is not a kind of record.", ["value": .text(kind)]))
                        ])
                    }
                    return try Credentials.makeToken(
                        for: user.id, name: name, scope: scope,
                        expiresAt: days.map { transaction.now.adding(seconds: $0 * 86_400) }, in: transaction)
                }
                Terminal(json: shared.json).say(token, .record(["token": .text(token), "name": .text(name)]))
            }
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions
        @Option(help: "Only the tokens of the user with this e-mail address") var user: String?

        func run() async throws {
            try await shared.run { installation in
                let email = user
                let (tokens, names) = try await installation.workspace.read(.house) { transaction in
                    let user = try email.map { try KnownUser.find($0, in: transaction).id.number }
                    let tokens = try Credentials.tokens(of: user, in: transaction)
                    let people = Set(tokens.map { Reference(kind: "user", id: $0.user) })
                    return (tokens, try transaction.titles(people))
                }
                func name(_ token: Token) -> String { names[Reference(kind: "user", id: token.user)] ?? "–" }
                let list = tokens.map { token in
                    JSON.record([
                        "id": .text(String(token.id)), "name": .text(token.name), "user": .text(name(token)),
                        "created_at": .text(token.madeAt.iso),
                        "expires_at": token.expiresAt.map { .text($0.iso) } ?? .null,
                        "used_at": token.usedAt.map { .text($0.iso) } ?? .null,
                        "read_only": .boolean(token.scope.isReadOnly),
                        "kinds": token.scope.kinds.map { .array($0.map { .text($0) }) } ?? .null,
                    ])
                }
                let lines = tokens.map { token in
                    let used = token.usedAt.map { $0.iso.prefix(10) } ?? "–"
                    let end = token.expiresAt.map { $0.iso.prefix(10) } ?? "–"
                    return "\(token.id)  \(token.name)  \(name(token))  \(used)  \(end)"
                        + (token.scope.isReadOnly ? "  read-only" : "")
                        + (token.scope.kinds.map { "  " + $0.joined(separator: ",") } ?? "")
                }
                Terminal(json: shared.json).say(lines, list: list)
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions
        @Argument(help: "The number that “entregent token list” shows") var id: Int64

        func run() async throws {
            try await shared.run { installation in
                let id = id
                try await installation.workspace.write(.house, .command) {
                    try Credentials.revokeToken(id, of: nil, in: $0)
                }
                Terminal(json: shared.json).say(
                    Message("The token no longer opens anything."), .record(["id": .text(String(id))]))
            }
        }
    }
}

/// A user as commands name one: by e-mail address.
enum KnownUser {
    static func find(_ email: String, in transaction: Transaction) throws -> User {
        let address = EmailAddress.normalised(email) ?? email
        let found = try transaction.all(User.self, where: .test(path: ["email"], .equals(.text(address)))).first
        if let found { return found }
        throw Refusal(
            .notFound, code: "unknown_user",
            Message(
                "No user has the e-mail address {email}. “entregent user list” shows them.",
                ["email": .text(address)]))
    }
}
