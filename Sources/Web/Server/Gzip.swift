import CZlib

/// Squeezes text on its way out (RFC 1952). Used by one task at a time.
final class GzipStream {
    /// zlib remembers this address, so it must not move.
    private let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    init(level: Int32 = 5) {
        state.initialize(to: z_stream())
        // 15 is the window of 32 KB, plus 16 asks for gzip's header and checksum.
        let outcome = deflateInit2_(
            state, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(outcome == Z_OK, "zlib refuses its own settings")
    }

    deinit {
        deflateEnd(state)
        state.deallocate()
    }

    /// May give nothing yet: it waits for more to squeeze well.
    func compress(_ bytes: [UInt8]) -> [UInt8] { bytes.isEmpty ? [] : run(bytes, Z_NO_FLUSH) }

    func finish() -> [UInt8] { run([], Z_FINISH) }

    private func run(_ bytes: [UInt8], _ flush: Int32) -> [UInt8] {
        var input = bytes, out: [UInt8] = []
        let size = max(1024, bytes.count / 2)
        input.withUnsafeMutableBufferPointer { input in
            state.pointee.next_in = input.baseAddress
            state.pointee.avail_in = UInt32(input.count)
            repeat {
                out += [UInt8](unsafeUninitializedCapacity: size) { space, count in
                    state.pointee.next_out = space.baseAddress
                    state.pointee.avail_out = UInt32(size)
                    _ = deflate(state, flush)
                    count = size - Int(state.pointee.avail_out)
                }
            } while state.pointee.avail_out == 0
        }
        return out
    }

    /// All at once.
    static func compress(_ bytes: [UInt8], level: Int32 = 5) -> [UInt8] {
        let stream = GzipStream(level: level)
        return stream.compress(bytes) + stream.finish()
    }
}
