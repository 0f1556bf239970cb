import Foundation
import Jobs
import People
import Records
import Storage
import TestSupport
import Testing
import Web

// Swift Testing has attachments too.
import struct Activities.Attachment

@testable import Correspondence

@Suite("Documents of the library")
struct LibraryTests {
    private func document(_ world: BusinessWorld, validUntil: Day? = nil) async throws -> ID<LibraryDocument> {
        try await world.change { transaction in
            let fields: [String: [Value]] = [
                "title": [.text("Price list")], "kind": [.text("price_list")],
                "valid_until": [validUntil.map(Value.day) ?? .null],
            ]
            return ID(
                try transaction.save(Draft(fields: fields), as: transaction.schema.kind(of: LibraryDocument.self)))
        }
    }

    private func bring(_ name: String, to document: ID<LibraryDocument>, _ world: BusinessWorld) async -> Response {
        var headers = BusinessWorld.script
        headers["Content-Type"] = "multipart/form-data; boundary=frontier"
        let body =
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n"
            + "text of \(name)\r\n--frontier--\r\n"
        return await world.send(
            .post, "/attachments/about/library_documents/\(document.number)", headers: headers, body: Array(body.utf8))
    }

    private func versions(_ world: BusinessWorld) async throws -> [Attachment] {
        try await world.look { try $0.all(Attachment.self).sorted { $0.number < $1.number } }
    }

    private func letter(_ documents: [ID<LibraryDocument>], _ world: BusinessWorld) async throws -> Email {
        let ids = documents.map(\.number)
        return try await world.look { transaction in
            var email = Email()
            (email.subject, email.text, email.toAddresses) = ("Prices", "Hello", "Chloé <chloe@client.test>")
            email.files = try LibraryFiles.files(ids, in: transaction)
            return email
        }
    }

    private func send(_ email: Email, _ world: BusinessWorld) async throws -> Email {
        let words = world.product.registry.words
        return try await world.change { try $0.find(OutgoingEmail.send(email, words: words, in: $0)) }
    }

    @Test(
        "whatever its name, another file is the next version; without it the one before counts again",
        arguments: BusinessWorld.backends)
    func versions(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let document = try await document(world), page = "/library_documents/\(document.number)"
            #expect(try await world.look { try $0.find(document).owner?.number } == world.ann)
            #expect(await world.get(page).text.contains("No file yet"))
            #expect(await bring("2025.txt", to: document, world).status == 204)
            #expect(await bring("2026.txt", to: document, world).status == 204)
            let files = try await versions(world)
            #expect(files.map(\.number) == [1, 2] && files.map(\.isCurrent) == [false, true])
            let text = await world.get(page).text
            #expect(text.contains("2025.txt") && text.contains("2026.txt") && text.contains("Ann Arden"))
            #expect(await world.get("/attachments/\(files[0].id.number)/file").status == 200)
            #expect(await world.get("/attachments/\(files[0].id.number)").text.contains("Version 2"))
            let last = files[1].id.number
            try await world.change { _ = try $0.delete([last], of: $0.schema.kind(of: Attachment.self)) }
            #expect(try await versions(world).map(\.isCurrent) == [true])
            #expect(await bring("2027.txt", to: document, world).status == 204)
            #expect(try await versions(world).map(\.number) == [1, 2])
        }
    }

    @Test("a mail carries the version of the moment it leaves, and says so", arguments: BusinessWorld.backends)
    func moment(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.nameMailServer()
            let document = try await document(world)
            let empty = try await letter([document], world)
            await #expect(throws: Refusal.self) { try await send(empty, world) }
            _ = await bring("2025.txt", to: document, world)
            let sent = try await send(empty, world)
            #expect(sent.files.map(\.number) == [1] && sent.files.map(\.name) == ["2025.txt"])
            _ = await bring("2026.txt", to: document, world)
            let runner = JobRunner(
                world.workspace, book: world.product.registry.jobs, files: world.product.files,
                signal: world.product.jobSignal, viewer: { _ in .house })
            try await runner.drain([OutgoingEmail.job])
            let left = try await world.look { try $0.find(sent.id) }
            #expect(left.files.map(\.number) == [2] && left.files.map(\.name) == ["2026.txt"])
            #expect(try await versions(world)[1].id == left.files[0].attachment)
            let place = "/api/v1/library_documents/\(document.number)/sendings"
            let line = try #require(await world.get(place).json["data"]?.array?.first)
            #expect(line["to_addresses"]?.text?.contains("chloe@client.test") == true)
            #expect(line["version"]?.integer == 2 && line["opened_at"] == .null)
        }
    }

    @Test("what has expired is marked, refused and left out of templates", arguments: BusinessWorld.backends)
    func expired(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.nameMailServer()
            let old = try await document(world, validUntil: Day(iso: "2026-11-21"))
            let good = try await document(world, validUntil: BusinessWorld.today)
            for document in [old, good] { _ = await bring("list.txt", to: document, world) }
            #expect(await world.get("/library_documents/\(old.number)").text.contains("It is not offered for mails."))
            #expect(await world.get("/library_documents").text.contains("Expired"))
            let late = try await letter([old], world)
            do {
                _ = try await send(late, world)
                Issue.record("it has left")
            } catch let refusal as Refusal {
                #expect(refusal.fields.map(\.code) == ["document_expired"])
            }
            let template = try await world.change { transaction -> ID<EmailTemplate> in
                var template = EmailTemplate(), version = TemplateVersion()
                (version.language, version.subject, version.text) = (.english, "Prices", "Hello")
                (template.name, template.versions) = ("Prices", [version])
                template.documents = [old, good].map { document in
                    var line = TemplateDocument()
                    line.document = document
                    return line
                }
                return try transaction.save(template)
            }
            let found = try await world.look { try LibraryFiles.files(of: $0.find(template), in: $0) }
            #expect(found.files.map(\.document) == [good] && found.missing == ["Price list"])
            let words = try await world.get("/emails/words?template=\(template.number)").json
            #expect(words["documents"] == .array([.text(String(good.number))]))
            #expect(words["missing"]?.text?.contains("Price list") == true)
        }
    }
}
