import Identity
import Messaging
import Records
import Storage

/// How somebody writes to customers: their own mail server where they gave one, and the words under their letters.
package struct PersonalMail: Sendable {
    package var server: MailServer?
    /// As typed, with the marks of `MailText`.
    package var signature = ""

    package init() {}

    static let table = TableSpec(
        "personal_mail",
        [
            .init("user_id", .integer, references: "user"), .init("server", .text, required: false),
            .init("signature", .text),
        ], primaryKey: ["user_id"], merging: .stays("belongs to a user; users are not merged"))

    package static func of(_ user: Int64, in transaction: Transaction) throws -> PersonalMail {
        let row = try transaction.connection.first(
            "SELECT server, signature FROM personal_mail WHERE user_id = \(user)", .text, .text)
        var mail = PersonalMail()
        mail.signature = row?[1].text ?? ""
        mail.server = try row?[0].text.flatMap { try server(JSON(parsing: $0), transaction) }
        return mail
    }

    private static func server(_ json: JSON, _ transaction: Transaction) throws -> MailServer? {
        guard let host = json["host"]?.text, let port = json["port"]?.integer,
            let protection = json["protection"]?.text.flatMap({ MailServer.Protection(rawValue: $0) }),
            let from = json["from"]?.text.flatMap({ MailAddress($0, name: json["name"]?.text) })
        else { return nil }
        let password = json["password"]?.text.flatMap { $0.isEmpty ? nil : Seal(transaction.settings)?.open($0) }
        return MailServer(
            host: host, port: Int(port), protection: protection, user: json["user"]?.text ?? "",
            password: password ?? "", from: from)
    }

    /// The password is kept under the workspace's seal.
    package func save(for user: Int64, in transaction: Transaction) throws {
        let stored = try server.map { server in
            JSON.record([
                "host": .text(server.host), "port": .number(String(server.port)),
                "protection": .text(server.protection.rawValue), "user": .text(server.user),
                "password": .text(server.password.isEmpty ? "" : try Seal.of(transaction).close(server.password)),
                "from": .text(server.from.address), "name": .text(server.from.name ?? ""),
            ]).string
        }
        try transaction.connection.execute(
            """
            INSERT INTO personal_mail (user_id, server, signature) VALUES (\(user), \(stored), \(signature))
            ON CONFLICT (user_id) DO UPDATE SET server = excluded.server, signature = excluded.signature
            """)
    }

    /// Whoever goes leaves no password behind.
    @Sendable static func forget(_ users: [Record], _ transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM personal_mail WHERE user_id IN (\(SQL.list(users.map(\.id))))")
    }
}

/// Through which server a letter leaves, and what stands in it as sender.
struct MailSender: Sendable {
    let server: MailServer
    let from: MailAddress
    /// Where answers go, where that is not the sender's address.
    let replyTo: MailAddress?
    let trust: String?

    /// The person's own server; else the company's, under the person's name, answers to the person.
    static func of(_ user: Int64?, in transaction: Transaction) throws -> MailSender {
        let settings = MailSettings(transaction.settings)
        let row = try user.flatMap {
            try transaction.connection.first("SELECT name, email FROM \"user\" WHERE id = \($0)", .text, .text)
        }
        let name = row?[0].text, own = row?[1].text.flatMap { MailAddress($0, name: name) }
        if let user, let server = try PersonalMail.of(user, in: transaction).server {
            return MailSender(
                server: server, from: server.from.name == nil ? named(server.from, name) : server.from, replyTo: nil,
                trust: settings.trust)
        }
        guard let server = try settings.server() else { throw Post.notSetUp }
        let from = name == nil ? server.from : named(server.from, name)
        return MailSender(
            server: server, from: from, replyTo: own?.address == from.address ? nil : own, trust: settings.trust)
    }

    private static func named(_ address: MailAddress, _ name: String?) -> MailAddress {
        MailAddress(address.address, name: name) ?? address
    }
}
