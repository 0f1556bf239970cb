import Exchange
import Foundation

/// One file that holds others one after the other, in the tar format: any system can look into a backup and take a
/// single file out of it.
enum Archive {
    static let block = 512
    /// Files pass through memory in pieces of this size.
    static let piece = 1 << 20

    /// Sizes from eight gigabytes on do not fit the twelve octal digits and are written in binary, as GNU tar does.
    static func header(_ name: String, bytes: Int64, at seconds: Int64) -> Data {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: String, _ place: Int) {
            header.replaceSubrange(place..<place + text.utf8.count, with: Array(text.utf8))
        }
        precondition(name.utf8.count <= 100, "names in a backup are made by us and short: \(name)")
        put(name, 0)
        put("0000600", 100)
        put("0000000", 108)
        put("0000000", 116)
        if bytes < 1 << 33 {
            put(octal(bytes, 11), 124)
        } else {
            header[124] = 0x80
            for place in 0..<8 { header[135 - place] = UInt8(truncatingIfNeeded: bytes >> (8 * Int64(place))) }
        }
        put(octal(seconds, 11), 136)
        put("        ", 148)
        put("0", 156)
        put("ustar", 257)
        put("00", 263)
        let sum = header.reduce(0) { $0 + Int64($1) }
        put(octal(sum, 6), 148)
        header[154] = 0
        return Data(header)
    }

    private static func octal(_ number: Int64, _ digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    static func padding(after bytes: Int64) -> Int { Int((512 - bytes % 512) % 512) }
}

/// Writes an archive; what it wrote is known by size and fingerprint.
struct ArchiveWriter {
    struct Entry {
        let name: String
        let bytes: Int64
        let sha256: String
    }

    private let file: FileHandle
    private let seconds: Int64
    private(set) var entries: [Entry] = []

    init(path: String, at date: Date) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw OperationFailure("cannot write \(path): check that its folder exists and may be written to")
        }
        file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        seconds = Int64(date.timeIntervalSince1970)
    }

    mutating func add(_ name: String, from path: String) throws {
        let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        let bytes = Int64(try source.seekToEnd())
        try source.seek(toOffset: 0)
        try file.write(contentsOf: Archive.header(name, bytes: bytes, at: seconds))
        var fingerprint = Fingerprint(), left = bytes
        while left > 0, let piece = try source.read(upToCount: Int(min(left, Int64(Archive.piece)))), !piece.isEmpty {
            fingerprint.add(piece)
            try file.write(contentsOf: piece)
            left -= Int64(piece.count)
        }
        try source.close()
        guard left == 0 else { throw OperationFailure("\(path) became shorter while it was being read: try again") }
        try file.write(contentsOf: Data(count: Archive.padding(after: bytes)))
        entries.append(Entry(name: name, bytes: bytes, sha256: fingerprint.hex))
    }

    /// A last small entry, the end marks, and everything on disk.
    func finish(_ name: String, _ content: Data) throws {
        try file.write(contentsOf: Archive.header(name, bytes: Int64(content.count), at: seconds) + content)
        try file.write(contentsOf: Data(count: Archive.padding(after: Int64(content.count)) + 2 * Archive.block))
        try file.synchronize()
        try file.close()
    }
}

/// Reads an archive from front to back.
struct ArchiveReader {
    struct Entry {
        let name: String
        let bytes: Int64
    }

    private let file: FileHandle
    private let path: String

    private init(path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw OperationFailure("cannot read the backup \(path)")
        }
        self.file = file
        self.path = path
    }

    /// The next entry's name and size; nil at the end. Its content must be read before the next one.
    func next() throws -> Entry? {
        guard let header = try file.read(upToCount: Archive.block), header.count == Archive.block else {
            throw OperationFailure("\(path) ends too early: it is no whole backup")
        }
        let bytes = [UInt8](header)
        if bytes.allSatisfy({ $0 == 0 }) { return nil }
        let name = String(decoding: bytes[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        guard String(decoding: bytes[257..<262], as: UTF8.self) == "ustar", let size = size(bytes), size >= 0 else {
            throw OperationFailure("\(path) is no backup of Entregent")
        }
        return Entry(name: name, bytes: size)
    }

    private func size(_ header: [UInt8]) -> Int64? {
        if header[124] == 0x80 { return header[128..<136].reduce(0) { $0 << 8 | Int64($1) } }
        return Int64(String(decoding: header[124..<135], as: UTF8.self), radix: 8)
    }

    /// Hands over the entry's bytes; returns their fingerprint.
    func content(of entry: Entry, _ take: (Data) throws -> Void = { _ in }) throws -> String {
        var fingerprint = Fingerprint(), left = entry.bytes
        while left > 0 {
            guard let piece = try file.read(upToCount: Int(min(left, Int64(Archive.piece)))), !piece.isEmpty else {
                throw OperationFailure("\(path) ends too early: it is no whole backup")
            }
            fingerprint.add(piece)
            try take(piece)
            left -= Int64(piece.count)
        }
        _ = try file.read(upToCount: Archive.padding(after: entry.bytes))
        return fingerprint.hex
    }

    /// Opens an archive for `work` and closes it; after an error it closes when it is let go.
    static func reading<Result>(_ path: String, _ work: (ArchiveReader) throws -> Result) throws -> Result {
        let reader = try ArchiveReader(path: path), result = try work(reader)
        try reader.file.close()
        return result
    }
}

/// Something outside went wrong, for the operator.
struct OperationFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
