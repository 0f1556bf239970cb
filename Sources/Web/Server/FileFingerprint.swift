import Crypto
import Foundation

/// What identifies a file's content, and its first bytes: read once, in pieces, off the tasks that answer requests.
package struct FileFingerprint: Sendable, Hashable {
    /// SHA-256 in hexadecimal.
    package let sha256: String
    package let head: [UInt8]
    private static let headBytes = 8192

    package static func of(_ path: String) async throws -> FileFingerprint {
        try await onDiskThread {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            var hash = SHA256(), head: [UInt8] = []
            while let data = try file.read(upToCount: 262_144), !data.isEmpty {
                if head.count < headBytes { head += data.prefix(headBytes - head.count) }
                hash.update(data: data)
            }
            let digits = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return FileFingerprint(sha256: digits, head: head)
        }
    }
}
