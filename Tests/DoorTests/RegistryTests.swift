import App
import Foundation
import Localisation
import Records
import Storage
import TestSupport
import Testing
import Web

/// Walks everything the modules declare: what a person would notice only much later fails here at once.
@Suite("Every registered entity")
struct RegistryTests {
    private var schema: Schema {
        get throws { try Schema(version: 0, core: Modules.registry().storage.kinds) }
    }

    @Test("names are unique snake_case words and links resolve")
    func names() throws {
        let schema = try schema
        var plurals: Set<String> = []
        for kind in schema.entities {
            #expect(plurals.insert(kind.plural).inserted, "\(kind.plural) stands twice")
            for each in [kind] + kind.parts.map(\.kind) {
                for name in [each.name, each.plural] + each.columns.map(\.name) {
                    #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(each.name): \(name)")
                }
            }
            #expect(kind[kind.title] != nil, "\(kind.name) is titled by \(kind.title), which it does not have")
        }
    }

    @Test("every label is there in French and in English")
    func labels() throws {
        let catalogues = try Catalogues.load(directory: repository + "/Translations")
        let t = catalogues.translator(.french, timeZone: .gmt)
        for kind in try schema.entities {
            for each in [kind] + kind.parts.map(\.kind) {
                for message in [each.label, each.pluralLabel] + each.fields.map(\.label)
                    + each.fields.flatMap({ $0.shape.options?.map(\.label) ?? [] })
                where message.text != "{verbatim}" {
                    #expect(catalogues[.french].text(message.text) != nil, "no French for “\(message.text)”")
                    #expect(!t(message).isEmpty)
                }
            }
        }
    }

    @Test("a blank record of each goes through its columns and back")
    func roundTrip() throws {
        let registry = Modules.registry().storage
        let schema = try Schema(version: 0, core: registry.kinds)
        for kind in schema.entities {
            let blank = registry.rules.blank(kind)
            #expect(blank.values.count == kind.columns.count, "\(kind.name)")
        }
    }

    @Test("the migrated database is what the declarations say", arguments: TestDatabases.all)
    func migration(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            let registry = Modules.registry().storage
            _ = try await Workspace.open(database, registry: registry)
            let plan = registry.migrator(database.dialect).plan(
                against: try await database.structure(), dialect: database.dialect)
            #expect(plan.filter { !$0.contains("IF NOT EXISTS") }.isEmpty, "\(plan)")
        }
    }

    /// The folder of the project, from this file's place in it.
    private var repository: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }
}
