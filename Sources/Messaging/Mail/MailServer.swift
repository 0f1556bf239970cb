import CCurl
import Foundation
import Records

/// The server that takes our letters, and as whom we write.
package struct MailServer: Sendable, Hashable {
    package enum Protection: String, Sendable, CaseIterable {
        /// Encrypted once both have greeted each other; usual on port 587. Never left out where the server lacks it.
        case startTLS = "starttls"
        /// Encrypted from the first byte; usual on port 465.
        case tls
        /// Nothing: only to a program on this machine.
        case none
    }

    package var host: String
    package var port: Int
    package var protection: Protection
    package var user: String
    package var password: String
    package var from: MailAddress

    package init(
        host: String, port: Int, protection: Protection, user: String = "", password: String = "", from: MailAddress
    ) {
        self.host = host
        self.port = port
        self.protection = protection
        self.user = user
        self.password = password
        self.from = from
    }

    /// What follows `@` in the names of our letters.
    package var house: String { EmailAddress.domain(of: from.address).map(String.init) ?? "entregent.invalid" }
}

extension MailServer {
    /// `ENTREGENT_SMTP_URL`: `smtps://user:password@mail.example.com?from=crm@example.com&name=Our+CRM`. `smtp://` asks
    /// for STARTTLS, except on this machine. What cannot be understood is refused with the reason.
    package init(address: String) throws(Refusal) {
        let faulty = Refusal(
            code: "mail_address_malformed",
            Message(
                "ENTREGENT_SMTP_URL is not understood. It looks like {example}.",
                ["example": .text("smtps://user:password@mail.example.com:465?from=crm@example.com")]))
        guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
            ["smtp", "smtps"].contains(scheme), let host = parts.host, !host.isEmpty
        else { throw faulty }
        let items = Dictionary(
            (parts.queryItems ?? []).map { ($0.name, $0.value?.replacing("+", with: " ") ?? "") },
            uniquingKeysWith: { first, _ in first })
        // A plus sign belongs to addresses; in a name it is a space.
        let sender = parts.queryItems?.first { $0.name == "from" }?.value ?? ""
        guard let from = MailAddress(sender, name: items["name"]) else { throw faulty }
        let isHere = NetworkAddress(host)?.isLoopback ?? (host == "localhost")
        let protection: Protection = scheme == "smtps" ? .tls : isHere ? .none : .startTLS
        self.init(
            host: host, port: parts.port ?? (scheme == "smtps" ? 465 : isHere ? 25 : 587), protection: protection,
            user: parts.user ?? "", password: parts.password ?? "", from: from)
    }
}

/// A letter was not taken this time; another time it may be.
package struct MailFailure: Error, Sendable, CustomStringConvertible {
    package let description: String
    /// It was handed over whole, and the server never said whether it took it: it may arrive.
    package var isDoubtful = false
}

extension MailServer {
    package static let refused = "mail_refused"
    /// What the server said when it refused, among the refusal's details.
    package static let reply = "reply"

    /// Hands a letter over. Throws `Refusal` where trying again is of no use (an address that does not exist, a server
    /// without encryption), `MailFailure` where it may be. Certificates are verified. `handing` runs when everything
    /// was agreed on and only the last of the text is left to send: where it throws, the letter does not leave.
    package func send(
        _ mail: Mail, at now: Instant, trust: String? = nil, handing: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        let bytes = mail.message(from: from, house: house, at: now)
        let ending = Ending()
        try await withTaskCancellationHandler {
            try await NetworkThreads.run { try hand(bytes, mail, trust, ending, handing) }
        } onCancel: {
            ending.end()
        }
    }

    private func hand(
        _ bytes: Data, _ mail: Mail, _ trust: String?, _ ending: Ending, _ handing: (@Sendable () async throws -> Void)?
    ) throws {
        guard !mail.to.isEmpty else {
            throw Refusal(code: "mail_without_address", Message("This mail goes to nobody: give it an address."))
        }
        if protection == .none {
            let found = NetworkAddress.resolve(host)
            guard !found.isEmpty else { throw MailFailure(description: "no server is called \(host)") }
            guard found.allSatisfy(\.isLoopback) else {
                throw Refusal(
                    code: "mail_unprotected",
                    Message(
                        "Mail leaves this machine encrypted only: choose STARTTLS or TLS for “{host}”.",
                        ["host": .text(host)]))
            }
        }
        let curl = try Curl()
        let isAddress6 = host.contains(":")
        let scheme = protection == .tls ? "smtps" : "smtp"
        curl.set(CURLOPT_URL, "\(scheme)://\(isAddress6 ? "[\(host)]" : host):\(port)/\(house)")
        curl.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        curl.set(CURLOPT_PROXY, "")
        curl.set(CURLOPT_SSLVERSION, 6)  // CURL_SSLVERSION_TLSv1_2 or later
        if protection != .none { curl.set(CURLOPT_USE_SSL, 3) }  // CURLUSESSL_ALL
        if let trust { curl.set(CURLOPT_CAINFO, trust) }
        if !user.isEmpty {
            curl.set(CURLOPT_USERNAME, user)
            curl.set(CURLOPT_PASSWORD, password)
        }
        curl.set(CURLOPT_MAIL_FROM, "<\((mail.from ?? from).address)>")
        curl.setList(CURLOPT_MAIL_RCPT, (mail.to + mail.cc).map { "<\($0.address)>" })
        curl.set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        curl.set(CURLOPT_TIMEOUT_MS, 60_000 + bytes.count / 20)
        let outgoing = curl.upload(bytes, beforeLast: handing.map { body in { try NetworkThreads.wait(for: body) } })
        let received = curl.receive(atMost: 1 << 20, headers: true)
        curl.watch(ending)
        let code = curl.attempt()
        if code == CURLE_OK { return }
        let status = curl.number(CURLINFO_RESPONSE_CODE)
        // “354 go ahead” was the last we heard.
        if outgoing.isWhole, status == 354 {
            throw MailFailure(description: "\(host): \(curl.words(code))", isDoubtful: true)
        }
        if ending.isEnded { throw CancellationError() }
        throw failure(code, status, received.reply(status), curl)
    }

    private func failure(_ code: CURLcode, _ status: Int, _ reply: String?, _ curl: Curl) -> any Error {
        if code == CURLE_USE_SSL_FAILED {
            return Refusal(
                code: "mail_unprotected",
                Message(
                    "“{host}” offers no encryption, so nothing was sent. Ask whoever runs it.", ["host": .text(host)]))
        }
        // 5xx after the greeting: this sender, address or letter will never be taken. Sign-in and certificates can be
        // put right, so these are tried again.
        if (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY), (550...554).contains(status) {
            let reason = reply.map { String($0.prefix(500)) } ?? "\(status), \(curl.words(code))"
            return Refusal(
                code: MailServer.refused,
                Message(
                    "The mail server “{host}” refused this mail: {reason}.",
                    ["host": .text(host), "reason": .text(reason)]), details: [MailServer.reply: .text(reason)])
        }
        let answer = status > 0 ? "\(status), " : ""
        return MailFailure(description: "\(host): \(answer)\(curl.words(code))")
    }
}
