import Foundation

/// A file of lines, read forward from any line's start. A line beyond the limit is passed over, not kept in memory.
struct BulkLines {
    struct Line {
        /// Nil for a line that is too long.
        let bytes: [UInt8]?
        /// Where the next line starts.
        let end: UInt64
    }

    static let maximumLineBytes = 1_048_576
    private static let chunk = 262_144

    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var start = 0
    /// Where the line being read continues in the file.
    private var offset: UInt64
    private var isAtEnd = false

    init(path: String, from offset: UInt64) throws {
        file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        try file.seek(toOffset: offset)
        self.offset = offset
    }

    mutating func next() throws -> Line? {
        var isTooLong = false
        while true {
            if let newline = buffer[start...].firstIndex(of: 10) {
                let bytes =
                    isTooLong || newline - start > BulkLines.maximumLineBytes ? nil : Array(buffer[start..<newline])
                offset += UInt64(newline + 1 - start)
                start = newline + 1
                return Line(bytes: bytes, end: offset)
            }
            if buffer.count - start > BulkLines.maximumLineBytes {
                isTooLong = true
                drop(buffer.count - start)
            }
            guard !isAtEnd else {
                let rest = buffer.count - start
                guard rest > 0 || isTooLong else { return nil }
                let bytes = isTooLong ? nil : Array(buffer[start...])
                drop(rest)
                return Line(bytes: bytes, end: offset)
            }
            try fill()
        }
    }

    private mutating func drop(_ count: Int) {
        offset += UInt64(count)
        start += count
    }

    private mutating func fill() throws {
        buffer.removeSubrange(..<start)
        start = 0
        let more = try file.read(upToCount: BulkLines.chunk) ?? Data()
        if more.isEmpty { isAtEnd = true }
        buffer += more
    }

    func close() throws { try file.close() }

    static func count(path: String) throws -> Int {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        var lines = 0, last: UInt8 = 10
        while let data = try file.read(upToCount: chunk), !data.isEmpty {
            for byte in data where byte == 10 { lines += 1 }
            last = data.last ?? 10
        }
        try file.close()
        return lines + (last == 10 ? 0 : 1)
    }
}
