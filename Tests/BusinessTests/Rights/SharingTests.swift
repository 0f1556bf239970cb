import Identity
import Records
import Storage
import TestSupport
import Testing

@testable import Web

/// Single records opened to somebody, and why somebody sees a record.
@Suite("Rights: sharing and explaining")
struct SharingTests {
    private func reasons(_ response: Response, _ act: String) throws -> (Bool?, [String]) {
        let found = try response.json["acts"]?.array?.first { $0["act"]?.text == act }
        return (found?["allowed"]?.boolean, found?["reasons"]?.array?.compactMap(\.text) ?? [])
    }

    @Test("a shared record opens to look at, then to change, and closes again", arguments: RightsWorld.backends)
    func shared(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let id = try await world.account("Aster", of: "sam"), place = "/accounts/\(id)"
            let otto = world.id("otto")
            #expect(await world.api(.get, place, as: "otto").status == 404)
            #expect(await world.api(.get, place + "/shares", as: "otto").status == 404)
            let made = await world.api(.post, place + "/shares", #"{"user":"\#(otto)"}"#, as: "sam")
            #expect(made.status == 201, "\(made.text)")
            let share = try #require(try made.json["id"]?.text)
            #expect(try made.json["may"]?.text == "see")
            #expect(await world.api(.get, place, as: "otto").status == 200)
            #expect(await world.api(.patch, place, #"{"sector":"Flowers"}"#, as: "otto").status == 403)
            #expect(try await world.seen("/accounts?shared_with[is_me]=true", "name", as: "otto") == ["Aster"])
            #expect(try await world.seen("/accounts?shared_with[is_me]=true", "name", as: "sam").isEmpty)
            let view = await world.get("/accounts", as: "otto").text
            #expect(view.contains("Shared with me") && view.contains("Aster"))
            let asked = #"{"field":"shared_with","is_me":true}"#
            let narrowed = await world.get("/accounts?where=\(percentEncoded(asked))", as: "otto").text
            #expect(narrowed.contains("Aster") && narrowed.contains("shared with me"))
            #expect(await world.get("/search?q=aster", as: "otto").text.contains("Aster"))
            // Who only looks cannot let others change.
            let further = await world.api(
                .post, place + "/shares", #"{"user":"\#(world.id("lea"))","may":"change"}"#, as: "otto")
            #expect(further.status == 403)
            let more = await world.api(.post, place + "/shares", #"{"user":"\#(otto)","may":"change"}"#, as: "sam")
            #expect(more.status == 201)
            #expect(await world.api(.patch, place, #"{"sector":"Flowers"}"#, as: "otto").status == 200)
            #expect(await world.api(.delete, place + "/shares/\(share)", as: "sam").status == 404)
            let now = try #require(try more.json["id"]?.text)
            #expect(await world.api(.delete, place + "/shares/\(now)", as: "gus").status == 404)
            #expect(await world.api(.delete, place + "/shares/\(now)", as: "sam").status == 204)
            #expect(await world.api(.get, place, as: "otto").status == 404)
            let history = await world.get(place + "/history", as: "sam").text
            #expect(history.contains("shared this record with Otto"))
            #expect(history.contains("no longer shares this record with Otto"))
        }
    }

    @Test("the dialog shares with a team by a plain form and takes it back", arguments: RightsWorld.backends)
    func dialog(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let id = try await world.account("Clematis", of: "otto"), place = "/accounts/\(id)"
            let team = try #require(world.teams["west"])
            let empty = await world.get(place + "/shares", as: "otto").text
            #expect(empty.contains("Not shared with anybody yet.") && empty.contains("see and change it"))
            let answer = await world.post(place + "/shares", ["with": "team:\(team)", "may": "see"], as: "otto")
            #expect(answer.status == 303 || answer.status == 302, "\(answer.text)")
            for name in ["max", "nora", "sam"] { #expect(await world.get(place, as: name).status == 200, "\(name)") }
            #expect(await world.get(place, as: "gus").status == 404)
            let page = await world.get(place + "/shares", as: "sam").text
            #expect(page.contains("west") && !page.contains("see and change it"))
            #expect(!page.contains("Take back"))
            #expect(await world.post(place + "/shares", ["with": ""], as: "otto").status == 422)
            let shares = try await world.api(.get, place + "/shares", as: "otto").json["data"]?.array ?? []
            let share = try #require(shares.first?["id"]?.text)
            #expect(await world.post(place + "/shares/\(share)/delete", as: "sam").status == 403)
            #expect(await world.post(place + "/shares/\(share)/delete", as: "otto").status < 400)
            #expect(await world.get(place, as: "sam").status == 404)
        }
    }

    @Test("each reason is one sentence, found by asking each grant of the one record", arguments: RightsWorld.backends)
    func explained(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let id = try await world.account("Aster", of: "sam"), place = "/accounts/\(id)/access"
            let note = try await world.note("Words", about: "account", id, by: "dana")
            func ask(_ name: String, _ act: String, _ path: String? = nil) async throws -> (Bool?, [String]) {
                try reasons(
                    await world.api(.get, (path ?? place) + "?user=\(world.id(name))", as: "ann"), act)
            }
            #expect(try await ask("sam", "read") == (true, ["Sam sees it because it belongs to this person."]))
            #expect(try await ask("lea", "read").0 == false)
            #expect(
                try await ask("max", "read")
                    == (true, ["Max sees it because it belongs to Sam, who is in north, a team below theirs."]))
            #expect(
                try await ask("nora", "change")
                    == (true, ["Nora may change it because it belongs to Sam, who is in the same team (north)."]))
            #expect(
                try await ask("dana", "delete")
                    == (true, ["Dana may delete it because the role “Director” reaches every record of this kind."]))
            #expect(
                try await ask("sam", "delete")
                    == (
                        false,
                        ["Sam may not delete it because the role “Seller” allows it for no record of this kind."]
                    ))
            #expect(
                try await ask("otto", "read")
                    == (
                        false,
                        [
                            "Otto does not see it because it belongs to Sam, whom the role “Seller” does not reach.",
                            "Otto does not see it because it is not shared with this person.",
                        ]
                    ))
            #expect(
                try await ask("otto", "change")
                    == (false, ["Otto may not change it because this person does not even see it."]))
            _ = await world.api(.post, "/accounts/\(id)/shares", #"{"user":"\#(world.id("otto"))"}"#, as: "sam")
            #expect(try await ask("otto", "read") == (true, ["Otto sees it because Sam shared it with this person."]))
            #expect(
                try await ask("otto", "change").1.last
                    == "Otto may not change it because it is shared with this person only to be seen.")
            #expect(
                try await ask("otto", "read", "/notes/\(note)/access")
                    == (true, ["Otto sees it because it is about “Aster”, which this person sees."]))
            #expect(try await ask("lea", "read", "/notes/\(note)/access").0 == false)
            // Others ask only about themselves; what is not seen is not found.
            #expect(await world.api(.get, place + "?user=\(world.id("max"))", as: "sam").status == 403)
            #expect(await world.api(.get, place, as: "sam").status == 200)
            #expect(await world.api(.get, place, as: "lea").status == 404)
            // The page: who may change it may ask who sees it.
            let page = await world.get("/accounts/\(id)/access?person=\(world.id("max"))", as: "sam").text
            #expect(page.contains("a team below theirs") && page.contains("Otto") && page.contains("Dana"))
            #expect(!page.contains(">Gus</a>") && !page.contains(">Lea</a>"))
            #expect(await world.get("/accounts/\(id)/access", as: "otto").status == 403)
            #expect(await world.get("/accounts/\(id)/access", as: "gus").status == 404)
        }
    }

    @Test("what the explainer says is what each person's page says", arguments: RightsWorld.backends)
    func agreeing(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let id = try await world.account("Aster", of: "lea")
            let sale = try await world.sale("Vases", of: "cleo", account: id)
            _ = try await world.note("Words", about: "opportunity", sale, by: "dana")
            _ = await world.api(.post, "/accounts/\(id)/shares", #"{"user":"\#(world.id("gus"))"}"#, as: "lea")
            for (plural, record) in [("accounts", id), ("opportunities", sale)] {
                let seeing = await world.get("/\(plural)/\(record)/access", as: "ann").text
                for name in world.people.keys {
                    let answer = await world.api(.get, "/\(plural)/\(record)/access?user=\(world.id(name))", as: "ann")
                    let isSeen = await world.api(.get, "/\(plural)/\(record)", as: name).status == 200
                    #expect(try reasons(answer, "read").0 == isSeen, "\(name) \(plural): \(answer.text)")
                    #expect(seeing.contains(">\(name.capitalized)</a>") == isSeen, "\(name) \(plural)")
                    let change = await world.api(.patch, "/\(plural)/\(record)", #"{"source":"\#(name)"}"#, as: name)
                    #expect(
                        try reasons(answer, "change").0 == (change.status == 200), "\(name) \(plural): \(answer.text)")
                }
            }
        }
    }
}
