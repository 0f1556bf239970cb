import Crypto
import Foundation
import Records
import Storage

/// Keeps secrets that must be read again (the mail server's password, letters that wait) unreadable for who sees a
/// table: ChaCha20-Poly1305 under a key made from the workspace's secret.
package struct Seal: Sendable {
    private let key: SymmetricKey

    /// Nil before a company is founded: only then there is no secret.
    package init?(_ settings: WorkspaceSettings) {
        guard let secret = settings.extra["secret"]?.text, secret.utf8.count >= 32 else { return nil }
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data("entregent seal".utf8),
            outputByteCount: 32)
    }

    /// The workspace's seal; the secret is made where there was none.
    package static func of(_ transaction: Transaction) throws -> Seal {
        if let seal = Seal(transaction.settings) { return seal }
        var settings = transaction.settings
        if let stored = try transaction.connection.text("SELECT value FROM setting WHERE name = 'secret'") {
            settings.extra["secret"] = try JSON(parsing: stored)
        } else {
            let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
            let fresh = JSON.text(bytes.base64EncodedString())
            try WorkspaceSettings.save("secret", fresh, in: transaction)
            settings.extra["secret"] = fresh
        }
        guard let seal = Seal(settings) else { preconditionFailure("the workspace's secret is shorter than ours are") }
        return seal
    }

    package func close(_ text: String) -> String {
        guard let box = try? ChaChaPoly.seal(Data(text.utf8), using: key) else {
            preconditionFailure("sealing needs nothing that could be missing")
        }
        return box.combined.base64EncodedString()
    }

    /// Nil where it was closed with another secret, or altered.
    package func open(_ sealed: String) -> String? {
        guard let bytes = Data(base64Encoded: sealed), let box = try? ChaChaPoly.SealedBox(combined: bytes),
            let text = try? ChaChaPoly.open(box, using: key)
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}
