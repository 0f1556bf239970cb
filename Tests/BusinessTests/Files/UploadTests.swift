import Foundation
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

// Swift Testing has attachments too.
import struct Activities.Attachment

@testable import Activities

@Suite("Files of records")
struct UploadTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]

    private func body(_ parts: [(name: String, file: String?, bytes: [UInt8])]) -> [UInt8] {
        var body: [UInt8] = []
        for part in parts {
            let file = part.file.map { "; filename=\"\($0)\"" } ?? ""
            body +=
                Array("--frontier\r\nContent-Disposition: form-data; name=\"\(part.name)\"\(file)\r\n\r\n".utf8)
                + part.bytes + [13, 10]
        }
        return body + Array("--frontier--\r\n".utf8)
    }

    private func upload(
        _ name: String, _ bytes: [UInt8], to address: String, _ world: BusinessWorld, as user: String = "ann"
    ) async -> Response {
        var headers = BusinessWorld.script
        headers["Content-Type"] = "multipart/form-data; boundary=frontier"
        return await world.send(.post, address, headers: headers, body: body([("file", name, bytes)]), as: user)
    }

    private func attachments(_ world: BusinessWorld) async throws -> [Attachment] {
        try await world.look { try $0.all(Attachment.self).sorted { $0.id.number < $1.id.number } }
    }

    /// Everything in the file store, incoming and kept.
    private func stored(_ world: BusinessWorld) -> [String] {
        let files = FileManager.default.enumerator(atPath: world.folder)?.compactMap { $0 as? String } ?? []
        return files.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: world.folder + "/" + name, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    @Test(
        "a file is kept, found by its content's type, and comes back whole or in part",
        arguments: BusinessWorld.backends)
    func roundTrip(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), address = "/attachments/about/accounts/\(acme.number)"
            #expect(await upload("Été <1>.png", UploadTests.png, to: address, world).status == 204)
            let file = try #require(try await attachments(world).first)
            #expect(
                file.contentType == "image/png" && file.bytes == 12 && file.number == 1 && file.name == "Été <1>.png")
            #expect(file.sha256.count == 64 && file.about == Reference(kind: "account", id: acme.number))
            let response = await world.get("/attachments/\(file.id.number)/file")
            #expect(response.status == 200 && response.headers["X-Content-Type-Options"] == "nosniff")
            #expect(
                response.headers["Content-Disposition"]?.contains("filename*=UTF-8''%C3%89t%C3%A9%20%3C1%3E.png")
                    == true)
            guard case .file(let kept) = response.body else {
                Issue.record("it is no file")
                return
            }
            #expect(try Data(contentsOf: URL(filePath: kept.path)) == Data(UploadTests.png))
            let shown = await world.get("/attachments/\(file.id.number)/file?show=1")
            #expect(shown.headers["Content-Disposition"]?.hasPrefix("inline") == true)
            #expect(shown.headers["Content-Security-Policy"]?.contains("sandbox") == true)
            let page = await world.get("/accounts/\(acme.number)").text
            #expect(page.contains("Été &lt;1&gt;.png") && page.contains("added a file"))
        }
    }

    @Test("who fetched a file is shown on it", arguments: BusinessWorld.backends)
    func trace(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            _ = await upload("a.png", UploadTests.png, to: "/attachments/about/accounts/\(acme.number)", world)
            let id = try #require(try await attachments(world).first).id.number
            #expect(await world.get("/attachments/\(id)").text.contains("Nobody has fetched this file yet."))
            _ = await world.get("/attachments/\(id)/file")
            _ = await world.get("/attachments/\(id)/file", headers: ["Range": "bytes=5-"])
            #expect(
                try await world.look { try FileAccess.entries(id, in: $0) }.map(\.user) == ["Ann Arden"],
                "a part fetched later is no second look")
            #expect(await world.get("/attachments/\(id)/file", as: "ben").status == 404)
            #expect(await world.get("/attachments/\(id)").text.contains("<b>Ann Arden</b>"))
        }
    }

    @Test(
        "the same name again is the next version; deleting it brings the one before back, and undoing returns it",
        arguments: BusinessWorld.backends)
    func versions(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), address = "/attachments/about/accounts/\(acme.number)"
            for text in ["one", "two", "three"] {
                #expect(await upload("Contract.txt", Array(text.utf8), to: address, world).status == 204)
            }
            _ = await upload("Other.txt", Array("x".utf8), to: address, world)
            let files = try await attachments(world)
            #expect(files.map(\.number) == [1, 2, 3, 1] && files.map(\.isCurrent) == [false, false, true, true])
            #expect(Set(files.map(\.file)).count == 4)
            let last = files[2].id.number
            let journal = try await world.change { try $0.delete([last], of: $0.schema.kind(of: Attachment.self)) }
            #expect(try await attachments(world).map(\.isCurrent) == [false, true, true])
            #expect(stored(world).count == 4, "the journal may still need the file")
            #expect(await world.post("/journal/\(journal)/undo", headers: BusinessWorld.script).status == 200)
            let again = try await attachments(world).sorted { $0.number < $1.number }.filter {
                $0.name == "Contract.txt"
            }
            #expect(again.map(\.isCurrent) == [false, false, true])
            #expect(await world.get("/attachments/\(last)/file").status == 200)
        }
    }

    @Test("a file that is too large is refused and leaves nothing", arguments: BusinessWorld.backends)
    func tooLarge(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            try await world.change { try WorkspaceSettings.save("maximum_upload_bytes", 1000, in: $0) }
            try await world.workspace.reload()
            let address = "/attachments/about/accounts/\(acme.number)"
            #expect(await upload("large.txt", Array(repeating: 97, count: 1001), to: address, world).status == 413)
            #expect(stored(world).isEmpty)
            #expect(try await attachments(world).isEmpty)
            #expect(await upload("fits.txt", Array(repeating: 97, count: 1000), to: address, world).status == 204)
        }
    }

    @Test(
        "a name that lies about the content is refused; what could run is only ever saved",
        arguments: BusinessWorld.backends)
    func hostile(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), address = "/attachments/about/accounts/\(acme.number)"
            let html = Array("<!DOCTYPE html><script>alert(1)</script>".utf8)
            for (name, bytes) in [
                ("photo.png", html), ("paper.pdf", Array("MZ\u{90}".utf8)), ("picture.jpg", UploadTests.png),
                ("empty.txt", []),
            ] {
                let response = await upload(name, bytes, to: address, world)
                #expect([415, 422].contains(response.status), "\(name): \(response.status)")
            }
            #expect(stored(world).isEmpty)
            for (name, bytes) in [
                ("page.html", html), ("note.txt", html),
                ("drawing.svg", Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)),
                ("tool.exe", Array("MZ1234".utf8)),
            ] {
                #expect(await upload(name, bytes, to: address, world).status == 204)
            }
            for file in try await attachments(world) {
                let response = await world.get("/attachments/\(file.id.number)/file?show=1")
                #expect(response.headers["Content-Disposition"]?.hasPrefix("attachment") == true, "\(file.name)")
                #expect(
                    response.headers["Content-Type"]?.contains("html") == false
                        && response.headers["Content-Type"]?.contains("svg") == false)
            }
        }
    }

    @Test("names from outside cannot lead anywhere", arguments: BusinessWorld.backends)
    func names(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), address = "/attachments/about/accounts/\(acme.number)"
            let long = String(repeating: "a", count: 400) + ".txt"
            for name in ["../../etc/passwd", "C:\\\\Windows\\\\win.ini", "a\u{202E}gnp.txt", long] {
                #expect(await upload(name, Array("x".utf8), to: address, world).status == 204, "\(name.prefix(30))")
            }
            let names = try await attachments(world).map(\.name)
            #expect(names[0] == "passwd" && names[1] == "win.ini" && names[2] == "agnp.txt")
            #expect(names[3].count == 200 && names[3].hasSuffix(".txt"))
        }
    }

    @Test("who does not see the record attaches nothing to it, and nothing stays", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), address = "/attachments/about/accounts/\(acme.number)"
            #expect(await upload("a.txt", Array("x".utf8), to: address, world, as: "ben").status == 404)
            #expect(
                await world.send(.post, address, headers: ["Content-Type": "application/json"], body: Array("{}".utf8))
                    .status == 415)
            #expect(stored(world).isEmpty)
        }
    }

    @Test("programs send a file with what it is about, in any order", arguments: BusinessWorld.backends)
    func program(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), about = Array("account:\(acme.number)".utf8)
            let file: (String, String?, [UInt8]) = ("file", "a.png", UploadTests.png)
            var headers: Headers = [
                "Content-Type": "multipart/form-data; boundary=frontier", "Accept": "application/json",
            ]
            func send(_ parts: [(String, String?, [UInt8])]) async -> Response {
                await world.send(
                    .post, "/api/v1/attachments", headers: headers, body: body(parts.map { ($0.0, $0.1, $0.2) }))
            }
            headers["Idempotency-Key"] = "one"
            let made = await send([file, ("about", nil, about)])
            #expect(made.status == 201)
            let id = try #require(try made.json["id"]?.text)
            #expect(try made.json["content_type"] == "image/png" && made.json["file"] == nil)
            let again = await send([("about", nil, about), file])
            #expect(try again.json["id"]?.text == id, "the same key acts once")
            headers["Idempotency-Key"] = nil
            #expect(await send([file]).status == 422)
            #expect(await send([("about", nil, about)]).status == 422)
            #expect(await send([("about", nil, Array("account:7".utf8)), file]).status == 404)
            #expect(await send([("about", nil, Array("nothing:7".utf8)), file]).status == 404)
            #expect(try await attachments(world).count == 1 && stored(world).count == 1)
            #expect(await world.get("/api/v1/attachments/\(id)/file").status == 200)
        }
    }

    @Test(
        "files that neither a record nor the journal needs are removed after a day", arguments: BusinessWorld.backends)
    func removal(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), address = "/attachments/about/accounts/\(acme.number)"
            for name in ["kept.txt", "deleted.txt", "purged.txt"] {
                _ = await upload(name, Array(name.utf8), to: address, world)
            }
            let files = try await attachments(world)
            for file in files.dropFirst() {
                let id = file.id.number
                _ = try await world.change { try $0.delete([id], of: $0.schema.kind(of: Attachment.self)) }
            }
            let purged = files[2].id.number
            try await world.change { transaction in
                _ = try transaction.connection.execute("DELETE FROM journal_entry WHERE record_id = \(purged)")
            }
            world.clock.pass(days: 2)
            #expect(try await world.change { try UnneededFiles.take(after: "", in: $0).keys } == [files[2].file])
        }
    }
}
