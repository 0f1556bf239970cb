import Messaging
import Records
import Storage

/// What a link in a letter means, sealed: nobody reads addresses out of it, nobody makes one that we did not.
enum MailLinkToken {
    static func make(_ words: [String], _ transaction: Transaction) throws -> String {
        let text = JSON.array(words.map { .text($0) }).string
        return try Seal.of(transaction).close(text).replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// Nil where it is not of this company, or was altered.
    static func read(_ token: String, _ settings: WorkspaceSettings) -> [String]? {
        guard token.utf8.count < 8000, let seal = Seal(settings) else { return nil }
        var text = token.replacing("-", with: "+").replacing("_", with: "/")
        while text.utf8.count % 4 != 0 { text += "=" }
        guard let opened = seal.open(text), case .success(let json) = Result(catching: { try JSON(parsing: opened) })
        else { return nil }
        return json.array?.compactMap(\.text)
    }
}
