import Records
import Storage
import TestSupport
import Testing

@testable import Exchange

@Suite("Mappings of imports")
struct ImportMappingTests {
    @Test("a mapping is read exactly and written so that it reads the same")
    func exact() throws {
        let text = """
            {"entity":"opportunities","match":"external_id","dates":"mdy","decimal":".","columns":{"a":"title",
            "b":["stage.name","source"],"c":null},
             "values":{"a":{"x":"y"}},"defaults":{"pipeline":"Sales","probability":10},"links":{"*":"fail",
             "stage":"create"},
             "create":{"stage":{"Won":{"outcome":"won"}}},"duplicates":"allow","empty":"clear"}
            """
        let mapping = try ImportMapping(text: Array(text.utf8))
        #expect(try ImportMapping(mapping.json) == mapping)
        #expect(mapping.policy(of: "stage") == .create && mapping.policy(of: "account") == .fail)
    }

    @Test("everything wrong with a mapping is told at once, with its place")
    func wrong() throws {
        let text =
            #"""
            {"entity":"accounts","colums":{},"dates":"ydm","links":"maybe","values":{"a":{"b":[]}},"columns":{"a":1}}
            """#
        let found = refusal { try ImportMapping(text: Array(text.utf8)) }
        #expect(found?.fields.map(\.field).sorted() == ["columns.a", "colums", "dates", "links", "values.a.b"])
    }

    @Test("unknown fields and columns are named with what is there")
    func unknown() async throws {
        try await ImportWorld.with { world in
            let run = try await world.draft(Array("Nom,Ville\nAlpha,Lyon\n".utf8))
            let mapping =
                #"""
                {"entity":"accounts","match":"siret","columns":{"Nom":"nam","Vile":"city","Ville":"city.name"},
                "create":{"owner":{"x":{}}},"defaults":{"name":"{Rien}"}}
                """#
            let found = refusal { try world.reading(run, ImportMapping(text: Array(mapping.utf8))) }
            #expect(
                found?.fields.map(\.code).sorted() == [
                    "match_not_filled", "not_a_link", "unknown_column", "unknown_column", "unknown_field",
                    "unknown_link",
                ])
            let first = found?.fields.first { $0.code == "unknown_field" }
            #expect(first?.message.arguments["suggestion"] == .text("name"))
        }
    }

    @Test("columns are guessed from names, labels and what people call them, and remembered")
    func guess() async throws {
        try await ImportWorld.with { world in
            let head = "Raison sociale;Ville;Code postal;Tél.;Truc;external_id\n"
            let run = try await world.draft(Array((head + "Alpha;Lyon;69001;0478000001;x;7\n").utf8))
            let guess = try TableGuess(TableBytes(file: world.files.path(of: run.file)), format: run.format)
            let kind = world.workspace.schema.kind("account")
            let mapping = MappingGuess(kind, schema: world.workspace.schema, viewer: .house) { _ in [] }.mapping(guess)
            let paths = Dictionary(uniqueKeysWithValues: mapping.columns.map { ($0.name, $0.paths[0]) })
            #expect(
                paths == [
                    "Raison sociale": "name", "Ville": "city", "Code postal": "postcode", "Tél.": "phone",
                    "external_id": "external_id",
                ])
            #expect(mapping.match == "external_id")
            let used = #"{"entity":"accounts","columns":{"Truc":"name"}}"#
            let done = try await world.bring(used, head + "Alpha;Lyon;69001;0478000001;x;7\n")
            let remembered = try await world.workspace.read(.house) {
                try ImportStore.remembered("account", done.fingerprint, in: $0)
            }
            #expect(remembered?.columns == [.init("Truc", ["name"])])
        }
    }
}
