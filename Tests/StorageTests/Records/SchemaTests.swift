import Records
import Storage
import TestSupport
import Testing

@Suite("Schema, custom fields and search")
struct SchemaTests {
    @Test("migrating twice does nothing, and the tables are as declared", arguments: TestDatabases.all)
    func migration(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let migrator = TestCompany.registry.migrator(workspace.database.dialect)
            #expect(
                migrator.plan(against: try await workspace.database.structure(), dialect: workspace.database.dialect)
                    .isEmpty)
            _ = try await TestCompany.open(workspace.database)
        }
    }

    @Test("a custom field of every type works at once, on every node", arguments: TestDatabases.all)
    func customFields(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let other = try await TestCompany.open(workspace.database, node: 2)
            let firm = try await workspace.change { try $0.firm("Old one") }
            try await workspace.change { tx in
                for type in CustomField.types {
                    var field = CustomField(
                        kind: "firm", name: "my_\(type)", labelFrench: "Le \(type)", labelEnglish: "The \(type)",
                        type: type)
                    if type == "choice" { field.choices = ["or", "argent"] }
                    if type == "link" { field.target = "human" }
                    try field.add(in: tx)
                }
            }
            // The other node notices by itself.
            let human = try await other.change { try $0.human("Zoé") }
            try await other.change { tx in
                let values: [String: [Value]] = [
                    "my_text": [.text("Fidélité")], "my_number": [.integer(7)],
                    "my_day": [.day(Day(iso: "2026-01-31")!)], "my_choice": [.text("or")],
                    "my_link": [.integer(human.number)], "my_money": [.integer(5), .text("EUR")],
                    "my_boolean": [.boolean(true)],
                ]
                try tx.save(Draft(id: firm.number, fields: values), as: tx.schema.kind(of: Firm.self))
            }
            try await workspace.look { tx throws in
                #expect(try tx.names(Firm.self, where: #"{"field":"my_choice","is":"or"}"#) == ["Old one"])
                #expect(try tx.names(Firm.self, where: #"{"field":"my_link.name","contains":"zoe"}"#) == ["Old one"])
                #expect(try tx.names(Human.self, where: #"{"related":"firm_my_link"}"#) == ["Zoé"])
                #expect(try SearchIndex.find("fidelite", in: tx).map(\.title) == ["Old one"])
            }
            let wrong = await #expect(throws: Refusal.self) {
                try await workspace.change {
                    try $0.save(
                        Draft(id: firm.number, fields: ["my_choice": [.text("bronze")]]),
                        as: $0.schema.kind(of: Firm.self))
                }
            }
            #expect(wrong?.code == "unknown_choice")
            let twice = await #expect(throws: Refusal.self) {
                try await workspace.change {
                    try CustomField(kind: "firm", name: "my_text", labelFrench: "x", labelEnglish: "x", type: "text")
                        .add(in: $0)
                }
            }
            #expect(twice?.code == "taken")
        }
    }

    @Test("search ignores accents and case, completes the last word and forgives a slip", arguments: TestDatabases.all)
    func search(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            try await workspace.change { tx in
                let firm = try tx.firm("Pâtisserie Œuf d'Or", town: "Saint-Étienne")
                _ = try tx.firm("Boulangerie Martin")
                _ = try tx.human("Véronique Lefèvre", at: firm, email: "vero@oeuf.example")
            }
            for (typed, title) in [
                ("patisserie", "Pâtisserie Œuf d'Or"), ("OEUF", "Pâtisserie Œuf d'Or"),
                ("saint etie", "Pâtisserie Œuf d'Or"), ("veronique lef", "Véronique Lefèvre"),
                ("vero@oeuf", "Véronique Lefèvre"), ("boulangrie", "Boulangerie Martin"),
                ("véronqiue", "Véronique Lefèvre"),
            ] {
                #expect(
                    try await workspace.look { try SearchIndex.find(typed, in: $0).first?.title } == title, "\(typed)")
            }
            let nowhere = try await workspace.look { try SearchIndex.find("martin", kinds: [], in: $0) }
            #expect(nowhere.isEmpty)
            for hostile in ["", "\"", "' OR 1=1 --", "a:* & !b", "NEAR(", "*", "(((", "\\"] {
                _ = try await workspace.look { try SearchIndex.find(hostile, in: $0) }
            }
        }
    }

    @Test(
        "nothing is seen without a grant, and an owner's grant sees only what is theirs", arguments: TestDatabases.all)
    func grants(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            try await workspace.change { _ = try $0.firm("Secret") }
            let stranger = Viewer(user: 5, grants: [:]), owner = Viewer(user: 5, grants: ["firm": [.owners([5])]])
            for viewer in [stranger, owner] {
                try await workspace.read(viewer) { tx throws in
                    #expect(try tx.page(tx.schema.kind(of: Firm.self), ListQuery()).records.isEmpty)
                    #expect(try tx.count(tx.schema.kind(of: Firm.self)) == 0)
                    #expect(try SearchIndex.find("secret", in: tx).isEmpty)
                }
            }
            _ = try await workspace.write(Viewer(user: 0, grants: ["firm": [.all]]), .api) { try $0.firm("Mine") }
        }
    }
}
