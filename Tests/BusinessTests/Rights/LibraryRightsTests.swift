import Correspondence
import Records
import TestSupport
import Testing
import Web

@Suite("Who keeps the library")
struct LibraryRightsTests {
    private func bring(_ document: String, _ world: RightsWorld, as name: String) async -> Int {
        let part = "--frontier\r\nContent-Disposition: form-data; name="
        let body =
            part + "\"about\"\r\n\r\nlibrary_document:\(document)\r\n"
            + part + "\"file\"; filename=\"a.txt\"\r\n\r\nx\r\n--frontier--\r\n"
        return await world.send(
            .post, "/api/v1/attachments", as: name,
            headers: ["Content-Type": "multipart/form-data; boundary=frontier"], body: body
        ).status
    }

    @Test(
        "marketing and sales managers keep the documents; sellers read them and send them",
        arguments: RightsWorld.backends)
    func keeping(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let made = await world.api(.post, "/library_documents", #"{"title":"Brochure"}"#, as: "mia")
            #expect(made.status == 201)
            let id = try #require(try made.json["id"]?.text)
            #expect(await bring(id, world, as: "mia") == 201)
            #expect(await bring(id, world, as: "max") == 201)
            for name in ["sam", "sue", "art"] {
                #expect(await world.api(.get, "/library_documents/\(id)", as: name).status == 200, "\(name)")
                #expect(await world.api(.post, "/library_documents", #"{"title":"Mine"}"#, as: name).status == 403)
                #expect(
                    await world.api(.patch, "/library_documents/\(id)", #"{"title":"Mine"}"#, as: name).status == 403)
                #expect(await bring(id, world, as: name) == 403, "\(name)")
            }
            let files = try await world.api(.get, "/attachments", as: "sam").json["data"]?.array ?? []
            #expect(files.count == 2)
            let page = await world.get("/emails/new?document=\(id)", as: "sam").text
            #expect(page.contains("From the library") && page.contains("name=\"document\" value=\"\(id)\" checked"))
            #expect(!(await world.get("/library_documents/\(id)", as: "sam").text.contains("Drop a new version here")))
            #expect(await world.get("/library_documents/\(id)", as: "mia").text.contains("Drop a new version here"))
        }
    }
}
