import Foundation
import NIOPosix

/// Streams bytes into a new file, off the tasks that answer requests.
enum FileWriter {
    /// Writes all chunks and makes sure they are on disk. A failure, also of the sender, leaves no file behind.
    static func save<Chunks: AsyncSequence>(_ chunks: Chunks, to path: String) async throws -> Int64
    where Chunks.Element == [UInt8] {
        let file = try await onDiskThread {
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw FileError(doing: "create", path: path) }
            return file
        }
        do {
            var size: Int64 = 0
            for try await chunk in chunks {
                size += Int64(chunk.count)
                try await onDiskThread { try write(chunk, to: file, path) }
            }
            try await onDiskThread {
                guard fsync(file) == 0 else { throw FileError(doing: "save", path: path) }
                close(file)
            }
            return size
        } catch {
            close(file)
            unlink(path)
            throw error
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws {
        try bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Foundation.write(file, bytes.baseAddress! + done, bytes.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw FileError(doing: "write", path: path) }
                done += count
            }
        }
    }
}

/// The file system said no.
struct FileError: Error, CustomStringConvertible {
    let doing: String
    let path: String
    let reason = String(cString: strerror(errno))

    var description: String { "cannot \(doing) \(path): \(reason)" }
}

/// Blocking file work belongs on threads of its own.
func onDiskThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive(work)
}
