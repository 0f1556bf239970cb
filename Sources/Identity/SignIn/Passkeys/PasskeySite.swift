import Records
import Web

/// The site a passkey belongs to: the host name the browser shows. A passkey made here works nowhere else, which is why
/// no other site can ask for it.
struct PasskeySite: Sendable, Hashable {
    /// Without the port.
    let id: String
    let origin: String

    init(_ request: Request) {
        let host = request.host.lowercased()
        // An IPv6 address has colons of its own; it is no name, and no passkey belongs to it.
        id = host.hasPrefix("[") ? host : String(host.prefix { $0 != ":" })
        origin = (request.isSecure ? "https://" : "http://") + host
    }

    /// Browsers make passkeys for names, not for numbers, and only where nobody listens on the way.
    var isPossible: Bool {
        let isName = id.contains { $0.isLetter } && !id.hasPrefix("[")
        return isName && (origin.hasPrefix("https://") || id == "localhost" || id.hasSuffix(".localhost"))
    }

    /// Reads what the browser says it was asked, and by which page. The challenge if all fits.
    func challenge(in clientData: [UInt8], type: String) -> String? {
        guard case .success(let json) = Result(catching: { try JSON(clientData) }),
            json["type"]?.text == type, json["crossOrigin"]?.boolean != true, json["topOrigin"] == nil,
            let said = json["origin"]?.text, said.lowercased() == origin
        else { return nil }
        return json["challenge"]?.text
    }
}
