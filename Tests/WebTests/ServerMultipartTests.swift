import Foundation
import Records
import Testing

@testable import Web

@Suite("Server: multipart forms")
struct ServerMultipartTests {
    private func request(_ pieces: [[UInt8]]) -> Request {
        Request(.post, "/", headers: ["Content-Type": "multipart/form-data; boundary=line"], pieces: pieces)
    }

    @Test("parts are found wherever the pieces are cut", arguments: [1, 2, 3, 7, 16, 100, 10_000])
    func pieces(size: Int) async throws {
        let text =
            "preamble\r\n--line\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nCafé\r\n--lin\r\n-\r\n"
            + "--line\r\nContent-Disposition: form-data; name=\"tag\"\r\n\r\n\r\n"
            + "--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\dir\\a%22b.txt\"\r\n"
            + "Content-Type: text/csv\r\n\r\nhello\r\n--line--\r\nepilogue"
        let bytes = Array(text.utf8)
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        var found: [String] = []
        try await request(pieces).multipart { part in
            found.append("\(part.name)|\(part.fileName ?? "-")|\(part.contentType)|\(try await part.text())")
        }
        #expect(
            found == ["title|-|text/plain|Café\r\n--lin\r\n-", "tag|-|text/plain|", "file|a\"b.txt|text/csv|hello"])
    }

    @Test("a part left unread is skipped, and limits refuse what is too much")
    func limits() async throws {
        let part = "--line\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n0123456789\r\n"
        let body = [Array((part + part + "--line--\r\n").utf8)]
        var names: [String] = []
        try await request(body).multipart { names.append($0.name) }
        #expect(names == ["a", "a"])
        await #expect(throws: Refusal.self) {
            try await request(body).multipart(limits: MultipartLimits(field: 9)) { _ = try await $0.bytes() }
        }
        await #expect(throws: Refusal.self) {
            try await request(body).multipart(limits: MultipartLimits(parts: 1)) { _ in }
        }
        await #expect(throws: Refusal.self) {
            try await request(body).multipart(limits: MultipartLimits(total: 50)) { _ in }
        }
    }

    @Test(
        "what is cut off or badly separated is refused",
        arguments: [
            "", "--line", "--line\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end",
            "--line\r\nContent-Disposition: attachment\r\n\r\nx\r\n--line--", "--lineX\r\n",
        ])
    func malformed(body: String) async throws {
        await #expect(throws: Refusal.self) {
            try await request([Array(body.utf8)]).multipart { _ = try await $0.text() }
        }
    }

    @Test("a file of 100 MB goes to disk without passing through memory whole")
    func largeFile() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("upload"), size = 100 << 20
        let server = Server { routes, _ in
            routes.post("/upload", .anonymous) { request, _ in
                var saved: Int64 = 0
                try await request.multipart(limits: MultipartLimits(total: 200 << 20, file: 200 << 20)) { part in
                    saved += try await part.save(to: path)
                }
                return .text("\(saved)")
            }
        }
        try await server.running { port in
            let wire = try Wire(port: port, patienceSeconds: 60)
            let open = "--line\r\nContent-Disposition: form-data; name=\"f\"; filename=\"big\"\r\n\r\n"
            let end = "\r\n--line--\r\n"
            try await wire.send(
                "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=line\r\n"
                    + "Content-Length: \(open.utf8.count + size + end.utf8.count)\r\n\r\n" + open)
            let before = residentBytes()
            var peak = before
            let megabyte = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            for _ in 0..<100 {
                try await wire.send(megabyte)
                peak = max(peak, residentBytes())
            }
            try await wire.send(end)
            #expect(try await wire.answer().text == "\(size)")
            // Other tests run beside this one, so the bound leaves them room; the file itself would not fit under it.
            #expect(peak - before < 64 << 20)
        }
        #expect(try StoredFile(path: path).size == Int64(size))
    }

    @Test("a broken upload leaves no file behind")
    func brokenUpload() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("upload")
        let body = [Array("--line\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\ncut".utf8)]
        await #expect(throws: Refusal.self) {
            try await request(body).multipart { _ = try await $0.save(to: path) }
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    private func residentBytes() -> Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")[1]
        return (pages.flatMap { Int($0) } ?? 0) * 4096
    }
}

/// A folder of a test's own, gone with it.
final class TemporaryFolder: Sendable {
    let root = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: root) }

    func path(_ name: String) -> String { root.appending(path: name).path(percentEncoded: false) }

    func write(_ name: String, _ text: String) throws {
        let url = root.appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}
