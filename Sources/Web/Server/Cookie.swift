/// A small text we ask the browser to bring back with every request.
package struct Cookie: Sendable, Hashable {
    package enum SameSite: String, Sendable { case lax = "Lax", strict = "Strict" }

    package let name: String
    package let value: String
    /// Nil lasts until the browser closes; 0 removes the cookie.
    package let maxAgeSeconds: Int?
    package let sameSite: SameSite
    /// Whether scripts of the page may read it. Never for a session.
    package let isReadableByScripts: Bool

    package init(
        _ name: String, _ value: String, maxAgeSeconds: Int? = nil, sameSite: SameSite = .lax,
        isReadableByScripts: Bool = false
    ) {
        precondition((name + value).utf8.allSatisfy(Cookie.allowed), "a cookie's name and value are plain ASCII tokens")
        self.name = name
        self.value = value
        self.maxAgeSeconds = maxAgeSeconds
        self.sameSite = sameSite
        self.isReadableByScripts = isReadableByScripts
    }

    /// The name on the wire: over https the `__Host-` prefix makes browsers refuse a copy planted by a neighbouring
    /// domain.
    static func wireName(_ name: String, secure: Bool) -> String { secure ? "__Host-" + name : name }

    /// The line of `Set-Cookie`.
    func line(secure: Bool) -> String {
        var line = "\(Cookie.wireName(name, secure: secure))=\(value); Path=/; SameSite=\(sameSite.rawValue)"
        if let maxAgeSeconds { line += "; Max-Age=\(maxAgeSeconds)" }
        if !isReadableByScripts { line += "; HttpOnly" }
        if secure { line += "; Secure" }
        return line
    }

    /// All cookies of a request, by name on the wire; the first of a name wins, as RFC 6265 orders them by closeness.
    static func read(_ headers: Headers) -> [String: String] {
        var cookies: [String: String] = [:]
        for line in headers.all("Cookie") {
            for pair in line.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                var value = trimmed(parts[1])
                if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                    value = String(value.dropFirst().dropLast())
                }
                let name = trimmed(parts[0])
                if cookies[name] == nil { cookies[name] = value }
            }
        }
        return cookies
    }

    private static func allowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...32, 127..., UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"): false
        default: true
        }
    }
}
