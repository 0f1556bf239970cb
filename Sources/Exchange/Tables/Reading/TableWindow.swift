import Foundation
import Records

/// The part of a file being looked at, as UTF-8: from the start of a record on, a piece at a time.
struct TableWindow: Sendable {
    let bytes: TableBytes
    private let encoding: TableEncoding
    private var transcoder: Transcoder
    private var text: [UInt8] = []
    /// Where in `text` the record begins.
    private var head = 0
    /// Where in the file the next piece is.
    private(set) var offset: Int
    private var isLast = false

    init(_ bytes: TableBytes, encoding: TableEncoding, offset: Int) {
        self.bytes = bytes
        self.encoding = encoding
        self.offset = offset
        transcoder = Transcoder(encoding)
    }

    /// False at the end of the file.
    mutating func hasText() throws -> Bool {
        while head >= text.count, !isLast { try grow() }
        return head < text.count
    }

    /// Reads the next piece of the file, forgetting what lies before the record.
    mutating func grow() throws {
        let piece = try bytes.read(at: offset)
        offset += piece.count
        isLast = piece.isEmpty
        text.removeFirst(head)
        head = 0
        text += transcoder.utf8(piece)
    }

    func scan(_ scan: inout TableScan) -> Bool {
        text.withUnsafeBufferPointer { scan.run(UnsafeBufferPointer(rebasing: $0[head...]), isLast: isLast) }
    }

    /// Steps over text, and says how many bytes of the file it was.
    mutating func take(_ count: Int) -> Int {
        let width = encoding.width(of: text[head..<head + count])
        head += count
        return width
    }

    /// The first bytes of the record as text, never cut inside a letter.
    func string(upTo count: Int) -> String {
        var end = min(text.count, head + count)
        while end > head, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: text[head..<end], as: UTF8.self)
    }

    func cells(of scan: TableScan, encoding: TableEncoding, _ limits: TableLimits) -> ([String], TableProblem?) {
        text.withUnsafeBufferPointer {
            TableCells.read(UnsafeBufferPointer(rebasing: $0[head...]), scan, encoding, limits)
        }
    }

    /// Steps over a line of any length without keeping it, and says how many bytes of the file it was.
    mutating func skipLine(limit: Int, line: Int) throws -> Int {
        var skipped = 0
        while try hasText() {
            let rest = text[head...]
            let end = rest.firstIndex { $0 == 10 || $0 == 13 }
            if let end, text[end] == 10 || end + 1 < text.count || isLast {
                let isPair = text[end] == 13 && end + 1 < text.count && text[end + 1] == 10
                return skipped + take(end + (isPair ? 2 : 1) - head)
            }
            skipped += take((end ?? text.count) - head)
            guard skipped <= limit else {
                throw Refusal(
                    .tooLarge, code: "line_too_long",
                    Message(
                        """
                        Line {line} is longer than {limit} bytes: this is no table. Check that the file has line \
                        ends.
                        """,
                        ["line": .number(line), "limit": .number(limit)]))
            }
            if end != nil { try grow() }
        }
        return skipped
    }
}
