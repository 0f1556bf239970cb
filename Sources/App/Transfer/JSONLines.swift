import Exchange
import Foundation
import Records

/// A file of one JSON object a line, being read.
struct JSONLines {
    private let bytes: TableBytes
    private let name: String
    private var rest: [UInt8] = []
    private var start = 0
    private var offset = 0
    private var line = 0

    init(_ path: String) throws {
        bytes = try TableBytes(file: path)
        name = (path as NSString).lastPathComponent
    }

    mutating func next() throws -> JSON? {
        while true {
            if let end = rest[start...].firstIndex(of: 10) {
                let text = rest[start..<end]
                start = end + 1
                line += 1
                if !text.isEmpty { return try parsed(text) }
                continue
            }
            rest.removeFirst(start)
            start = 0
            let piece = try bytes.read(at: offset)
            if piece.isEmpty { return rest.isEmpty ? nil : try last() }
            offset += piece.count
            rest += piece
        }
    }

    /// What is said of the line read last when it does not hold what it should.
    var unreadable: Refusal {
        Refusal(
            code: "unreadable_line",
            Message("Line {line} of {name} cannot be read.", ["line": .number(line), "name": .text(name)]))
    }

    private mutating func last() throws -> JSON {
        let text = rest[...]
        rest = []
        line += 1
        return try parsed(text)
    }

    private func parsed(_ text: ArraySlice<UInt8>) throws -> JSON {
        do { return try JSON(text) } catch { throw unreadable }
    }
}
