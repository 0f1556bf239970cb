import Foundation

/// A raw connection to a server, so that tests see the very bytes. Its blocking work stays off Swift's own threads.
final class Wire: Sendable {
    private let socket: Int32

    init(port: Int, patienceSeconds: Int = 10) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
        }
        guard outcome == 0 else { throw Broken(reason: "cannot connect: \(String(cString: strerror(errno)))") }
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    struct Broken: Error { let reason: String }

    struct Answer: Sendable {
        let status: Int
        let head: String
        var body: [UInt8] = []
        var text: String { String(decoding: body, as: UTF8.self) }

        func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix(name.lowercased() + ": ") {
                return String(line.dropFirst(name.count + 2))
            }
            return nil
        }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        try await away { [self] in
            var done = 0
            while done < bytes.count {
                let count = bytes.withUnsafeBytes {
                    Foundation.send(socket, $0.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Broken(reason: "cannot send") }
                done += count
            }
        }
    }

    /// One request and its answer.
    func ask(_ request: String, isHead: Bool = false) async throws -> Answer {
        try await send(request)
        return try await answer(isHead: isHead)
    }

    /// The next answer: its head, and its body by length, by chunks or to the end of the line.
    func answer(isHead: Bool = false) async throws -> Answer {
        try await away { [self] in
            let head = try text(until: "\r\n\r\n")
            let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            var answer = Answer(status: status, head: head)
            if isHead || status == 204 || status == 304 || status == 100 { return answer }
            if let length = answer.header("content-length").flatMap({ Int($0) }) {
                while answer.body.count < length { answer.body += try some(length - answer.body.count) }
            } else if answer.header("transfer-encoding") == "chunked" {
                while true {
                    let size = Int(trimmedLine(try text(until: "\r\n")), radix: 16) ?? 0
                    var chunk: [UInt8] = []
                    while chunk.count < size { chunk += try some(size - chunk.count) }
                    _ = try text(until: "\r\n")
                    if size == 0 { break }
                    answer.body += chunk
                }
            }
            return answer
        }
    }

    /// Reads until the text has come.
    func read(until mark: String) async throws -> String { try await away { [self] in try text(until: mark) } }

    /// Whether the other side closed the line, with nothing more to say.
    func isClosed() async throws -> Bool {
        try await away { [self] in
            do {
                _ = try some(1)
                return false
            } catch let broken as Broken {
                return broken.reason == "closed"
            }
        }
    }

    private func text(until mark: String) throws -> String {
        var bytes: [UInt8] = []
        let mark = Array(mark.utf8)
        while !bytes.suffix(mark.count).elementsEqual(mark) { bytes += try some(1) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func some(_ most: Int) throws -> [UInt8] {
        var space = [UInt8](repeating: 0, count: most)
        let count = recv(socket, &space, most, 0)
        if count == 0 || (count < 0 && errno == ECONNRESET) { throw Broken(reason: "closed") }
        guard count > 0 else { throw Broken(reason: "nothing came") }
        return Array(space[..<count])
    }

    private func away<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
        }
    }

    private func trimmedLine(_ line: String) -> String { line.trimmingCharacters(in: .whitespacesAndNewlines) }
}
