import Foundation
import Records
import Testing

@testable import Exchange

@Suite("Spreadsheets")
struct TablesSpreadsheetTests {
    private func table(_ path: String, _ folder: Folder, sheet: String? = nil) async throws -> (
        ConvertedSheet, [TableRow]
    ) {
        let worker = worker()
        let converted = try await worker.convert(path, sheet: sheet, to: folder.path + "/sheet.csv")
        await worker.stop()
        return (converted, try rows(TableBytes(file: converted.path), .canonical))
    }

    @Test("XLSX: sheets, days, moments, whole numbers, truth, errors and row numbers")
    func xlsx() async throws {
        let folder = try Folder()
        try python(
            """
            import datetime, openpyxl
            book = openpyxl.Workbook()
            page = book.active
            page.title = "Clients"
            page.append([])
            page.append(["SIRET", "Prix", "Le", "À", "Actif", "Note"])
            moment = datetime.datetime(2024, 1, 2, 3, 4, 5)
            page.append([81234567800011, 0.1 + 0.2, moment.date(), moment, True, "a\\nb"])
            page.append([])
            page.append([1000.0, 1e-7, datetime.date(1999, 12, 31), None, False, "#N/A"])
            page["F5"].data_type = "e"
            book.create_sheet("Vide").sheet_state = "hidden"
            book.save("clients.xlsx")
            """, in: folder)
        let (converted, read) = try await table(folder.path + "/clients.xlsx", folder)
        #expect(
            read.map(\.cells) == [
                ["81234567800011", "0.3", "2024-01-02", "2024-01-02 03:04:05", "true", "a\nb"],
                ["1000", "0.0000001", "1999-12-31", "", "false", ""],
            ])
        #expect(read.map(\.number) == [3, 5])
        #expect(converted.rows == 5)
        #expect(converted.warnings.map(\.count) == [1])
        let worker = worker()
        let book = try await worker.workbook(folder.path + "/clients.xlsx")
        #expect(book.sheets == [.init(name: "Clients", isVisible: true), .init(name: "Vide", isVisible: false)])
        let refused = await refusal {
            try await worker.convert(folder.path + "/clients.xlsx", sheet: "Non", to: "/tmp/x")
        }
        #expect(refused?.code == "no_such_sheet")
        await worker.stop()
    }

    @Test("XLS and ODS, whatever they are called")
    func others() async throws {
        let folder = try Folder()
        try python(
            """
            import datetime, xlwt, zipfile
            book = xlwt.Workbook(); page = book.add_sheet("Feuil1")
            for column, text in enumerate(["Nom", "Prix", "Le"]): page.write(0, column, text)
            page.write(1, 0, "Élan"); page.write(1, 1, 12.5)
            page.write(1, 2, datetime.date(2024, 1, 2), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
            book.save("a.bin")
            cell = '<table:table-cell office:value-type="%s"><text:p>%s</text:p></table:table-cell>'
            row = lambda cells: "<table:table-row>" + "".join(cells) + "</table:table-row>"
            space = "urn:oasis:names:tc:opendocument:xmlns:%s:1.0"
            names = "".join(f' xmlns:{name}="{space % name}"' for name in ["office", "text", "table"])
            content = (
                '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"' + names
                + '><office:body><office:spreadsheet><table:table table:name="Feuil1">'
                + row(cell % ("string", text) for text in ["Nom", "Prix", "Le"])
                + row([cell % ("string", "Élan"), cell % ('float" office:value="12.5', "12,5"),
                       cell % ('date" office:date-value="2024-01-02', "02/01/2024")])
                + "</table:table></office:spreadsheet></office:body></office:document-content>")
            with zipfile.ZipFile("b.bin", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
                archive.writestr("content.xml", content)
                archive.writestr("META-INF/manifest.xml", (
                    f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space % "manifest"}">'
                    '<manifest:file-entry manifest:full-path="/"'
                    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
                    "</manifest:manifest>"))
            """, in: folder)
        for name in ["a.bin", "b.bin"] {
            let (_, read) = try await table(folder.path + "/" + name, folder)
            #expect(read.map(\.cells) == [["Élan", "12.5", "2024-01-02"]])
        }
    }

    @Test("any table written as XLSX is read back: texts, exact numbers, days, telephones, formulas")
    func roundTrip() async throws {
        let folder = try Folder(), worker = worker()
        var chance = Chance(7)
        let texts = [
            "=1+1", "'=1+1", "@x", "+33612345678", "'+33612345678", "-5", "00123", "81234567800011", "_x000D_",
        ]
        let table = texts.map { [$0, "x"] } + (0..<200).map { _ in [chance.text(), "x"] }
        var file = try TableFile(
            folder.path + "/out.xlsx", format: .xlsx, title: "Comptes [2026]",
            columns: ["texte", "x", "n", "le", "prix"],
            zone: .gmt, worker: worker)
        for row in table {
            try file.write(
                row.map { .text($0) } + [
                    .number(Exact("9223372036854.775807")!), .day(Day(iso: "2026-11-22")!),
                    .money(Money(minor: -1_250, currency: "EUR")),
                ])
        }
        try await file.finish()
        let converted = try await worker.convert(folder.path + "/out.xlsx", to: folder.path + "/back.csv")
        let read = try rows(TableBytes(file: converted.path), .canonical)
        #expect(read.count == table.count)
        for (row, wanted) in zip(read, table) {
            #expect(Array(row.cells[0].utf8) == Array(wanted[0].utf8))
            #expect(Array(row.cells.dropFirst()) == ["x", "9223372036854.775807", "2026-11-22", "-12.5"])
        }
        await worker.stop()
    }

    @Test("no exported cell is a formula, telephones are shown without apostrophe")
    func formulas() async throws {
        let folder = try Folder(), worker = worker()
        var file = try TableFile(
            folder.path + "/out.xlsx", format: .xlsx, title: "", columns: ["a"], zone: .gmt, worker: worker)
        for text in ["=HYPERLINK(\"http://x\")", "@SUM(1)", "+33 6 12 34 56 78", "http://x.fr"] {
            try file.write([.text(text)])
        }
        try await file.finish()
        try python(
            """
            import openpyxl
            page = openpyxl.load_workbook("out.xlsx").active
            cells = [page.cell(row, 1) for row in range(2, 6)]
            assert all(cell.data_type == "s" for cell in cells), cells
            texts = [cell.value for cell in cells]
            assert texts == ['\\'=HYPERLINK("http://x")', "'@SUM(1)", "+33 6 12 34 56 78", "http://x.fr"], texts
            assert cells[2].quotePrefix
            """, in: folder)
        await worker.stop()
    }

    @Test("a text too long for a cell of XLSX is a refusal, not a shorter text")
    func longCell() async throws {
        let folder = try Folder(), worker = worker()
        var file = try TableFile(
            folder.path + "/out.xlsx", format: .xlsx, title: "x", columns: ["note"], zone: .gmt, worker: worker)
        try file.write([.text(String(repeating: "x", count: 32_768))])
        do {
            try await file.finish()
            Issue.record("the text was cut")
        } catch let refused as Refusal {
            #expect(refused.code == "cell_too_long")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.xlsx"))
        await worker.stop()
    }

    @Test("hostile and broken documents get their own sentence, and the worker lives on")
    func hostile() async throws {
        let folder = try Folder(), worker = worker()
        try python(
            """
            import io, openpyxl, msoffcrypto, struct, zipfile
            from msoffcrypto.format.ooxml import OOXMLFile
            book = openpyxl.Workbook(); book.active["A1"] = "x"; book.save("good.xlsx")
            with open("good.xlsx", "rb") as plain, open("locked.xlsx", "wb") as out:
                OOXMLFile(plain).encrypt("secret", out)
            with zipfile.ZipFile("bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("xl/workbook.xml", "<workbook/>")
                with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
                    for _ in range(300): sheet.write(bytes(1024 * 1024))
            data = bytearray(open("bomb.xlsx", "rb").read())
            at = data.rindex(b"PK\\x01\\x02")  # the last entry of the directory claims to be small
            data[at + 24:at + 28] = struct.pack("<I", 1000)
            open("liar.xlsx", "wb").write(data)
            good = open("good.xlsx", "rb").read()
            open("cut.xlsx", "wb").write(good[:len(good) // 2])
            open("text.xlsx", "w").write("a;b")
            open("ole.xls", "wb").write(b"\\xd0\\xcf\\x11\\xe0\\xa1\\xb1\\x1a\\xe1" + bytes(600))
            with zipfile.ZipFile("word.xlsx", "w") as archive: archive.writestr("word/document.xml", "<x/>")
            """, in: folder)
        let expected = [
            "locked.xlsx": "password_protected", "bomb.xlsx": "zip_bomb", "liar.xlsx": "zip_bomb",
            "cut.xlsx": "corrupt",
            "text.xlsx": "not_a_spreadsheet", "ole.xls": "corrupt", "word.xlsx": "not_a_spreadsheet",
        ]
        for (name, code) in expected {
            let refused = await refusal { try await worker.workbook(folder.path + "/" + name) }
            #expect(refused?.code == code, "\(name)")
        }
        #expect(try await worker.workbook(folder.path + "/good.xlsx").sheets.count == 1)
        await worker.stop()
    }

    @Test("a sheet that would fill the memory ends the worker, not the server; the next request is served")
    func memory() async throws {
        let folder = try Folder(), worker = worker(memoryMegabytes: 512)
        try python(
            """
            import openpyxl
            book = openpyxl.Workbook(); book.active["A1"] = 1; book.active["XFD1048576"] = 2; book.save("far.xlsx")
            book = openpyxl.Workbook(); book.active["A1"] = "x"; book.save("good.xlsx")
            """, in: folder)
        let refused = await refusal {
            try await worker.convert(folder.path + "/far.xlsx", to: folder.path + "/far.csv")
        }
        #expect(["document_too_large", "too_large"].contains(refused?.code))
        #expect(try await worker.workbook(folder.path + "/good.xlsx").sheets.count == 1)
        await worker.stop()
        #expect(try await worker.workbook(folder.path + "/good.xlsx").sheets.count == 1)
        await worker.stop()
    }

    @Test("without Python, the worker or in time, the refusal says what to do")
    func missing() async throws {
        let noPython = DocumentWorker(.init(python: "/nowhere/python3", script: projectRoot + "/documents/worker.py"))
        #expect(await refusal { try await noPython.workbook("/x") }?.code == "document_worker_missing")
        let noScript = DocumentWorker(.init(python: "/usr/bin/python3", script: "/nowhere/worker.py"))
        #expect(await refusal { try await noScript.workbook("/x") }?.code == "document_worker_missing")
        let folder = try Folder()
        // It writes its number down and would think for ten minutes.
        let mute = try folder.file(
            "mute.py",
            Array(
                """
                import os, time
                print('{"ready": true}', flush=True)
                open("\(folder.path)/pid.new", "w").write(str(os.getpid()))
                os.rename("\(folder.path)/pid.new", "\(folder.path)/pid")
                time.sleep(600)
                """.utf8))
        let worker = DocumentWorker(.init(python: "/usr/bin/python3", script: mute))
        let waiting = Task { try await worker.workbook("/x") }
        while !FileManager.default.fileExists(atPath: folder.path + "/pid") {
            try await Task.sleep(for: .milliseconds(20))
        }
        let number = try #require(Int32(String(decoding: try folder.bytes("pid"), as: UTF8.self)))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        // However long that took on a busy machine: the process is gone, which nothing but giving up ends.
        while kill(number, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
    }
}
