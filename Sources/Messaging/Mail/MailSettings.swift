import Foundation
import Records
import Storage

/// What the company says about its mail server: the setting `mail`, or for whoever runs the machine
/// `ENTREGENT_SMTP_URL`, which goes before it. The password is kept under the workspace's `Seal`.
package struct MailSettings: Sendable {
    package static let name = "mail"
    private let settings: WorkspaceSettings
    private let environment: [String: String]

    package init(
        _ settings: WorkspaceSettings, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.settings = settings
        self.environment = environment
    }

    private var address: String? {
        environment["ENTREGENT_SMTP_URL"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whoever runs the machine has decided.
    package var isByEnvironment: Bool { address != nil }

    package var isSet: Bool { isByEnvironment || settings.extra[MailSettings.name]?["host"] != nil }

    /// Certificates to trust instead of the system's.
    package var trust: String? { environment["ENTREGENT_CA_FILE"].flatMap { $0.isEmpty ? nil : $0 } }

    /// Nil where nobody has said where letters go.
    package func server() throws(Refusal) -> MailServer? {
        if let address { return try MailServer(address: address) }
        guard let json = settings.extra[MailSettings.name], let host = json["host"]?.text,
            let port = json["port"]?.integer,
            let protection = json["protection"]?.text.flatMap({ MailServer.Protection(rawValue: $0) }),
            let from = json["from"]?.text.flatMap({ MailAddress($0, name: json["name"]?.text) })
        else { return nil }
        return MailServer(
            host: host, port: Int(port), protection: protection, user: json["user"]?.text ?? "",
            password: json["password"]?.text.flatMap { Seal(settings)?.open($0) } ?? "", from: from)
    }

    package static func save(_ server: MailServer, in transaction: Transaction) throws {
        let password = try server.password.isEmpty ? "" : Seal.of(transaction).close(server.password)
        let json = JSON.record([
            "host": .text(server.host), "port": .number(String(server.port)),
            "protection": .text(server.protection.rawValue), "user": .text(server.user), "password": .text(password),
            "from": .text(server.from.address), "name": .text(server.from.name ?? ""),
        ])
        try WorkspaceSettings.save(name, json, in: transaction)
    }

    package static func remove(in transaction: Transaction) throws {
        try WorkspaceSettings.save(name, .object([]), in: transaction)
    }
}
