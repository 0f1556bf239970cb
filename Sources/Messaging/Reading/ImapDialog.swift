import CCurl
import Foundation
import Glibc
import Records

/// A conversation with an IMAP server (RFC 3501), used by one thread. libcurl connects, encrypts, verifies and signs
/// in; the questions after that are ours, because libcurl's own reading marks letters as seen.
final class ImapDialog {
    struct Answer {
        /// The line, literals left out.
        var text: String
        var literals: [Data] = []
    }

    let host: String
    private let curl: Curl
    private let ending: Ending
    private var buffer = Data()
    private var start = 0
    private var number = 0
    private var isOpen = true
    private static let lineLimit = 8 << 20
    private static let secondsOfSilence = 60.0

    init(_ server: MailboxServer, trust: String?, _ ending: Ending) throws {
        host = server.host
        self.ending = ending
        curl = try Curl()
        let found = NetworkAddress.resolve(server.host)
        guard !found.isEmpty else { throw ImapRefusal.unknown(host).refusal }
        let allowed = found.filter { server.allowsPrivateAddresses || !$0.isPrivate }
        guard !allowed.isEmpty else { throw ImapRefusal.forbidden(host).refusal }
        if server.protection == .none, !allowed.allSatisfy(\.isLoopback) { throw ImapRefusal.unprotected(host).refusal }
        let name = server.host.contains(":") ? "[\(server.host)]" : server.host
        curl.set(CURLOPT_URL, "\(server.protection == .tls ? "imaps" : "imap")://\(name):\(server.port)/")
        curl.set(CURLOPT_PROTOCOLS_STR, "imap,imaps")
        curl.set(CURLOPT_PROXY, "")
        curl.set(CURLOPT_SSLVERSION, 6)  // CURL_SSLVERSION_TLSv1_2 or later
        if server.protection != .none { curl.set(CURLOPT_USE_SSL, 3) }  // CURLUSESSL_ALL
        if let trust { curl.set(CURLOPT_CAINFO, trust) }
        if NetworkAddress(server.host) == nil {
            let list = allowed.map { $0.isVersion6 ? "[\($0.text)]" : $0.text }.joined(separator: ",")
            curl.setList(CURLOPT_RESOLVE, ["\(server.host):\(server.port):\(list)"])
        }
        curl.set(CURLOPT_USERNAME, server.user)
        curl.set(CURLOPT_PASSWORD, server.password)
        curl.set(CURLOPT_CONNECT_ONLY, 1)
        curl.set(CURLOPT_CONNECTTIMEOUT_MS, 15_000)
        curl.set(CURLOPT_TIMEOUT_MS, 40_000)
        curl.watch(ending)
        _ = curl.receive(atMost: 1 << 20, headers: true)
        let code = curl.attempt()
        if code != CURLE_OK {
            if ending.isEnded { throw CancellationError() }
            throw ImapRefusal(code, host, curl.words(code)).refusal
        }
    }

    /// Asks, and reads to the end of the answer. What the server refuses is thrown.
    func command(
        _ text: String, literalsAtMost limit: Int = 1 << 20, refusedAs refused: ImapRefusal? = nil
    ) throws -> [Answer] {
        number += 1
        let tag = "E\(number)"
        try send(Data("\(tag) \(text)\r\n".utf8))
        var answers: [Answer] = []
        while true {
            let answer = try read(limit)
            guard answer.text.hasPrefix("\(tag) ") else {
                if answer.text.uppercased().hasPrefix("* BYE") {
                    isOpen = false
                    throw ImapRefusal.lost(host, String(answer.text.dropFirst(6).prefix(200))).refusal
                }
                if answers.count > 200_000 { throw ImapRefusal.strange(host, "200000").refusal }
                answers.append(answer)
                continue
            }
            let said = answer.text.dropFirst(tag.count + 1)
            if said.uppercased().hasPrefix("OK") { return answers }
            throw (refused ?? .strange(host, String(said.prefix(200)))).refusal
        }
    }

    /// Says goodbye; what comes of it is of no interest.
    func leave() {
        guard isOpen else { return }
        isOpen = false
        do { try send(Data("E0 LOGOUT\r\n".utf8)) } catch { return }
    }

    private func read(_ limit: Int) throws -> Answer {
        var answer = Answer(text: "")
        while true {
            let line = try readLine()
            answer.text += line
            guard let length = ImapText.literal(line) else { return answer }
            guard length <= limit, answer.literals.count < 20 else {
                throw ImapRefusal.strange(host, "{\(length)}").refusal
            }
            answer.literals.append(try readBytes(length))
        }
    }

    private func readLine() throws -> String {
        var looked = start
        while true {
            if let end = buffer[looked...].firstIndex(of: 10) {
                let line = buffer[start..<end]
                start = end + 1
                return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            }
            looked = buffer.endIndex
            guard buffer.count - start < ImapDialog.lineLimit else { throw ImapRefusal.strange(host, "…").refusal }
            let before = start
            try fill()
            looked -= before - start
        }
    }

    private func readBytes(_ count: Int) throws -> Data {
        while buffer.count - start < count { try fill() }
        let bytes = Data(buffer[start..<start + count])
        start += count
        return bytes
    }

    /// Waits for more.
    private func fill() throws {
        if start > 0 {
            buffer = Data(buffer[start...])
            start = 0
        }
        var room = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            var count = 0
            let code = curl_easy_recv(curl.handle, &room, room.count, &count)
            if code == CURLE_OK {
                guard count > 0 else {
                    isOpen = false
                    throw ImapRefusal.lost(host, "").refusal
                }
                buffer.append(contentsOf: room[..<count])
                return
            }
            guard code == CURLE_AGAIN else { throw broken(code) }
            try wait(Int16(POLLIN))
        }
    }

    private func send(_ data: Data) throws {
        var sent = 0
        let bytes = [UInt8](data)
        while sent < bytes.count {
            var count = 0
            let code = bytes[sent...].withUnsafeBytes { curl_easy_send(curl.handle, $0.baseAddress, $0.count, &count) }
            if code == CURLE_OK {
                sent += count
            } else if code == CURLE_AGAIN {
                try wait(Int16(POLLOUT))
            } else {
                throw broken(code)
            }
        }
    }

    private func wait(_ events: Int16) throws {
        var socket: curl_socket_t = -1
        guard entregent_curl_get_socket(curl.handle, &socket) == CURLE_OK, socket >= 0 else {
            throw ImapRefusal.lost(host, "").refusal
        }
        let deadline = Date().addingTimeInterval(ImapDialog.secondsOfSilence)
        while true {
            if ending.isEnded { throw CancellationError() }
            var one = pollfd(fd: socket, events: events, revents: 0)
            if poll(&one, 1, 500) > 0 { return }
            if Date() > deadline {
                isOpen = false
                throw ImapRefusal.slow(host).refusal
            }
        }
    }

    private func broken(_ code: CURLcode) -> any Error {
        isOpen = false
        return ending.isEnded ? CancellationError() : ImapRefusal.lost(host, curl.words(code)).refusal
    }
}
