import HTTPTypes
import HummingbirdCore
import NIOCore
import Records

/// Turns what came over the wire into a request of ours, or says what is wrong with it.
struct RequestReading: Sendable {
    let configuration: WebConfiguration

    /// Always gives a request, so that even a refusal can be answered and logged like any other.
    func read(
        _ incoming: HummingbirdCore.Request, _ body: IncomingBody, _ channel: any Channel
    ) -> (Request, problem: (any Error)?) {
        var headers = Headers()
        for field in incoming.headers { headers.add(field.name.rawName, field.value) }
        let address = incoming.head.path ?? "/"
        let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count > 1 ? Form(encoded: parts[1].utf8) : Form()
        let method = Method(rawValue: incoming.method.rawValue)
        let request = Request(
            method: method ?? .get, path: parts.first.map(String.init) ?? "/", query: query ?? Form(), headers: headers,
            id: requestID(headers["X-Request-Id"]), remoteAddress: remoteAddress(headers, channel),
            isSecure: forwarded("X-Forwarded-Proto", headers)?.lowercased() == "https",
            host: forwarded("X-Forwarded-Host", headers) ?? incoming.head.authority ?? "", body: body)
        if method == nil { return (request, unknownMethod(incoming.method.rawValue)) }
        if address.utf8.count > configuration.limits.addressBytes { return (request, tooLongAddress) }
        if query == nil || !(address.hasPrefix("/") || address == "*") { return (request, malformedAddress) }
        return (request, nil)
    }

    /// A name given by a proxy is kept, if it is one; otherwise we make one.
    private func requestID(_ given: String?) -> String {
        if let given, (8...64).contains(given.utf8.count), given.utf8.allSatisfy(isPlain) { return given }
        return String(UInt64.random(in: 1 << 60 ... .max), radix: 36)
            + String(UInt64.random(in: 1 << 60 ... .max), radix: 36)
    }

    private func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }

    private func remoteAddress(_ headers: Headers, _ channel: any Channel) -> String {
        // The last entry was written by our own proxy; those before it by anybody.
        if configuration.isBehindProxy, let last = headers.members("X-Forwarded-For").last { return last }
        return channel.remoteAddress?.ipAddress ?? "unknown"
    }

    private func forwarded(_ name: String, _ headers: Headers) -> String? {
        configuration.isBehindProxy ? headers.members(name).last : nil
    }

    private func unknownMethod(_ name: String) -> Refusal {
        let known = Method.allCases.map(\.rawValue)
        return Refusal(
            .methodNotAllowed, code: "method_not_allowed",
            Message(
                "{method} is not possible here; possible are {methods}.",
                ["method": .text(String(name.prefix(20))), "methods": .text(known.joined(separator: ", "))]),
            details: ["allow": .array(known.map { .text($0) })])
    }

    private var tooLongAddress: StatusRefusal {
        StatusRefusal(
            414,
            Refusal(
                .malformed, code: "url_too_long",
                Message(
                    "This address is longer than {limit} characters. Use fewer filters, or save them as a view.",
                    ["limit": .number(configuration.limits.addressBytes)])))
    }
}
