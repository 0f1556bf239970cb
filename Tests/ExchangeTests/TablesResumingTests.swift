import Records
import Testing

@testable import Exchange

@Suite("Reading on where one stopped")
struct TablesResumingTests {
    static let text =
        "nom;ville\r\nZoé;Orléans\r\n\r\n\"Le \"\"Chat\"\"\r\nnoir\";Paris\r\ntrop;de;cellules\r\nfin;Brest"

    @Test("after any record, the rest is what it would have been", arguments: TableEncoding.allCases)
    func resume(_ encoding: TableEncoding) throws {
        let bytes = TableBytes(memory: encoded(TablesResumingTests.text, encoding))
        let format = TableFormat(encoding: encoding, separator: UInt8(ascii: ";"))
        let whole = try rows(bytes, format)
        #expect(whole.count == 4)
        for (index, row) in whole.enumerated() {
            let kept = try #require(TablePosition(row.next.json))
            let rest = try rows(bytes, format, after: kept)
            #expect(rest.map(\.cells) == whole[(index + 1)...].map(\.cells))
            #expect(rest.map(\.line) == whole[(index + 1)...].map(\.line))
            #expect(rest.map(\.number) == whole[(index + 1)...].map(\.number))
        }
    }

    @Test("head and failed records give back the very bytes of the file", arguments: TableEncoding.allCases)
    func original(_ encoding: TableEncoding) throws {
        let bytes = encoding.byteOrderMark + encoded(TablesResumingTests.text, encoding)
        let format = TableFormat(
            encoding: encoding, hasByteOrderMark: !encoding.byteOrderMark.isEmpty, separator: UInt8(ascii: ";"))
        var source = try TableSource(TableBytes(memory: bytes), format: format)
        var copy = try source.originalHead()
        var end = source.header.end.offset
        while let row = try source.next() {
            copy += bytes[end..<row.bytes.lowerBound] + (try source.original(row))
            end = row.bytes.upperBound
        }
        #expect(copy == bytes)
    }

    @Test("format and place survive being written down")
    func json() throws {
        let format = TableFormat(
            encoding: .windows1252, hasByteOrderMark: false, separator: 9, hasSeparatorLine: true, recordsAbove: 2,
            hasHeader: false)
        #expect(TableFormat(format.json) == format)
        #expect(TableFormat(.text("csv")) == nil)
        let place = TablePosition(offset: 7, line: 3, number: 2)
        #expect(TablePosition(place.json) == place)
        #expect(TablePosition(.record(["offset": "x"])) == nil)
    }
}

/// Text as a program of that encoding writes it.
func encoded(_ text: String, _ encoding: TableEncoding) -> [UInt8] {
    switch encoding {
    case .utf8: return Array(text.utf8)
    case .utf16LittleEndian: return text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian: return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .windows1252: return text.unicodeScalars.map { $0 == "€" ? 0x80 : $0 == "œ" ? 0x9C : UInt8($0.value) }
    }
}
