import Records
import Storage
import TestSupport
import Testing

@testable import Exchange

@Suite("Importing lines")
struct ImportLinesTests {
    private static let accounts =
        #"""
        {"entity":"accounts","match":"external_id","columns":{"key":"external_id","name":"name","town":"city",
        "tel":"phone"}}
        """#

    @Test("a second import of the same file doubles nothing, and changes what changed", arguments: TestDatabases.all)
    func twice(_ backend: TestDatabases) async throws {
        try await ImportWorld.with(backend) { world in
            let file = "key,name,town,tel\n1,Alpha,Lyon,0478000001\n2,Beta,Paris,0140000002\n"
            let first = try await world.bring(Self.accounts, file)
            #expect(first.counts.created == 2)
            let second = try await world.bring(Self.accounts, file)
            #expect(second.counts.skipped == 2)
            let third = try await world.bring(Self.accounts, file.replacing("Lyon", with: "Brest"))
            #expect(third.counts.updated == 1 && third.counts.skipped == 1)
            #expect(try await world.values("account", "city") == ["Brest", "Paris"])
        }
    }

    @Test("every line ends as one of four, and failed ones come back to be corrected and sent again")
    func ledger() async throws {
        try await ImportWorld.with { world in
            let mapping = #"{"entity":"accounts","match":"name","columns":{"name":"name","staff":"employees"}}"#
            let run = try await world.bring(
                mapping, "name;staff\nAlpha;12\nBeta;many\n;3\nAlpha;12\nGamma;1;2\nDelta;\"4\n")
            #expect(run.counts.created == 1 && run.counts.skipped == 1 && run.counts.failed == 4)
            let failed = try await world.lines(run, .failed)
            #expect(failed.map(\.number) == [3, 4, 6, 7])
            #expect(
                failed.map { $0.reasons.first?.code } == [
                    "invalid_number", "match_missing", "too_many_cells", "unclosed_quote",
                ])
            let file = try await world.failedFile(run)
            let lines = file.split(whereSeparator: \.isNewline).map(String.init)
            #expect(
                lines.count == 5 && lines[0].hasSuffix("import_reason;name;staff") && lines[1].hasSuffix(";Beta;many"))
            let corrected = file.replacing("many", with: "7")
            let again = try await world.bring(mapping, corrected)
            #expect(again.counts.created == 1)
            #expect(try await world.values("account", "name") == ["Alpha", "Beta"])
        }
    }

    @Test("a spreadsheet’s lost zeros are given back and told; a damaged number is refused")
    func repairs() async throws {
        try await ImportWorld.with { world in
            let mapping =
                #"{"entity":"accounts","columns":{"name":"name","cp":"postcode","tel":"phone","siret":"siret"}}"#
            let run = try await world.bring(
                mapping, "name,cp,tel,siret\nAlpha,1000,612345678,\nBeta,75011,0102030405,5,5210E+13\n")
            let lines = try await world.lines(run)
            #expect(lines[0].outcome == .created && lines[0].notes.count == 2)
            #expect(lines[1].outcome == .failed)
            #expect(try await world.values("account", "postcode") == ["01000"])
            #expect(try await world.values("account", "phone_number") == ["+33612345678"])
        }
    }

    @Test("a likely duplicate is skipped with the record it looks like, unless the mapping allows it")
    func duplicates() async throws {
        try await ImportWorld.with { world in
            let mapping = #"{"entity":"accounts","columns":{"name":"name"}}"#
            try await world.bring(mapping, "name\nDupont Frères SARL\n")
            let second = try await world.bring(mapping, "name\nDUPONT FRERES\n")
            let line = try #require(try await world.lines(second).first)
            #expect(line.outcome == .skipped && line.reasons.first?.code == "possible_duplicate" && line.record != nil)
            let third = try await world.bring(
                #"{"entity":"accounts","columns":{"name":"name"},"duplicates":"allow"}"#, "name\nDUPONT FRERES\n")
            #expect(third.counts.created == 1)
        }
    }

    @Test("columns reach parts, several columns several items, and an update adds without doubling")
    func parts() async throws {
        try await ImportWorld.with { world in
            let mapping = """
                {"entity":"contacts","match":"emails.address","columns":{"first":"first_name","last":"last_name",
                 "mail":"emails.address","tel":"phones.number","mobile":"phones.number"},
                 "defaults":{"phones[1].use":"mobile"}}
                """
            try await world.bring(mapping, "first,last,mail,tel,mobile\nZoé,Martin,Zoe@Ex.FR,0478000001,0612345678\n")
            let second = try await world.bring(
                mapping, "first,last,mail,tel,mobile\nZoé,Martin,zoe@ex.fr,0478000001,0699999999\n")
            #expect(second.counts.updated == 1)
            #expect(try await world.values("contact", "name") == ["Zoé Martin"])
            #expect(try await world.values("contact_email", "address") == ["zoe@ex.fr"])
            #expect(
                try await world.values("contact_phone", "number") == ["+33478000001", "+33612345678", "+33699999999"])
        }
    }

    @Test("an empty cell leaves what is there, unless the mapping says clear")
    func emptyCells() async throws {
        try await ImportWorld.with { world in
            try await world.bring(Self.accounts, "key,name,town,tel\n1,Alpha,Lyon,\n")
            try await world.bring(Self.accounts, "key,name,town,tel\n1,Alpha,,\n")
            #expect(try await world.values("account", "city") == ["Lyon"])
            try await world.bring(
                Self.accounts.replacing(#""columns""#, with: #""empty":"clear","columns""#),
                "key,name,town,tel\n1,Alpha,,\n")
            #expect(try await world.values("account", "city") == [])
        }
    }

    @Test("a dry run says what would happen and keeps nothing", arguments: TestDatabases.all)
    func dryRun(_ backend: TestDatabases) async throws {
        try await ImportWorld.with(backend) { world in
            let run = try await world.draft(Array("key,name,town,tel\n1,Alpha,Lyon,\n1,Alpha,Lyon,\n2,,Paris,\n".utf8))
            let reading = try world.reading(run, ImportMapping(text: Array(Self.accounts.utf8)))
            let tried = try await DryRun.run(reading, in: world.workspace, as: .house)
            #expect(tried.counts.created == 1 && tried.counts.skipped == 1 && tried.counts.failed == 1)
            #expect(try await world.count("account") == 0)
            #expect(try await world.count("import_line") == 0)
        }
    }
}
