import Foundation
import Jobs
import Records
import Storage
import TestSupport
import Testing

@testable import App
@testable import Web

/// What stands beside records: exports, files, notes, home, live pages, views, journals, imports.
@Suite("Rights: what stands beside records")
struct BesideTests {
    @Test("an export holds what may be exported, not all that is seen", arguments: RightsWorld.backends)
    func exports(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let account = try await world.account("Aster", of: "sam")
            _ = try await world.sale("Of Sam", of: "sam", euros: 5150, account: account)
            _ = try await world.sale("Of Cleo", of: "cleo", euros: 6160, account: account)
            func export(_ name: String, _ body: String) async throws -> String {
                let id = try await world.api(.post, "/exports", body, as: name).json["id"]?.text ?? "-"
                try await world.work()
                for other in ["sam", "otto"] where other != name {
                    #expect(await world.api(.get, "/exports/\(id)/file", as: other).status == 404)
                    #expect(await world.get("/exports/\(id)/file", as: other).status == 404)
                    #expect(await world.get("/exports/\(id)", as: other).status == 404)
                }
                return await world.api(.get, "/exports/\(id)/file", as: name).fileText
            }
            let cleo = try await export("cleo", #"{"entity":"opportunities"}"#)
            #expect(cleo.contains("Of Cleo") && !cleo.contains("Of Sam"))
            #expect(cleo.contains("Aster"), "links are named as far as they are seen")
            #expect(await world.get("/exports/new?entity=opportunities", as: "cleo").text.contains("1 record "))
            let art = try await export("art", #"{"entity":"opportunities"}"#)
            #expect(art.contains("Of Cleo") && art.contains("Of Sam") && art.contains("5150.00"))
            let mia = await world.api(.post, "/exports", #"{"entity":"opportunities"}"#, as: "mia")
            #expect(mia.status == 403)
            let mias = try await export("mia", #"{"entity":"accounts"}"#)
            #expect(mias.contains("Aster"))
        }
    }

    @Test("notes, activities and files follow what they are about", arguments: RightsWorld.backends)
    func about(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let own = try await world.account("Aster", of: "sam"), other = try await world.account("Begonia", of: "lea")
            let sale = try await world.sale("Vases", of: "sam", account: own)
            let seen = try await world.note("Words on Aster", about: "account", own, by: "dana")
            let hidden = try await world.note("Words on Begonia", about: "account", other, by: "dana")
            let onSale = try await world.note("Words on Vases", about: "opportunity", sale, by: "sam")
            let file = try await world.file("aster.txt", about: "account", own, by: "dana")
            #expect(try await world.seen("/notes", "text", as: "sam") == ["Words on Aster", "Words on Vases"])
            #expect(try await world.seen("/notes", "text", as: "lea") == ["Words on Begonia"])
            #expect(try await world.seen("/notes", "text", as: "otto").isEmpty)
            #expect(try await world.seen("/notes", "text", as: "sue") == ["Words on Aster", "Words on Begonia"])
            #expect(await world.api(.get, "/notes/\(hidden)", as: "sam").status == 404)
            #expect(await world.api(.get, "/notes/\(onSale)", as: "sue").status == 404)
            #expect(await world.get("/notes/\(seen)", as: "sam").status == 200)
            let timeline = await world.get("/accounts/\(own)", as: "sue").text
            #expect(timeline.contains("Words on Aster") && !timeline.contains("Words on Vases"))
            for (name, status) in [
                ("sam", 200), ("nora", 200), ("sue", 200), ("lea", 404), ("otto", 404), ("gus", 404),
            ] {
                #expect(await world.get("/attachments/\(file)/file", as: name).status == status, "\(name)")
                #expect(await world.api(.get, "/attachments/\(file)/file", as: name).status == status, "\(name)")
            }
            let found = await world.get("/search?q=words", as: "lea").text
            #expect(found.contains("Begonia") && !found.contains("Words on Aster"))
            let stays = try await world.api(.get, "/stage_changes", as: "lea").json["data"]?.array ?? []
            #expect(stays.isEmpty)
            #expect(try await world.api(.get, "/stage_changes", as: "sam").json["data"]?.array?.count == 1)
        }
    }

    @Test("the start page speaks only of what is seen", arguments: RightsWorld.backends)
    func home(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let account = try await world.account("Clematis", of: "otto")
            _ = try await world.sale("Soil for all", of: "otto", account: account)
            let body =
                #"{"subject":"Call Clematis","due_on":"2026-11-22","about":{"kind":"account","id":"\#(account)"}}"#
            #expect(await world.api(.post, "/activities", body, as: "otto").status == 201)
            _ = try await world.account("Aster", of: "sam")
            #expect(await world.get("/", as: "otto").text.contains("Call Clematis"))
            for name in ["sam", "max", "gus"] {
                let page = await world.get("/", as: name).text
                for word in ["Call Clematis", "Soil for all"] { #expect(!page.contains(word), "\(name): \(word)") }
            }
            #expect(!(await world.get("/", as: "sue").text.contains("Soil for all")))
        }
    }

    @Test("live pages hear of records only as far as they see them", arguments: RightsWorld.backends)
    func live(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.tellLivePages()
            var streams: [String: EventSubscription] = [:]
            for name in ["dana", "sam", "sue"] {
                guard case .events(let stream) = await world.get("/live", as: name).body else {
                    Issue.record("no stream for \(name)")
                    return
                }
                _ = await stream.next()
                streams[name] = stream
            }
            let account = try await world.account("Clematis", of: "otto")
            let sale = try await world.sale("Soil", of: "otto", account: account)
            try await world.tellLivePages()
            func heard(_ name: String) async -> String {
                String(decoding: await streams[name]?.next() ?? [], as: UTF8.self)
            }
            let dana = await heard("dana"), sam = await heard("sam"), sue = await heard("sue")
            #expect(dana.contains(String(account)) && dana.contains(String(sale)))
            #expect(sam.contains("opportunity") && !sam.contains(String(account)) && !sam.contains(String(sale)))
            #expect(!sam.contains(String(world.id("otto"))))
            #expect(sue.contains(String(account)) && !sue.contains("opportunity") && !sue.contains(String(sale)))
            // Rights that change end the streams: browsers come back and are asked anew.
            let roles = try await world.api(.get, "/roles?key=guest", as: "ann").json["data"]?.array ?? []
            let guest = try #require(roles.first?["id"]?.text)
            #expect(
                await world.api(.patch, "/users/\(world.id("dana"))", #"{"role":"\#(guest)"}"#, as: "ann").status == 200
            )
            try await world.tellLivePages()
            var ended = false
            for _ in 0..<3 where !ended { ended = await streams["dana"]?.next() == nil }
            #expect(ended)
        }
    }

    @Test("views, journals and imports of others stay theirs", arguments: RightsWorld.backends)
    func others(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let view = #"{"name":"Mine alone","kind":"account","is_shared":false}"#
            let made = await world.api(.post, "/saved_views", view, as: "lea")
            if made.status == 201, let id = try made.json["id"]?.text {
                #expect(await world.api(.get, "/saved_views/\(id)", as: "sam").status == 404)
                #expect(await world.api(.delete, "/saved_views/\(id)", as: "sam").status == 404)
                #expect(await !world.get("/accounts", as: "sam").text.contains("Mine alone"))
            }
            // A deletion is undone by whoever made it.
            let account = try await world.account("Doomed", of: "dana")
            let gone = await world.send(
                .post, "/accounts/\(account)/delete", as: "dana",
                headers: [
                    "X-Fragment": "1", "Accept": "application/json",
                    "Content-Type": "application/x-www-form-urlencoded",
                ])
            let journal = try #require(try gone.json["journal"]?.text)
            for name in ["sam", "max", "mia", "gus"] {
                #expect(await world.post("/journal/\(journal)/undo", as: name).status == 404)
                #expect(await !world.get("/settings/journal", as: name).text.contains(journal))
            }
            #expect(await world.post("/journal/\(journal)/undo", as: "dana").status < 400)
            #expect(await world.get("/accounts/\(account)", as: "dana").status == 200)
            // An import and its lines are seen by whoever brought the file.
            let boundary = "x-boundary"
            let file =
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"entity\"\r\n\r\naccounts\r\n"
                + "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\nname\nImported One\nImported Two\n\r\n--\(boundary)--\r\n"
            let type = "multipart/form-data; boundary=\(boundary)"
            let refused = await world.api(.post, "/imports", file, as: "sue", type: type)
            #expect(refused.status == 403, "\(refused.text)")
            let run = await world.api(.post, "/imports", file, as: "otto", type: type)
            #expect(run.status == 202 || run.status == 201, "\(run.text)")
            let id = try #require(try run.json["id"]?.text)
            try await world.work()
            #expect(try await world.seen("/accounts", "name", as: "otto") == ["Imported One", "Imported Two"])
            #expect(try await world.seen("/accounts", "name", as: "sam").isEmpty)
            for name in ["sam", "max", "dana"] {
                for address in ["/imports/\(id)", "/imports/\(id)/mapping"] {
                    #expect(await world.get(address, as: name).status == 404, "\(name) \(address)")
                }
                #expect(await world.api(.get, "/imports/\(id)", as: name).status == 404)
            }
        }
    }
}

extension Response {
    /// The text of a file that is sent from the disk.
    var fileText: String {
        if case .file(let file) = body { return (try? String(contentsOfFile: file.path, encoding: .utf8)) ?? "" }
        return text
    }
}

extension RightsWorld {
    /// What the server's outbox does after a write.
    func tellLivePages() async throws {
        let product = product
        let dispatcher = OutboxDispatcher(
            workspace, events: product.registry.events, signal: Signal(), jobSignal: Signal(),
            publish: { LivePages.publish($0, to: product.events) })
        _ = try await dispatcher.drain()
    }
}
