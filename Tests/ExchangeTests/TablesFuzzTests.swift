import Records
import Testing

@testable import Exchange

@Suite("Any bytes at all")
struct TablesFuzzTests {
    private static let corpus: [[UInt8]] = [
        Array("a,b\n1,2\n".utf8), Array("a;b\r\n\"x\"\"y\r\n\";é\r\n".utf8),
        Array("sep=;\nnom;prix\nÉlan;12,5 €\n".utf8),
        [0xFF, 0xFE] + encoded("a\tb\n😀\t\"c\n", .utf16LittleEndian), [0xEF, 0xBB, 0xBF] + Array("a|b\n'=1|2".utf8),
        [0xC9, 59, 0xE9, 13, 0x80, 59, 34, 34, 13, 10, 0, 59, 49], Array("\"a\nb\",c\n\n\n,,\n\"\"\n".utf8),
    ]

    @Test(
        "no bytes crash the reader, lose a record or read differently after a stop",
        arguments: [1, 2, 3, 4] as [UInt64])
    func mutations(_ seed: UInt64) throws {
        var chance = Chance(seed), tried = 0
        let end = ContinuousClock.now + .milliseconds(500)
        while ContinuousClock.now < end {
            let bytes = mutated(TablesFuzzTests.corpus.randomElement(using: &chance)!, &chance)
            try check(bytes, chunk: chance.number(1...9))
            tried += 1
        }
        #expect(tried > 20)
    }

    private func mutated(_ start: [UInt8], _ chance: inout Chance) -> [UInt8] {
        let telling: [UInt8] = [34, 44, 59, 9, 10, 13, 0, 39, 61, 0xC3, 0xFF, 0xE9, 65, 0xD8]
        var bytes = start
        for _ in 0..<chance.number(1...8) {
            let at = chance.number(0...bytes.count)
            switch chance.number(0...3) {
            case 0: bytes.insert(telling.randomElement(using: &chance)!, at: at)
            case 1 where at < bytes.count: bytes.remove(at: at)
            case 2 where at < bytes.count: bytes[at] = UInt8(chance.number(0...255))
            default: bytes.insert(contentsOf: bytes.prefix(chance.number(0...bytes.count)), at: at)
            }
        }
        return Array(bytes.prefix(4_000))
    }

    /// Either a clear refusal, or records that follow one another to the end of the file.
    private func check(_ bytes: [UInt8], chunk: Int) throws {
        let whole: [TableRow], format: TableFormat
        do {
            format = try TableGuess(TableBytes(memory: bytes)).format
            whole = try rows(bytes, format)
        } catch let refused as Refusal {
            #expect(!refused.message.text.isEmpty)
            return
        }
        var end = 0
        for row in whole {
            #expect(row.bytes.lowerBound >= end && row.bytes.upperBound <= bytes.count && !row.bytes.isEmpty)
            #expect(row.problem != nil || row.cells.count == whole.first { $0.problem == nil }?.cells.count)
            end = row.bytes.upperBound
        }
        let trickled = try rows(trickling(bytes, by: chunk), format)
        #expect(trickled.map(\.cells) == whole.map(\.cells) && trickled.map(\.bytes) == whole.map(\.bytes), "\(bytes)")
        guard let middle = whole.dropFirst(whole.count / 2).first else { return }
        let rest = try rows(TableBytes(memory: bytes), format, after: middle.next)
        #expect(
            rest.map(\.cells) == whole.drop { $0.bytes.upperBound <= middle.bytes.upperBound }.map(\.cells), "\(bytes)")
    }
}
