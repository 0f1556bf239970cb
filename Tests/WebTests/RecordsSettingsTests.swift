import Records
import TestSupport
import Testing

@testable import Web

@Suite("Settings")
struct RecordsSettingsTests {
    @Test("the company is changed by its form; faults are told beside their fields", arguments: ApiWorld.backends)
    func changesCompany(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let saved = await world.post(
                "/settings/company",
                [
                    "company": "Acme", "language": "en", "currency": "eur", "country": "fr",
                    "time_zone": "Europe/Paris",
                    "maximum_upload": "50", "rates[0].currency": "usd", "rates[0].rate": "0.92",
                    "rates[1].currency": "",
                ])
            #expect(saved.status == 303, "\(saved.text)")
            let settings = world.world.workspace.settings
            #expect(settings.company == "Acme" && settings.rates["USD"]?.text == "0.92")
            #expect(settings.maximumUploadBytes == 50 * 1_048_576)
            let page = await world.get("/settings/company").text
            #expect(page.contains("value=\"Acme\"") && page.contains("value=\"0.92\""))
            let refused = await world.post(
                "/settings/company", ["company": "", "time_zone": "Mars", "maximum_upload": "0"])
            #expect(refused.status == 422 && refused.text.contains("There is no time zone “Mars”"))
            #expect(await world.get("/settings/company", as: "ben").status == 403)
        }
    }

    @Test("a custom field is at once in the form and on the page", arguments: ApiWorld.backends)
    func addsField(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let added = await world.post(
                "/settings/fields",
                [
                    "kind": "shop", "type": "choice", "label_fr": "Niveau de fidélité", "label_en": "Loyalty",
                    "choices": "Or\r\nArgent", "is_listed": "true",
                ])
            #expect(added.status == 303, "\(added.text)")
            #expect(await world.get("/shops/new").text.contains("name=\"niveau_de_fidelite\""))
            let id = try await world.shop(["name": "A", "niveau_de_fidelite": "Or"])
            #expect(await world.get("/shops/\(id)").text.contains("Loyalty"))
            let again = await world.post(
                "/settings/fields", ["kind": "shop", "type": "text", "label_fr": "Name", "name": "name"])
            #expect(again.status == 422 && again.text.contains("already has a field"))
        }
    }

    @Test("what can be undone is listed, and undone from there", arguments: ApiWorld.backends)
    func listsJournal(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A"])
            _ = await world.post("/shops/\(id)/delete", [:])
            let page = await world.get("/settings/journal").text
            #expect(page.contains("Deleted · Shops · 1 record") && page.contains("/undo"))
            let other = await world.get("/settings/journal", as: "ben").text
            #expect(!other.contains("Deleted ·"))
            #expect(await world.get("/settings/jobs").status == 200)
            #expect(await world.get("/settings").status == 200)
            #expect(await world.get("/").status == 200)
        }
    }
}
