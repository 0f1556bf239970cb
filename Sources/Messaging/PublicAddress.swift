import Foundation
import Records
import Storage

/// Where people reach this server, for links that leave it: never taken from what a request merely claims.
package enum PublicAddress {
    package static let name = "public_address"

    /// The setting, or `ENTREGENT_PUBLIC_ADDRESS`; nil where nobody said.
    package static func of(
        _ settings: WorkspaceSettings, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String? {
        if let given = environment["ENTREGENT_PUBLIC_ADDRESS"].flatMap(normalised) { return given }
        return settings.extra[name]?.text.flatMap(normalised)
    }

    /// The same, else the host of the request if it is this very machine.
    package static func of(_ settings: WorkspaceSettings, host: String, isSecure: Bool) -> String? {
        if let known = of(settings) { return known }
        let bare = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        guard ["localhost", "127.0.0.1", "[::1]"].contains(String(bare)) else { return nil }
        return normalised("\(isSecure ? "https" : "http")://\(host)")
    }

    /// `https://crm.example.com`, without path or slash at its end; nil where it is no such address.
    package static func normalised(_ typed: String) -> String? {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil,
            parts.query == nil, parts.fragment == nil, parts.path.isEmpty || parts.path == "/",
            host.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 32 && !"\"'<>\\".unicodeScalars.contains($0) })
        else { return nil }
        return "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    }

    package static let missing = Refusal(
        code: "public_address_missing",
        Message("First say under Settings, Mail at which address people reach this server: links begin with it."))
}
