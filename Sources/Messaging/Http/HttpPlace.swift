import CCurl
import Foundation
import Records

/// Where a call goes, read by libcurl itself, so that what is checked and what is called are never two readings.
struct HttpPlace {
    let scheme: String
    let host: String
    let port: Int
    let address: String

    /// Two places of one origin may share credentials.
    var origin: String { "\(scheme)://\(host):\(port)" }

    init(_ address: String) throws {
        try self.init(address, after: nil)
    }

    /// Where a `Location` leads from here.
    func following(_ location: String) throws -> HttpPlace { try HttpPlace(location, after: address) }

    private init(_ address: String, after base: String?) throws {
        guard let url = curl_url() else { preconditionFailure("no memory for an address") }
        defer { curl_url_cleanup(url) }
        if let base { _ = curl_url_set(url, CURLUPART_URL, base, 0) }
        guard !address.utf8.contains(where: { $0 <= 32 || $0 == 127 }),
            curl_url_set(url, CURLUPART_URL, address, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = HttpPlace.part(url, CURLUPART_SCHEME), let host = HttpPlace.part(url, CURLUPART_HOST),
            let port = HttpPlace.part(url, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap(Int.init),
            // A name and password in an address hide whom it calls.
            HttpPlace.part(url, CURLUPART_USER) == nil,
            let whole = HttpPlace.part(url, CURLUPART_URL)
        else { throw HttpRefusal.malformed }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        self.port = port
        self.address = whole
    }

    private static func part(_ url: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var found: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &found, flags) == CURLUE_OK, let found else { return nil }
        defer { curl_free(found) }
        return String(cString: found)
    }

    /// The host without the brackets of an address.
    private var name: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }

    /// Asks for the addresses of the host, once.
    func resolved() throws -> [NetworkAddress] {
        let found = NetworkAddress.resolve(name)
        guard !found.isEmpty else { throw HttpRefusal.unknown(host) }
        return found
    }

    /// Tells libcurl to go to these addresses and nowhere else; nil where the host is an address itself.
    func pin(to addresses: [NetworkAddress]) -> String? {
        guard NetworkAddress(name) == nil else { return nil }
        let list = addresses.map { $0.isVersion6 ? "[\($0.text)]" : $0.text }.joined(separator: ",")
        return "\(host):\(port):\(list)"
    }
}
