import Foundation
import Records
import Testing

@testable import Exchange

@Suite("Writing tables")
struct TablesWritingTests {
    static let columns = ["Nom", "Nombre", "Prix", "Le", "À", "Vrai", "Rien"]
    static let cells: [Cell] = [
        .text("=1+1"), .number(Exact("-12.5")!), .money(Money(minor: -123_456, currency: "EUR")),
        .day(Day(iso: "2026-11-22")!),
        .instant(Instant(iso: "2026-11-22T10:30:00Z")!), .boolean(true), .empty,
    ]

    private func written(_ writer: any TableWriter, _ columns: [String], _ rows: [[Cell]]) -> [UInt8] {
        var writer = writer, out: [UInt8] = []
        writer.begin(columns, into: &out)
        for row in rows { writer.write(row, into: &out) }
        writer.end(into: &out)
        return out
    }

    private func text(_ format: ExportFormat) throws -> String {
        let writer = try #require(format.writer(zone: TimeZone(identifier: "Europe/Paris")!))
        return String(decoding: written(writer, Self.columns, [Self.cells]), as: UTF8.self)
    }

    @Test("for every program")
    func csv() throws {
        let expected =
            "Nom,Nombre,Prix,Le,À,Vrai,Rien\r\n'=1+1,-12.5,-1234.56,2026-11-22,2026-11-22T10:30:00.000000Z,true,\r\n"
        #expect(try text(.csv) == expected)
    }

    @Test("for a French Excel")
    func excel() throws {
        let expected =
            "\u{feff}Nom;Nombre;Prix;Le;À;Vrai;Rien\r\n'=1+1;-12,5;-1234,56;22/11/2026;22/11/2026 11:30:00;oui;\r\n"
        #expect(try text(.excelCSV) == expected)
    }

    @Test("as JSON, whole or line by line")
    func json() throws {
        let object =
            #"{"Nom":"=1+1","Nombre":"-12.5","Prix":{"amount":"-1234.56","currency":"EUR"},"Le":"2026-11-22","#
            + #""À":"2026-11-22T10:30:00.000000Z","Vrai":true,"Rien":null}"#
        #expect(try text(.ndjson) == object + "\n")
        #expect(try text(.json) == "[\n\(object)\n]\n")
        #expect(try JSON(written(JSONTableWriter(isArray: true), ["a"], [])) == .array([]))
    }

    @Test(
        "what a spreadsheet might run is shielded",
        arguments: ["=1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''+1", "=cmd|'/C calc'!A0"])
    func shielded(_ text: String) {
        let bytes = written(CSVWriter(), ["a"], [[.text(text)]])
        let line = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        #expect(line.hasPrefix("'") || line.hasPrefix("\"'"))
    }

    @Test("any table of texts is read back as it was", arguments: 1...40 as ClosedRange<UInt64>)
    func roundTrip(_ seed: UInt64) throws {
        var chance = Chance(seed)
        let writers: [(CSVWriter, Character, Bool)] = [
            (CSVWriter(), ",", false), (CSVWriter(separator: "\t"), "\t", false), (CSVWriter(excelIn: .gmt), ";", true),
        ]
        for (writer, separator, hasMark) in writers {
            let width = chance.number(1...5)
            let table = (0..<chance.number(0...12)).map { _ in (0..<width).map { _ in chance.text() } }
            let bytes = written(writer, (1...width).map { "Column \($0)" }, table.map { $0.map { .text($0) } })
            let read = try rows(bytes, TableFormat(hasByteOrderMark: hasMark, separator: separator.asciiValue!))
            #expect(read.map { $0.cells.map { Array($0.utf8) } } == table.map { $0.map { Array($0.utf8) } })
            #expect(read.allSatisfy { $0.problem == nil })
        }
    }

    @Test("what we write, we recognise", arguments: [ExportFormat.csv, .excelCSV])
    func recognised(_ format: ExportFormat) throws {
        let cells: [Cell] = [
            .text("Élan"), .number(Exact("12.5")!), .day(Day(iso: "2026-11-22")!), .text("+33612345678"),
            .boolean(false),
        ]
        let bytes = written(format.writer(zone: .gmt)!, ["nom", "taux", "le", "tél", "actif"], [cells, cells])
        let guess = try TableGuess(TableBytes(memory: bytes))
        #expect(guess.columns.map(\.kind) == [.text, .decimal, .day, .telephone, .boolean])
        #expect(guess.rows[0].cells[3] == "+33612345678")
        #expect(guess.columns[1].style.exact(guess.rows[0].cells[1]) == Exact("12.5"))
        #expect(guess.columns[2].style.day(guess.rows[0].cells[2])?.iso == "2026-11-22")
    }

    @Test("a file appears whole or not at all")
    func file() async throws {
        let folder = try Folder(), path = folder.path + "/out.csv"
        var file = try TableFile(path, format: .csv, title: "x", columns: ["a"], zone: .gmt, worker: nil)
        for number in 1...50_000 { try file.write([.integer(Int64(number))]) }
        #expect(!FileManager.default.fileExists(atPath: path))
        try await file.finish()
        #expect(file.count == 50_000)
        #expect(try rows(TableBytes(file: path), .canonical).count == 50_000)
        let other = try TableFile(
            folder.path + "/b.csv", format: .csv, title: "x", columns: ["a"], zone: .gmt, worker: nil)
        other.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.csv"])
        #expect(
            refusal { try TableFile("/nowhere/x.csv", format: .csv, title: "x", columns: [], zone: .gmt, worker: nil) }?
                .code == "file_unwritable")
    }
}
