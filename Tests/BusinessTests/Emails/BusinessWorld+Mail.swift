import Messaging
import Records
import Storage

extension BusinessWorld {
    /// The company names a mail server, where nobody listens, and the address where people reach it.
    func nameMailServer() async throws {
        try await change { transaction in
            let from = MailAddress("crm@acme.test", name: "Acme")!
            try MailSettings.save(
                MailServer(host: "localhost", port: 1, protection: .none, from: from), in: transaction)
            try WorkspaceSettings.save(PublicAddress.name, .text("https://crm.acme.test"), in: transaction)
            _ = try Seal.of(transaction)
        }
        try await workspace.reload()
    }
}
