import HummingbirdCore
import NIOCore

/// Where a streamed answer is written. Writing waits while the reader is slow. Small pieces are gathered.
package final class BodyWriter {
    private static let gatheredBytes = 32_768

    private var out: any ResponseBodyWriter
    private let gzip: GzipStream?
    private var gathered: [UInt8] = []

    init(_ out: any ResponseBodyWriter, gzip: GzipStream?) {
        self.out = out
        self.gzip = gzip
    }

    package func write(_ bytes: [UInt8]) async throws {
        gathered += bytes
        if gathered.count >= BodyWriter.gatheredBytes { try await flush() }
    }

    package func write(_ text: String) async throws { try await write(Array(text.utf8)) }

    /// Sends what was gathered now.
    package func flush() async throws {
        let bytes = gzip?.compress(gathered) ?? gathered
        gathered.removeAll(keepingCapacity: true)
        if !bytes.isEmpty { try await send(bytes) }
    }

    func finish() async throws {
        try await flush()
        if let gzip { try await send(gzip.finish()) }
        let out = out
        try await out.finish(nil)
    }

    private func send(_ bytes: [UInt8]) async throws {
        do {
            try await out.write(ByteBuffer(bytes: bytes))
        } catch {
            throw ReaderGone()
        }
    }
}

/// Whoever read the answer left before its end: nothing is wrong on our side.
package struct ReaderGone: Error {}
