import CCurl
import Foundation
import Records

/// The one way by which this server asks another one for something: OpenID providers, webhooks, registries.
///
/// Safe against being sent to where only this machine can go: the name is resolved first, private, loopback,
/// link-local and metadata addresses are refused, and the connection goes to the address that was checked, whatever the
/// name means a moment later. Only `https`; certificates are always verified. Plain `http` and private addresses are
/// for calls that say `allowsPrivateAddresses`, and for servers started with `ENTREGENT_ALLOW_PRIVATE_HTTP=1`. Proxies
/// of the environment are not used: they would choose the address in our place.
///
///     let reply = try await client.send(HttpCall(.get, "https://login.example.com/.well-known/openid-configuration"))
///
/// Throws `Refusal` (`address_forbidden`, `host_unknown`, `http_timeout`, `http_too_large`, `http_failed`) in words for
/// a person; a status other than 2xx is an answer, not an error. Cancelling the task ends the call.
package struct HttpClient: Sendable {
    package let allowsPrivateAddresses: Bool
    /// Certificates to trust instead of the system's; for a provider of the house, and for tests.
    package let trust: String?

    package init(allowsPrivateAddresses: Bool = false, trust: String? = nil) {
        self.allowsPrivateAddresses = allowsPrivateAddresses
        self.trust = trust
    }

    /// By `ENTREGENT_ALLOW_PRIVATE_HTTP` and `ENTREGENT_CA_FILE`.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let trust = environment["ENTREGENT_CA_FILE"] ?? ""
        self.init(
            allowsPrivateAddresses: environment["ENTREGENT_ALLOW_PRIVATE_HTTP"] == "1",
            trust: trust.isEmpty ? nil : trust)
    }

    package func send(_ call: HttpCall) async throws -> HttpReply {
        let ending = Ending()
        return try await withTaskCancellationHandler {
            try await NetworkThreads.run { try follow(call, ending) }
        } onCancel: {
            ending.end()
        }
    }

    private func follow(_ call: HttpCall, _ ending: Ending) throws -> HttpReply {
        let deadline = Date().addingTimeInterval(Double(call.timeoutSeconds))
        var call = call
        var left = call.method == .get ? call.redirects : 0
        while true {
            let place = try HttpPlace(call.address)
            let reply = try exchange(call, place, until: deadline, ending)
            guard left > 0, [301, 302, 303, 307, 308].contains(reply.status), let location = reply.header("location")
            else { return reply }
            left -= 1
            let next = try place.following(location)
            if next.origin != place.origin {
                call.headers.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
            }
            call.address = next.address
        }
    }

    private func exchange(_ call: HttpCall, _ place: HttpPlace, until deadline: Date, _ ending: Ending) throws
        -> HttpReply
    {
        let mayBePrivate = allowsPrivateAddresses || call.allowsPrivateAddresses
        guard place.scheme == "https" || (place.scheme == "http" && mayBePrivate) else { throw HttpRefusal.insecure }
        let addresses = try place.resolved().filter { mayBePrivate || !$0.isPrivate }
        guard !addresses.isEmpty else { throw HttpRefusal.forbidden(place.host) }

        let curl = try Curl()
        curl.set(CURLOPT_URL, place.address)
        curl.set(CURLOPT_PROTOCOLS_STR, "https,http")
        curl.set(CURLOPT_PROXY, "")
        if let pin = place.pin(to: addresses) { curl.setList(CURLOPT_RESOLVE, [pin]) }
        curl.set(CURLOPT_SSLVERSION, 6)  // CURL_SSLVERSION_TLSv1_2 or later
        if let trust { curl.set(CURLOPT_CAINFO, trust) }
        curl.set(CURLOPT_CUSTOMREQUEST, call.method.rawValue)
        curl.setHeaders(try HttpClient.lines(call))
        curl.set(CURLOPT_TIMEOUT_MS, max(1, Int(deadline.timeIntervalSinceNow * 1000)))
        curl.set(CURLOPT_CONNECTTIMEOUT_MS, 5000)
        if let body = call.body { curl.send(body) }
        let received = curl.receive(atMost: call.maximumBytes, headers: true)
        curl.watch(ending)
        try curl.perform(place.host)
        return HttpReply(
            status: curl.number(CURLINFO_RESPONSE_CODE), headers: received.headers, body: received.body,
            address: place.address)
    }

    /// No line of a header can hold another one.
    private static func lines(_ call: HttpCall) throws -> [String] {
        // Without `Expect` a body is sent at once.
        var lines = ["User-Agent: Entregent", "Expect:"]
        if call.body == nil, call.method != .get { lines.append("Content-Length: 0") }
        for header in call.headers {
            let isClean = !(header.name + header.value).unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
            guard isClean, !header.name.isEmpty, !header.name.contains(":") else {
                preconditionFailure("the header \(header.name) holds a character that headers may not hold")
            }
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        return lines
    }
}

/// Why a call to another server did not come about, in words for a person.
enum HttpRefusal {
    static let malformed = Refusal(
        code: "address_malformed",
        Message("This is not an address of a web server. It starts with https:// and names a host."))

    static let insecure = Refusal(
        code: "address_forbidden",
        Message("Only addresses that start with https:// are called: anything else could be read on the way."))

    static func forbidden(_ host: String) -> Refusal {
        Refusal(
            code: "address_forbidden",
            Message(
                "“{host}” is on a private network, where this server does not call. Give a public address.",
                ["host": .text(host)]))
    }

    static func unknown(_ host: String) -> Refusal {
        Refusal(
            .unavailable, code: "host_unknown",
            Message("No server is called “{host}”. Check the name.", ["host": .text(host)]))
    }

    static func slow(_ host: String) -> Refusal {
        Refusal(
            .unavailable, code: "http_timeout",
            Message("“{host}” did not answer in time. Try again later.", ["host": .text(host)]))
    }

    static func tooLarge(_ host: String) -> Refusal {
        Refusal(
            .tooLarge, code: "http_too_large",
            Message("“{host}” sent more than was to be expected.", ["host": .text(host)]))
    }

    static func failed(_ host: String, _ reason: String) -> Refusal {
        Refusal(
            .unavailable, code: "http_failed",
            Message(
                "The connection with “{host}” failed: {reason}.", ["host": .text(host), "reason": .text(reason)]))
    }
}
