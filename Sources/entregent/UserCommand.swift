import App
import ArgumentParser
import Identity
import Records
import Storage

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Add and list users.", subcommands: [Add.self, InviteCommand.self, List.self])

    struct Add: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions
        @Option(help: "E-mail address") var email: String
        @Option(help: "Full name") var name: String
        @Option(help: "Key or name of a role: administrator, director, sales_manager, seller, …") var role = "seller"
        @Option(help: "At least 10 characters; without one the person cannot sign in yet") var password: String?

        func run() async throws {
            try await shared.run { installation in
                if let password { try Password.check(password) }
                var hash: String?
                if let password { hash = try await Password.hash(password) }
                let (email, name, stored, wanted) = (email, name, hash, role)
                let (id, role) = try await installation.workspace.write(.house, .command) { transaction in
                    try RolePreset.ensure(transaction.settings.language, in: transaction)
                    let role = try RolePreset.find(wanted, in: transaction)
                    var user = User()
                    user.name = name
                    user.email = email
                    user.role = role.id
                    let id = try transaction.save(user)
                    if let stored { try Credentials.setPassword(stored, of: id, in: transaction) }
                    return (id, role)
                }
                Terminal(json: shared.json).say(
                    Message("{name} ({email}) is a user.", ["name": .text(name), "email": .text(email)]),
                    .record([
                        "id": .text(String(id.number)), "name": .text(name), "email": .text(email),
                        "role": .text(role.key ?? role.name),
                    ]))
            }
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var shared: SharedOptions

        func run() async throws {
            try await shared.run { installation in
                let (users, roles) = try await installation.workspace.read(.house) { transaction in
                    let roles = try transaction.all(Role.self).map { ($0.id, $0.key ?? $0.name) }
                    return (
                        try transaction.all(User.self), Dictionary(roles, uniquingKeysWith: { first, _ in first })
                    )
                }
                func word(_ user: User) -> String { user.role.flatMap { roles[$0] } ?? "–" }
                let list = users.map { user in
                    JSON.record([
                        "id": .text(String(user.id.number)), "name": .text(user.name),
                        "email": user.email.map(JSON.text) ?? .null,
                        "role": .text(word(user)), "is_active": .boolean(user.isActive),
                    ])
                }
                let lines = users.map { "\($0.id.number)  \($0.name)  \($0.email ?? "–")  \(word($0))" }
                Terminal(json: shared.json).say(lines, list: list)
            }
        }
    }
}
