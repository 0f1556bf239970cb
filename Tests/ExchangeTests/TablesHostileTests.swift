import Foundation
import Records
import Testing

@testable import Exchange

@Suite("Hostile files")
struct TablesHostileTests {
    /// A file of any size that nobody stores.
    private func endless(_ head: String, fill: UInt8, size: Int) -> TableBytes {
        let head = Array(head.utf8), fill = [UInt8](repeating: fill, count: TableBytes.chunk)
        return TableBytes(size: size) { offset, count in
            if offset >= size { return [] }
            if offset < head.count { return Array(head[offset...]) }
            return count == fill.count && offset + count <= size ? fill : Array(fill.prefix(min(count, size - offset)))
        }
    }

    @Test("a line of a gigabyte is refused without being kept")
    func gigabyteLine() throws {
        let bytes = endless("name,city\nAnn,Lyon\n", fill: UInt8(ascii: "x"), size: 1 << 30)
        let before = residentMegabytes()
        var source = try TableSource(bytes, format: .canonical)
        #expect(try source.next()?.cells == ["Ann", "Lyon"])
        let refused = refusal { try source.next() }
        #expect(refused?.code == "line_too_long")
        #expect(refused?.message.arguments["line"] == .number(3))
        #expect(residentMegabytes() - before < 200)
    }

    @Test("a gigabyte behind a quote that never closes is refused too")
    func gigabyteCell() throws {
        let bytes = endless("name,city\n\"", fill: UInt8(ascii: "x"), size: 1 << 30)
        var source = try TableSource(bytes, format: .canonical)
        #expect(refusal { try source.next() }?.code == "line_too_long")
    }

    @Test("a long line is reported, and the next is read")
    func longLine() throws {
        let text = "a,b\n1,\(String(repeating: "x", count: 1_100_000))\n2,y\n"
        let read = try rows(text)
        #expect(read.map(\.problem) == [.rowTooLong(limit: 1_048_576), nil])
        #expect(read.map(\.line) == [2, 3])
        #expect(read[0].raw.count < 600)
        #expect(read[1].cells == ["2", "y"])
    }

    @Test("a cell over the limit is reported with its column")
    func longCell() throws {
        let read = try rows("a,b\n1,\(String(repeating: "é", count: 140_000))\n2,y\n")
        #expect(read.map(\.problem) == [.cellTooLong(column: 2, limit: 262_144), nil])
    }

    @Test("a line of too many cells is reported; so is a header of them")
    func manyCells() throws {
        let commas = String(repeating: ",", count: 5_000)
        #expect(try rows("a,b\n\(commas)x\n").map(\.problem?.code) == ["too_many_cells"])
        #expect(refusal { try rows("x\(commas)y\n1\n") }?.code == "header_unreadable")
    }

    @Test("a quote left open over many megabytes costs its line only")
    func openQuoteOverMegabytes() throws {
        let good = String(repeating: "1,Ann\n", count: 400_000)
        var source = try TableSource(TableBytes(memory: Array("a,b\n0,\"open\n\(good)".utf8)), format: .canonical)
        var count = 0, bad: [TableProblem] = []
        while let row = try source.next() {
            count += 1
            if let problem = row.problem { bad.append(problem) }
        }
        #expect(count == 400_001)
        #expect(bad == [.unclosedQuote(line: 2)])
    }

    @Test("a NUL is reported with its cell")
    func nul() throws {
        #expect(try rows("a,b\n1,x\0y\n2,z\n").map(\.problem) == [.nulByte(column: 2), nil])
    }

    @Test(
        "what is no table is called by its name",
        arguments: [
            ([0x50, 0x4B, 3, 4, 20, 0, 0, 0], "spreadsheet"), (Array("%PDF-1.7\n%âãÏÓ\n".utf8), "PDF"),
            ([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], "image"), ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], "image"),
            ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "compressed"), (Array("<!DOCTYPE html><table>".utf8), "web page"),
            (Array("SQLite format 3\0".utf8), "database"), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "spreadsheet"),
            ((0..<64).map { UInt8($0 % 8) }, "not text"), (Array("{\\rtf1\\ansi".utf8), "RTF"),
        ] as [([UInt8], String)])
    func binary(_ start: [UInt8], _ word: String) throws {
        let refused = refusal { try TableFormat.guess(TableBytes(memory: start)) }
        #expect(refused?.code == "not_a_table")
        #expect(refused?.message.text.contains(word) == true)
    }

    @Test("a file that is not there is refused with its name")
    func absent() {
        #expect(refusal { try TableBytes(file: "/nowhere/clients.csv") }?.code == "file_unreadable")
        #expect(refusal { try TableBytes(file: NSTemporaryDirectory()) }?.code == "file_unreadable")
    }

    private func residentMegabytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? 0) / 1024
    }
}
