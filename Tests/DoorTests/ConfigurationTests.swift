import Foundation
import Identity
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@testable import App

@Suite("A company's configuration as a file")
struct ConfigurationTests {
    /// The committed example: 200 people in 20 teams.
    static let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/guide/examples/company-200.json")

    static func file(_ json: String) throws -> ConfigurationFile { try ConfigurationFile(Array(json.utf8)) }

    @discardableResult
    private func apply(
        _ json: String, to installation: Installation, _ options: Configuration.Options = .init(),
        viewer: Viewer = .house
    ) async throws -> ConfigurationReport {
        try await Configuration.apply(
            try Self.file(json), to: installation.workspace, viewer: viewer, options)
    }

    private func refused(_ json: String, _ installation: Installation) async throws -> [String: String] {
        do {
            try await apply(json, to: installation)
            return [:]
        } catch let refusal as Refusal {
            return Dictionary(refusal.fields.map { ($0.field, $0.code) }) { first, _ in first }
        }
    }

    @Test("one file sets up 200 people in 20 teams; a second time nothing changes", arguments: TestDatabases.all)
    func company200(_ backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            let file = try ConfigurationFile(Array(try Data(contentsOf: Self.example)))
            let report = try await Configuration.apply(file, to: installation.workspace)
            #expect(report.count(.keep) == 0 && report.count(.remove) == 0)
            let (users, teams, people) = try await installation.workspace.read(.house) { transaction in
                (
                    try transaction.all(User.self), try transaction.all(Team.self),
                    try transaction.all(Role.self).first { $0.key == "seller" }
                )
            }
            #expect(users.count == 200 && teams.count == 20 && people?.rights.count == 6)
            #expect(users.allSatisfy { $0.role != nil && $0.team != nil })
            #expect(users.count { $0.manager == nil } == 1)
            #expect(teams.count { $0.parent == nil } == 1)
            let before = try await installation.workspace.rows("history")
            let again = try await Configuration.apply(file, to: installation.workspace)
            #expect(!again.isDifferent, "\(again.changes.prefix(3))")
            #expect(try await installation.workspace.rows("history") == before)
        }
    }

    @Test("what is said of the registers comes along, checked", arguments: TestDatabases.all)
    func registers(_ backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            try await apply(
                #"""
                {"settings": {"registers": {"every_days": 30, "own_vat": "FR83404833048",
                 "french": "https://registre.example.org"}}}
                """#, to: installation)
            try await installation.workspace.reload()
            let kept = installation.workspace.settings.extra["registers"]
            #expect(kept?["every_days"]?.integer == 30 && kept?["french"]?.text == "https://registre.example.org")
            let written = try await Configuration.export(installation.workspace).readable
            #expect(written.contains("registre.example.org"))
            let faults = try await refused(
                #"{"settings": {"registers": {"every_days": 0, "french": "ftp://x"}}}"#, installation)
            #expect(faults.values.contains("out_of_range"))
            #expect(try await !refused(#"{"settings": {"registers": {"frensh": ""}}}"#, installation).isEmpty)
        }
    }

    @Test("what was exported makes the same company elsewhere, to the byte", arguments: TestDatabases.all)
    func round(_ backend: TestDatabases) async throws {
        try await withInstallation(backend) { first in
            let file = try ConfigurationFile(Array(try Data(contentsOf: Self.example)))
            _ = try await Configuration.apply(file, to: first.workspace)
            try await apply(
                #"""
                {"users": [{"name": "Ancien"}, {"name": "Ancien", "language": "en", "role": null, "is_active": false}],
                 "custom_fields": [{"kind": "team", "name": "lead", "label_fr": "Chef", "type": "link",
                  "target": "user"}],
                 "teams": [{"name": "Ouest", "lead": "hugo.aubert@comptoir-general.example"}],
                 "products": [{"reference": "P-1", "name": "Palette", "price": {"amount": "12.50", "currency": "EUR"}}]}
                """#, to: first)
            let text = try await Configuration.export(first.workspace, products: true).readable
            #expect(text.split(separator: "\n").allSatisfy { !$0.contains("\"id\"") })
            try await withInstallation(backend, node: 2) { second in
                try await apply(text, to: second)
                #expect(try await Configuration.export(second.workspace, products: true).readable == text)
                let again = try await apply(text, to: second)
                #expect(!again.isDifferent)
            }
            let itself = try await apply(text, to: first)
            #expect(!itself.isDifferent, "applied to itself it changes nothing")
        }
    }

    @Test("faults are told with their place in the file, all at once, and nothing is applied")
    func faults() async throws {
        try await withInstallation(.memory) { installation in
            let found = try await refused(
                #"""
                {"settings": {"company": "Acme", "currency": "euro", "colour": "red"},
                 "custom_fields": [{"kind": "account", "name": "loyalty", "label_fr": "F", "type": "wish"}]}
                """#, installation)
            #expect(found == ["settings.currency": "invalid_currency", "settings.colour": "unknown_field"])
            let people = try await refused(
                #"""
                {"teams": [{"name": "Ouest", "parent": "Est"}, {"name": "Est", "parent": "Ouest"}],
                 "users": [{"email": "ann@acme.test", "name": "Ann", "team": "Nord", "role": "boss", "hair": "red"},
                           {"name": 7}, 3, {"email": "eve@acme.test", "name": "Eve", "is_active": "yes"}]}
                """#, installation)
            #expect(people["users[1]"] == "required" && people["users[2]"] == "invalid_type")
            let deeper = try await refused(
                #"""
                {"teams": [{"name": "Ouest", "parent": "Est"}, {"name": "Est", "parent": "Ouest"}],
                 "roles": [{"key": "seller", "name": "Vente", "rights": [{"entity": "account", "read": "most"}]}],
                 "users": [{"email": "ann@acme.test", "name": "Ann", "team": "Nord", "role": "boss", "hair": "red"},
                           {"email": "eve@acme.test", "name": "Eve", "is_active": "yes"}]}
                """#, installation)
            #expect(
                deeper == [
                    "teams[0].parent": "cycle", "teams[1].parent": "cycle",
                    "roles[0].rights[0].read": "unknown_choice", "users[0].team": "unknown_record",
                    "users[0].role": "unknown_record", "users[0].hair": "unknown_field",
                    "users[1].is_active": "invalid_type",
                ])
            let rules = try await refused(
                #"""
                {"settings": {"company": "Neuve"}, "teams": [{"name": "Ouest"}],
                 "roles": [{"key": "seller", "name": "Vente", "rights": [{"entity": "unicorn", "read": "all"}]}]}
                """#, installation)
            #expect(rules == ["roles[0].rights[0].entity": "unknown_kind"])
            #expect(try await installation.workspace.rows("team") == 0)
            #expect(installation.workspace.settings.company != "Neuve")
            #expect { try Self.file("{\"teams\":\n [,]}") } throws: { error in
                guard case .number(2)? = (error as? Refusal)?.message.arguments["line"] else { return false }
                return true
            }
        }
    }

    @Test("a dry run says what would happen, and leaves no trace", arguments: TestDatabases.all)
    func dryRun(_ backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            let file = #"""
                {"settings": {"country": "BE"},
                 "custom_fields": [{"kind": "account", "name": "loyalty", "label_fr": "Fidélité", "type": "text"}],
                 "teams": [{"name": "Ouest"}]}
                """#
            let report = try await apply(file, to: installation, .init(dryRun: true))
            #expect(report.changes.map(\.action) == [.change, .add, .add])
            #expect(report.changes.map(\.key) == ["country", "account.loyalty", "Ouest"])
            #expect(try await installation.workspace.rows("team") == 0)
            #expect(installation.workspace.schema.kind("account")["loyalty"] == nil)
            try await apply(file, to: installation)
            #expect(installation.workspace.schema.kind("account")["loyalty"] != nil)
            #expect(installation.workspace.settings.country == "BE")
        }
    }

    @Test("what the file does not name stays; with --prune it goes, and people only become inactive")
    func pruning() async throws {
        try await withInstallation(.memory) { installation in
            try await apply(
                #"""
                {"teams": [{"name": "Ouest"}, {"name": "Est"}], "roles": [{"key": "seller", "name": "Vente"}],
                 "users": [{"email": "ann@acme.test", "name": "Ann", "role": "seller"}],
                 "pipelines": [{"name": "Ventes", "stages": [{"name": "Un"}, {"name": "Deux"}]}, {"name": "Autres"}]}
                """#, to: installation)
            let less = #"""
                {"teams": [{"name": "Ouest"}], "users": [],
                 "pipelines": [{"name": "Ventes", "stages": [{"name": "Deux"}]}]}
                """#
            let kept = try await apply(less, to: installation)
            #expect(!kept.isDifferent)
            #expect(kept.changes.map(\.key) == ["Est", "ann@acme.test", "Autres", "Ventes/Un"])
            let pruned = try await apply(less, to: installation, .init(prune: true))
            #expect(
                pruned.changes.map { "\($0.action) \($0.key)" } == [
                    "remove Est", "change ann@acme.test", "remove Autres", "remove Ventes/Un",
                ])
            #expect(try await installation.workspace.rows("role") == 1, "roles were not in the file")
            #expect(try await installation.workspace.rows("user") == 1)
        }
    }

    @Test("a shared view names people and stages by their keys", arguments: TestDatabases.all)
    func views(_ backend: TestDatabases) async throws {
        let file = #"""
            {"users": [{"email": "ann@acme.test", "name": "Ann"}],
             "pipelines": [{"name": "Ventes", "stages": [{"name": "Un"}]}],
             "saved_views": [{"kind": "opportunity", "name": "Les miennes", "condition": {"all": [
               {"field": "owner", "is": "ann@acme.test"}, {"field": "stage", "in": ["Ventes/Un"]},
               {"related": "activities", "where": {"field": "owner", "is_not": "ann@acme.test"},
                "count": {"at_least": 1}}]}}]}
            """#
        try await withInstallation(backend) { installation in
            try await apply(file, to: installation)
            let (condition, ann) = try await installation.workspace.read(.house) { transaction in
                (
                    try transaction.all(SavedView.self).first?.condition ?? "",
                    try transaction.all(User.self).first?.id.number ?? 0
                )
            }
            #expect(condition.contains("\"is\":\"\(ann)\"") && !condition.contains("ann@acme.test"))
            let json = try await Configuration.export(installation.workspace)
            let written = json["saved_views"]?.array?.first?["condition"]
            #expect(written == (try JSON(parsing: file))["saved_views"]?.array?.first?["condition"])
            let again = try await apply(file, to: installation)
            #expect(!again.isDifferent)
        }
    }

    @Test("nobody gives themselves by a file what their role does not let them give")
    func escalation() async throws {
        try await withInstallation(.memory) { installation in
            try await apply(
                #"""
                {"roles": [{"key": "office", "name": "Bureau", "permissions": ["settings.manage"]}],
                 "users": [{"email": "ann@acme.test", "name": "Ann", "role": "office"}]}
                """#, to: installation)
            let ann = try await installation.workspace.read(.house) { try $0.all(User.self)[0].id.number }
            let viewer = try await installation.viewer(ann)
            #expect(viewer.may("settings.manage"))
            let grab = #"{"roles": [{"key": "office", "name": "Bureau", "is_administrator": true}]}"#
            await #expect(throws: Refusal.self) { try await apply(grab, to: installation, viewer: viewer) }
            try await apply(#"{"settings": {"company": "Acme"}}"#, to: installation, viewer: viewer)
            await #expect(throws: Refusal.self) {
                try await apply(
                    #"{"settings": {"company": "B"}}"#, to: installation, viewer: Viewer(user: 1, rights: [:]))
            }
        }
    }

    @Test("choices that records hold stay; labels and choices change, the type does not")
    func customFields() async throws {
        try await withInstallation(.memory) { installation in
            func field(_ words: String) -> String {
                #"{"custom_fields": [{"kind": "account", "name": "loyalty", "label_fr": "F", \#(words)}]}"#
            }
            try await apply(field(#""type": "choice", "choices": ["or", "argent"]"#), to: installation)
            try await installation.workspace.write(.house, .command) { transaction in
                let kind = transaction.schema.kind("account")
                try transaction.save(
                    Draft(fields: ["name": [.text("Acme")], "loyalty": [.text("or")]]), as: kind)
            }
            let held = try await refused(field(#""choices": ["argent", "bronze"]"#), installation)
            #expect(held == ["custom_fields[0].choices": "still_used"])
            try await apply(field(#""label_en": "Loyalty", "choices": ["or", "bronze"]"#), to: installation)
            #expect(
                installation.workspace.schema.kind("account")["loyalty"]?.shape.options?.map(\.value) == [
                    "or", "bronze",
                ])
            let other = try await refused(field(#""type": "text""#), installation)
            #expect(other == ["custom_fields[0].type": "unchangeable"])
        }
    }
}
