import Foundation
import Records

/// The bytes of a file given to us, wherever they are: read by offset, so that a reader can stop and begin again
/// anywhere.
package struct TableBytes: Sendable {
    /// Nil where the end is not known beforehand.
    package let size: Int?
    /// Up to `count` bytes from `offset`; none at the end.
    private let reading: @Sendable (_ offset: Int, _ count: Int) throws -> [UInt8]

    package static let chunk = 65_536

    package init(size: Int?, _ reading: @escaping @Sendable (_ offset: Int, _ count: Int) throws -> [UInt8]) {
        self.size = size
        self.reading = reading
    }

    package init(memory bytes: [UInt8]) {
        self.init(size: bytes.count) { offset, count in
            offset < bytes.count ? Array(bytes[offset..<min(bytes.count, offset + count)]) : []
        }
    }

    /// A file on disk, open for as long as this value or a copy of it lives.
    package init(file path: String) throws {
        let file = try OpenFile(path)
        self.init(size: try file.size()) { offset, count in try file.read(at: offset, count) }
    }

    package func read(at offset: Int, _ count: Int = TableBytes.chunk) throws -> [UInt8] { try reading(offset, count) }
}

/// A file descriptor that closes itself.
private final class OpenFile: Sendable {
    private let descriptor: Int32
    private let path: String

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OpenFile.unreadable(path) }
    }

    deinit { close(descriptor) }

    func size() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw OpenFile.unreadable(path)
        }
        return Int(status.st_size)
    }

    func read(at offset: Int, _ count: Int) throws -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
                if got == 0 { break }
                if got < 0 {
                    if errno == EINTR { continue }
                    failed = true
                    break
                }
                filled += got
            }
        }
        if failed { throw OpenFile.unreadable(path) }
        return bytes
    }

    private static func unreadable(_ path: String) -> Refusal {
        Refusal(
            .invalidRequest, code: "file_unreadable",
            Message(
                "The file {name} cannot be read: {reason}. Check that it exists and may be read.",
                [
                    "name": .text((path as NSString).lastPathComponent),
                    "reason": .text(String(cString: strerror(errno))),
                ]
            ))
    }
}
