import Foundation
import Records

/// A file on disk that we may hand out, as it was when it was looked at.
package struct StoredFile: Sendable {
    package let path: String
    package let size: Int64
    package let modifiedAt: Instant
    /// Changes whenever the file does: its inode, size and time.
    package let etag: String

    package init(path: String) throws {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw Refusal.notFound("file") }
        self.path = path
        size = Int64(facts.st_size)
        let seconds = Int64(facts.st_mtim.tv_sec), nanoseconds = Int64(facts.st_mtim.tv_nsec)
        modifiedAt = Instant(microseconds: seconds * 1_000_000 + nanoseconds / 1000)
        etag =
            "\""
            + [Int64(facts.st_ino), size, seconds, nanoseconds].map { String($0, radix: 36) }.joined(separator: "-")
            + "\""
    }

    /// Hands out a stretch of the file in pieces; the reader's pace decides ours.
    func read(from start: Int64, count: Int64, _ give: ([UInt8]) async throws -> Void) async throws {
        let path = path
        let file = try await onDiskThread {
            let file = open(path, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { throw FileError(doing: "open", path: path) }
            return file
        }
        defer { close(file) }
        var at = start
        while at < start + count {
            let from = at, wanted = Int(min(262_144, start + count - at))
            let chunk = try await onDiskThread {
                try [UInt8](unsafeUninitializedCapacity: wanted) { space, count in
                    let read = pread(file, space.baseAddress, wanted, off_t(from))
                    guard read > 0 else { throw FileError(doing: "read", path: path) }
                    count = read
                }
            }
            try await give(chunk)
            at += Int64(chunk.count)
        }
    }
}

/// The part of a file that `Range: bytes=…` asks for. Several ranges at once are answered with the whole file, as
/// RFC 9110 allows.
enum ByteRange: Equatable {
    case whole
    case part(start: Int64, end: Int64)
    case unsatisfiable

    init(_ request: Request, size: Int64, etag: String?, lastModified: String?) {
        self = .whole
        guard request.method == .get, let line = request.headers["Range"], line.hasPrefix("bytes=") else { return }
        if let condition = request.headers["If-Range"], condition != etag, condition != lastModified { return }
        let bounds = line.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map { trimmed($0) }
        guard bounds.count == 2, !line.contains(",") else { return }
        switch (Int64(bounds[0]), Int64(bounds[1])) {
        case (let start?, let end?) where end >= start:
            self = start < size ? .part(start: start, end: min(end, size - 1)) : .unsatisfiable
        case (let start?, nil) where bounds[1].isEmpty:
            self = start < size ? .part(start: start, end: size - 1) : .unsatisfiable
        case (nil, let last?) where bounds[0].isEmpty:
            self = last > 0 && size > 0 ? .part(start: max(0, size - last), end: size - 1) : .unsatisfiable
        default: break
        }
    }
}
