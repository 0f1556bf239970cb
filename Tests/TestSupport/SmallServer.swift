import Foundation
import Glibc
import Storage

/// A server on this machine that gives one prepared answer to each connection and keeps what it was asked.
package final class SmallServer: @unchecked Sendable {
    package let port: Int
    private let socket: Int32
    private let lock = Lock()
    private var heard: [String] = []

    /// Answers in turn; the last one for ever. Nil keeps silent.
    package init(_ answers: [String?]) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(socket, $0, length)
                _ = listen(socket, 16)
                return getsockname(socket, $0, &length)
            }
        }
        precondition(number == 0, "no port is free")
        self.socket = socket
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in serve(answers) }
    }

    deinit { close(socket) }

    package func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

    package var requests: [String] { lock.locked { heard } }
    package func address(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    private func serve(_ answers: [String?]) {
        var number = 0
        while true {
            let connection = accept(socket, nil, nil)
            if connection < 0 { return }
            let answer = answers[min(number, answers.count - 1)]
            number += 1
            Thread.detachNewThread { [self] in
                let request = read(connection)
                lock.locked { heard.append(request) }
                guard let answer else { return }
                let bytes = Array(answer.utf8)
                _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                close(connection)
            }
        }
    }

    /// Head and, by its length, body.
    private func read(_ connection: Int32) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count <= 0 { return text }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let head = text[..<end.lowerBound].lowercased()
            let expected = head.components(separatedBy: "content-length: ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) }
            if text[end.upperBound...].utf8.count >= expected ?? 0 { return text }
        }
    }

    package static func answer(_ status: String = "200 OK", _ headers: [String] = [], _ body: String = "") -> String {
        (["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)", "Connection: close"] + headers)
            .joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}
