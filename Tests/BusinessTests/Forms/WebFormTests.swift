import Foundation
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Leads
@testable import People

/// What strangers send by forms becomes leads, once, with the proof of what they agreed to.
@Suite("A web form")
struct WebFormTests {
    private func form(
        _ world: BusinessWorld, _ more: @escaping @Sendable (inout WebForm) -> Void = { _ in }
    ) async throws -> WebForm {
        let purposes = try await world.withConsents()
        let id = try await world.change { transaction in
            var form = WebForm()
            (form.name, form.titleFr, form.titleEn) = ("Contact us", "Contactez-nous", "Contact us")
            form.purpose = purposes["Newsletter"]
            more(&form)
            return try transaction.save(form)
        }
        return try await world.look { try $0.find(id) }
    }

    private func token(_ form: WebForm, _ world: BusinessWorld) async throws -> String {
        let token = try await world.change {
            try PublicFormPages.pageToken(form, ["utm_source": "letter", "page": "https://a.fr/"], "en", in: $0)
        }
        try await world.workspace.reload()
        return token
    }

    @Test(
        "is asked at its address, and becomes a lead with its source and consent, once",
        arguments: BusinessWorld.backends)
    func taken(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let form = try await form(world)
            let page = await world.get("/f/contact-us?language=en")
            #expect(page.status == 200 && page.text.contains("Contact us") && page.text.contains("unsubscribe"))
            #expect(page.headers["Content-Security-Policy"]?.contains("frame-ancestors 'self'") == true)
            let token = try await token(form, world)
            world.clock.pass(seconds: 20)
            for _ in 0..<2 {
                let sent = await world.post(
                    "/f/contact-us",
                    [
                        "_page": token, "last_name": "Durand", "email": "zoe@gmail.com", "need": "A quote",
                        "_consent": "yes",
                    ])
                #expect(sent.status == 303, "\(sent.text.prefix(300))")
            }
            let leads = try await world.look { try $0.all(Lead.self) }
            #expect(leads.count == 1)
            #expect(leads.first?.source == "letter" && leads.first?.landingPage == "https://a.fr/")
            let lines = try await world.look { try $0.all(Consent.self) }
            #expect(lines.map(\.source) == [.form] && lines.first?.text != nil && lines.first?.ipAddress != nil)
            #expect(try await world.gate(.email, "zoe@gmail.com") == nil)
            let counted = try await world.look { try $0.find(form.id) }
            #expect(counted.views == 1 && counted.answers == 1)
        }
    }

    @Test("keeps machines apart and shows people what is wrong", arguments: BusinessWorld.backends)
    func spam(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let form = try await form(world)
            let fast = try await token(form, world)
            let quick = await world.post(
                "/f/contact-us", ["_page": fast, "last_name": "Bot", "email": "bot@example.com"])
            #expect(quick.status == 303)
            let trapped = try await token(form, world)
            world.clock.pass(seconds: 20)
            _ = await world.post(
                "/f/contact-us",
                [
                    "_page": trapped, "last_name": "Bot", "email": "bot@example.com", PublicFormPages.trap: "12",
                ])
            #expect(try await world.look { try $0.all(Lead.self).count } == 0)
            let kept = try await world.look { try $0.all(FormSubmission.self) }
            #expect(kept.count == 2 && kept.allSatisfy { $0.state == .spam })
            let page = try await token(form, world)
            world.clock.pass(seconds: 20)
            let wrong = await world.post("/f/contact-us", ["_page": page, "email": "nonsense"])
            #expect(wrong.status == 422 && wrong.text.contains("nonsense"))
            // A person says that it was no spam.
            let retried = await world.post("/form_submissions/\(kept[0].id.number)/retry")
            #expect(retried.status == 303, "\(retried.text.prefix(300))")
            #expect(try await world.look { try $0.all(Lead.self).count } == 1)
        }
    }

    @Test(
        "loses nothing where the lead asks for more meanwhile, and refuses other sites",
        arguments: BusinessWorld.backends)
    func held(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let form = try await form(world) { form in
                form.sites = "https://www.example.com/contact"
                form.fields = ["phone", "city"].map {
                    var field = WebFormField()
                    field.field = $0
                    return field
                }
            }
            let page = try await token(form, world)
            world.clock.pass(seconds: 20)
            // Nobody can be named without a name, an address or a number: no fault of a question that was asked.
            let sent = await world.post("/f/contact-us", ["_page": page, "city": "Rennes"])
            #expect(sent.status == 303)
            let kept = try await world.look { try $0.all(FormSubmission.self) }
            #expect(kept.map(\.state) == [.held] && kept.first?.answers?.contains("Rennes") == true)
            let foreign = await world.post(
                "/f/contact-us", ["_page": page], headers: ["Origin": "https://evil.example"])
            #expect(foreign.status == 403)
            let listed = await world.post(
                "/f/contact-us", ["_page": page, "city": "Brest"],
                headers: ["Origin": "https://www.example.com", "Accept": "application/json"])
            #expect(listed.headers["Access-Control-Allow-Origin"] == "https://www.example.com")
            let script = await world.get("/f/contact-us.js")
            #expect(script.status == 200 && script.text.contains("sandbox"))
        }
    }
}
