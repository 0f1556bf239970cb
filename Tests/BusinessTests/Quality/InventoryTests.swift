import Exchange
import Foundation
import People
import Records
import Storage
import TestSupport
import Testing

@testable import Quality
@testable import Web

/// A source file is measured before anything of it is taken over.
@Suite struct InventoryTests {
    private static let file = """
        Nom;Adresse e-mail;Téléphone;SIREN;Code postal;Ville
        Acme;info@acme.fr;01 23 45 67 89;732829320;75001;Paris
        Boulangerie Martin;pas un mail;02;111;7500;Lyon
        Acme SAS;info@acme.fr;;;;CafÃ©
        ;;;;;
        Zorro;z@zorro.fr;0611223344;;69001;Lyon

        """

    private func send(
        _ text: String, _ world: RightsWorld, as name: String, fileName: String = "clients.csv"
    ) async -> Response {
        let mark = "----mark"
        let body =
            "--\(mark)\r\nContent-Disposition: form-data; name=\"system\"\r\n\r\nAncien CRM\r\n"
            + "--\(mark)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(fileName)\"\r\n"
            + "Content-Type: text/csv\r\n\r\n\(text)\r\n--\(mark)--\r\n"
        return await world.send(
            .post, "/quality/sources", as: name, headers: ["Content-Type": "multipart/form-data; boundary=\(mark)"],
            body: body)
    }

    @Test("rows, columns, validity and doubles of a file are counted", arguments: RightsWorld.backends)
    func measures(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.house { transaction in
                var account = Account()
                (account.name, account.email) = ("Zorro", "z@zorro.fr")
                try transaction.save(account)
            }
            let sent = await send(InventoryTests.file, world, as: "mia")
            #expect(sent.status == 303 || sent.status == 302, "\(sent.status) \(sent.text.prefix(300))")
            try await world.settle()
            let found = try await world.workspace.read(.house) { try $0.all(SourceFile.self) }
            let source = try #require(found.first)
            #expect(source.state == .measured)
            #expect(source.system == "Ancien CRM")
            #expect(source.holds == "account")
            #expect(source.rowCount == 4)
            #expect(source.columnCount == 6)
            #expect(source.doublesInside == 1)
            #expect(source.doublesInBase == 1)
            // 17 of 24 cells are filled; four of them are not what their column holds, one has damaged letters.
            #expect(source.completeness == 83)
            #expect(source.validity == 75)
            let page = await world.get("/quality/sources/\(source.id.number)", as: "mia")
            #expect(page.status == 200)
            #expect(page.text.contains("pas un mail") && page.text.contains("CafÃ©"))
            let keys = try await world.workspace.read(.house) {
                try $0.connection.integer("SELECT COUNT(*) FROM inventory_key")
            }
            #expect(keys == 0)
        }
    }

    @Test(
        "a decision has its day and reason; a kept file goes on to the import wizard", arguments: RightsWorld.backends)
    func decides(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            _ = await send(InventoryTests.file, world, as: "mia")
            try await world.settle()
            let id = try await world.workspace.read(.house) { try $0.all(SourceFile.self)[0].id.number }
            let early = await world.post("/quality/sources/\(id)/import", as: "mia")
            #expect(early.status == 409)
            let mute = await world.post(
                "/quality/sources/\(id)/decision", ["decision": "drop", "reason": ""], as: "mia")
            #expect(mute.status == 422)
            let kept = await world.post(
                "/quality/sources/\(id)/decision", ["decision": "keep", "reason": "Clean"], as: "mia")
            #expect(kept.status == 303 || kept.status == 302, "\(kept.text.prefix(300))")
            let source = try await world.workspace.read(.house) { try $0.find(ID<SourceFile>(id)) }
            #expect(source.decision == .keep)
            #expect(source.decidedOn == Day(iso: "2026-11-22"))
            let started = await world.post("/quality/sources/\(id)/import", as: "mia")
            #expect(
                started.headers["Location"]?.hasPrefix("/imports/") == true,
                "\(started.status) \(started.text.prefix(200))")
            let foreign = await world.get("/quality/sources/\(id)", as: "sam")
            #expect(foreign.status == 404 || foreign.status == 403)
            let hidden = await world.api(.get, "/source_files/\(id)", as: "mia")
            #expect(hidden.status == 200)
            let json = try hidden.json
            #expect(json["file"] == nil && json["format"] == nil)
        }
    }

    @Test("a measure that was cut off goes on where it stood", arguments: RightsWorld.backends)
    func resumes(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let lines = (0..<1200).map { "Client \($0);c\($0 % 900)@exemple.fr;\($0 % 7 == 0 ? "" : "Lyon")" }
            let text = "Nom;Adresse e-mail;Ville\n" + lines.joined(separator: "\n") + "\n"
            _ = await send(text, world, as: "mia")
            try await world.settle()
            let whole = try #require(try await world.workspace.read(.house) { try $0.all(SourceFile.self) }.first)
            #expect(whole.rowCount == 1200 && whole.doublesInside == 300)

            _ = await send(text, world, as: "mia", fileName: "again.csv")
            let second = try #require(
                try await world.workspace.read(.house) { try $0.all(SourceFile.self) }.first { $0.name == "again.csv" })
            let stored = try await world.workspace.read(.house) { try SourceFiles.stored(second.id.number, in: $0) }
            // What stands in the database when the server dies after 500 rows; the mark of five tells that it went on.
            var half = try InventoryMeasure(
                stored, world.product.files, world.workspace, world.product.registry.words)
            let rows = try half.next(500)
            half.inBase = 5
            let place = half
            try await world.house { transaction in
                try place.keep(rows, second.id.number, in: transaction)
                try transaction.connection.execute(
                    """
                    UPDATE job SET checkpoint = \(place.json.string)
                    WHERE name = \(InventoryJob.name) AND state = 'queued'
                    """)
            }
            try await world.settle()
            let resumed = try await world.workspace.read(.house) { try $0.find(second.id) }
            #expect(resumed.state == .measured && resumed.rowCount == 1200 && resumed.doublesInside == 300)
            #expect(resumed.completeness == whole.completeness && resumed.validity == whole.validity)
            #expect(resumed.doublesInBase == (whole.doublesInBase ?? 0) + 5)
            let left = try await world.workspace.read(.house) {
                try $0.connection.integer("SELECT COUNT(*) FROM inventory_key")
            }
            #expect(left == 0)
        }
    }

    @Test("what is no table is refused with a sentence", arguments: [TestDatabases.memory])
    func refusesHostile(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            for (text, name) in [("%PDF-1.7 nothing here", "a.csv"), ("", "b.csv"), ("PK\u{3}\u{4}broken", "c.xlsx")] {
                let sent = await send(text, world, as: "mia", fileName: name)
                #expect(sent.status == 422, "\(name): \(sent.status)")
            }
            let count = try await world.workspace.read(.house) { try $0.count($0.schema.kind(of: SourceFile.self)) }
            #expect(count == 0)
        }
    }
}
