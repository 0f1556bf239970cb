import App
import ArgumentParser
import Identity
import Records
import Storage

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Add and list users.", subcommands: [Add.self, List.self])

    struct Add: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions
        @Option(help: "E-mail address") var email: String
        @Option(help: "Full name") var name: String
        @Option(help: "administrator, director, sales_manager, seller, …") var role = "seller"
        @Option(help: "At least 10 characters; without one the person cannot sign in yet") var password: String?

        func run() async throws {
            try await shared.run { installation in
                guard let role = Role(rawValue: role) else {
                    throw Refusal(fields: [
                        FieldRefusal(
                            "role", code: "unknown_choice",
                            Message(
                                "One of these is expected: {options}.",
                                ["options": .text(Role.allCases.map(\.rawValue).joined(separator: ", "))]))
                    ])
                }
                if let password { try Password.check(password) }
                var hash: String?
                if let password { hash = try await Password.hash(password) }
                let (email, name, stored) = (email, name, hash)
                let id = try await installation.workspace.write(.house, .command) { transaction in
                    var user = User()
                    user.name = name
                    user.email = email
                    user.role = role
                    let id = try transaction.save(user)
                    if let stored { try Credentials.setPassword(stored, of: id, in: transaction) }
                    return id
                }
                Terminal(json: shared.json).say(
                    "\(name) <\(email)> is a user.",
                    .record([
                        "id": .text(String(id.number)), "name": .text(name), "email": .text(email),
                        "role": .text(role.rawValue),
                    ]))
            }
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await shared.run { installation in
                let users = try await installation.workspace.read(.house) { try $0.all(User.self) }
                let list = users.map { user in
                    JSON.record([
                        "id": .text(String(user.id.number)), "name": .text(user.name),
                        "email": user.email.map(JSON.text) ?? .null,
                        "role": .text(user.role.rawValue), "is_active": .boolean(user.isActive),
                    ])
                }
                let lines = users.map { "\($0.id.number)  \($0.name)  \($0.email ?? "–")  \($0.role.rawValue)" }
                Terminal(json: shared.json).say(
                    lines.joined(separator: "\n"), .record(["data": .array(list), "has_more": false]))
            }
        }
    }
}
