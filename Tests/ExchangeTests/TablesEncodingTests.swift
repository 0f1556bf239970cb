import Records
import Testing

@testable import Exchange

@Suite("Which encoding, which separator")
struct TablesEncodingTests {
    static let text = "Société;Téléphone;Prix\r\nCœur & Fils;06 12 34 56 78;12,50 €\r\nÉlan;;3,00 €\r\n"

    @Test(
        "the four encodings are told apart, with and without a mark", arguments: TableEncoding.allCases, [true, false])
    func encodings(_ encoding: TableEncoding, _ hasMark: Bool) throws {
        let hasMark = hasMark && !encoding.byteOrderMark.isEmpty
        let bytes = TableBytes(
            memory: (hasMark ? encoding.byteOrderMark : []) + encoded(TablesEncodingTests.text, encoding))
        let format = try TableFormat.guess(bytes)
        #expect(
            format == TableFormat(encoding: encoding, hasByteOrderMark: hasMark, separator: UInt8(ascii: ";")))
        let read = try rows(bytes, format)
        #expect(read.map(\.cells) == [["Cœur & Fils", "06 12 34 56 78", "12,50 €"], ["Élan", "", "3,00 €"]])
        #expect(try TableSource(bytes, format: format).header.columns.map(\.name) == ["Société", "Téléphone", "Prix"])
    }

    @Test("the first accent of a Windows-1252 file may stand on its last line")
    func lateAccent() throws {
        let ascii = String(repeating: "Martin;Lyon\n", count: 20_000)
        let bytes = TableBytes(
            memory: Array("nom;ville\n".utf8) + Array(ascii.utf8) + [0xC9, 0x6C, 0x61, 0x6E, 59, 65, 10])
        #expect(try TableFormat.guess(bytes).encoding == .windows1252)
        #expect(try rows(bytes, TableFormat.guess(bytes)).last?.cells == ["Élan", "A"])
    }

    @Test("a few wrong bytes in a UTF-8 file spoil their own lines only")
    func damaged() throws {
        let good = String(repeating: "Zoé;Orléans\n", count: 50)
        let bytes = Array("prénom;ville\n\(good)".utf8) + [0xFF, 59, 65, 10] + Array(good.utf8)
        let format = try TableFormat.guess(TableBytes(memory: bytes))
        #expect(format.encoding == .utf8)
        let bad = try rows(bytes, format).filter { $0.problem != nil }
        #expect(bad.map(\.problem) == [.invalidText(column: 1, encoding: .utf8)])
        #expect(bad.map(\.line) == [52])
    }

    @Test("half a surrogate pair in UTF-16 is reported")
    func loneSurrogate() throws {
        let bytes = encoded("a,b\n1,", .utf16LittleEndian) + [0x3D, 0xD8] + encoded("\n2,c\n", .utf16LittleEndian)
        let read = try rows(bytes, TableFormat(encoding: .utf16LittleEndian))
        #expect(read.map(\.problem) == [.invalidText(column: 2, encoding: .utf16LittleEndian), nil])
    }

    @Test("the separator is the one that cuts lines alike", arguments: [",", ";", "\t", "|"] as [Character])
    func separators(_ separator: Character) throws {
        let lines = ["nom", "prix", "note"], row = ["Élan", "\"12,5;0\"", "a b"]
        let text = ([lines] + Array(repeating: row, count: 5)).map { $0.joined(separator: "\(separator)") }.joined(
            separator: "\n")
        #expect(try TableFormat.guess(TableBytes(memory: Array(text.utf8))).separator == separator.asciiValue)
    }

    @Test("Excel's line sep= is obeyed and is no part of the table")
    func separatorLine() throws {
        let bytes = TableBytes(memory: Array("sep=|\r\na|b,c,d\r\n1|2,3,4\r\n".utf8))
        let format = try TableFormat.guess(bytes)
        #expect(format.hasSeparatorLine && format.separator == UInt8(ascii: "|"))
        let read = try rows(bytes, format)
        #expect(read.map(\.cells) == [["1", "2,3,4"]])
        #expect(read[0].line == 3)
    }

    @Test("title lines above the header are left out")
    func titles() throws {
        let text = "Clients au 22/11/2026\n\nCode;Nom;Ville\n1;Élan;Lyon\n2;Acme;Nice\n"
        let format = try TableFormat.guess(TableBytes(memory: Array(text.utf8)))
        #expect(format.recordsAbove == 2)
        #expect(try rows(Array(text.utf8), format).map(\.cells) == [["1", "Élan", "Lyon"], ["2", "Acme", "Nice"]])
    }

    @Test(
        "a first line of values is no header",
        arguments: [
            ("Nom;Ville\nÉlan;Lyon\n", true), ("1;Élan\n2;Acme\n", false), ("ann@acme.fr;Ann\n", false),
            ("2024-01-02;x\n", false), ("Compte;2023;2024\nA;1;2\n", true), ("Nom\nAnn\n", true),
        ])
    func header(_ text: String, _ hasHeader: Bool) throws {
        #expect(try TableFormat.guess(TableBytes(memory: Array(text.utf8))).hasHeader == hasHeader)
    }
}
