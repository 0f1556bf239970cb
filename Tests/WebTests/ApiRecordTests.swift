import Records
import TestSupport
import Testing

@testable import Web

@Suite("One record over REST")
struct ApiRecordTests {
    @Test("what is created is read back, every shape exactly", arguments: ApiWorld.backends)
    func readsBack(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let parent = try await world.post("/shops", #"{"name":"Maison mère"}"#)["id"]?.text ?? ""
            let response = await world.call(
                .post, "/shops",
                """
                {"name":"Épicerie \\"du <port>\\"","city":"Évreux","note":"a\\nb","staff":12,"rating":"4.5",
                "revenue":{"amount":"1500.5","currency":"EUR"},
                 "is_open":false,"size":"large","opens_on":"2026-12-31","visited_at":"2026-11-22T10:30:00+02:00",
                 "parent":"\(parent)",
                 "manager":\(world.ann),"about":{"kind":"shop","id":"\(parent)"},"external_id":"E-1",
                 "emails":[{"address":"a@example.com"},{"address":"b@example.com","use":"large","is_primary":true}]}
                """)
            #expect(response.status == 201, "\(response.text)")
            let made = try response.json
            let id = made["id"]?.text ?? ""
            #expect(response.headers["Location"] == "/api/v1/shops/\(id)")
            #expect(response.headers["ETag"] == "\"1\"")
            let read = try await world.get("/shops/\(id)")
            #expect(read == made)
            #expect(read["name"] == "Épicerie \"du <port>\"" && read["note"] == "a\nb" && read["staff"] == 12)
            #expect(read["rating"] == "4.5" && read["revenue"] == .record(["amount": "1500.50", "currency": "EUR"]))
            #expect(read["is_open"] == false && read["size"] == "large" && read["opens_on"] == "2026-12-31")
            #expect(read["visited_at"] == "2026-11-22T08:30:00.000000Z" && read["parent"] == .text(parent))
            #expect(read["about"] == .record(["kind": "shop", "id": .text(parent)]) && read["external_id"] == "E-1")
            #expect(
                read["created_at"] == "2026-11-22T12:00:00.000000Z" && read["created_by"] == .text(String(world.ann)))
            #expect(read["margin"] == .null && read["version"] == 1)
            let emails = read["emails"]?.array ?? []
            #expect(
                emails.map { $0["address"] } == ["a@example.com", "b@example.com"]
                    && emails.map { $0["use"] } == ["small", "large"])
            #expect(emails.allSatisfy { $0["id"]?.text != nil })
        }
    }

    @Test("a change touches only what is sent; null empties; items with an id keep it", arguments: ApiWorld.backends)
    func changes(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let made = try await world.post(
                "/shops",
                #"""
                {"name":"A","city":"Nice","staff":3,"emails":[{"address":"a@example.com","use":"large"},
                {"address":"b@example.com"}]}
                """#
            )
            let place = "/shops/\(made["id"]?.text ?? "")"
            let kept = made["emails"]?.array?[0]["id"]?.text ?? ""
            let changed = try await world.patch(
                place,
                #"{"city":null,"emails":[{"address":"c@example.com"},{"id":"\#(kept)","address":"a2@example.com"}]}"#)
            #expect(
                changed["name"] == "A" && changed["staff"] == 3 && changed["city"] == .null && changed["version"] == 2)
            let emails = changed["emails"]?.array ?? []
            #expect(emails.count == 2 && emails[1]["id"] == .text(kept) && emails[1]["use"] == "large")
            #expect(try await world.patch(place, #"{"staff":4}"#)["emails"] == changed["emails"])
            // A record read and sent back as it is changes nothing.
            let whole = try await world.get(place)
            #expect(try await world.patch(place, whole.string)["version"] == 3)
            #expect(try await world.patch(place, "{}")["version"] == 3)
            let foreign = await world.call(.patch, place, #"{"emails":[{"id":"7","address":"x@example.com"}]}"#)
            #expect(foreign.status == 422)
            #expect(try world.refused(foreign) == ["emails[0].id": "unknown_record"])
        }
    }

    @Test("all failing fields are named at once, those of the rules too", arguments: ApiWorld.backends)
    func refusesAllAtOnce(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let response = await world.call(
                .post, "/shops",
                """
                {"name":" ","staff":"many","no_such":1,"id":"5","version":3,"created_at":"2020-01-01T00:00:00Z",
                "size":"huge","revenue":{"amount":"1","currency":7},
                 "opens_on":"2026-02-30","parent":"12345","city":"\(String(repeating: "x", count: 300))",
                 "emails":[{"address":"nobody"},{"use":"small"},{"x":1}],"phone_number":"1"}
                """)
            #expect(response.status == 422)
            let refused = try world.refused(response)
            #expect(
                refused["name"] == "required" && refused["staff"] == "invalid_type"
                    && refused["no_such"] == "unknown_field")
            #expect(
                refused["id"] == "read_only" && refused["version"] == "read_only"
                    && refused["created_at"] == "read_only")
            #expect(
                refused["size"] == "unknown_choice" && refused["revenue"] == "invalid_type"
                    && refused["opens_on"] == "invalid_type")
            #expect(refused["emails[1].address"] == "required" && refused["emails[2].x"] == "unknown_field")
            #expect(refused["phone_number"] == "read_only" && refused["city"] == "too_long")
            #expect(try await world.get("/shops")["data"] == .array([]))
            let rules = await world.call(
                .post, "/shops", #"{"name":"A","parent":"12345","emails":[{"address":"nobody"}]}"#)
            #expect(rules.status == 422)
            #expect(try world.refused(rules)["emails[0].address"] == "invalid_email")
            #expect(try world.refused(await world.call(.post, "/shops", #"{"staff":2}"#)) == ["name": "required"])
            let imported = try await world.post(
                "/shops", #"{"name":"Old","external_id":"o","created_at":"2020-01-01T00:00:00Z"}"#)
            #expect(imported["created_at"] == "2020-01-01T00:00:00.000000Z")
        }
    }

    @Test("two people cannot overwrite each other", arguments: ApiWorld.backends)
    func conflicts(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let place = "/shops/\(try await world.post("/shops", #"{"name":"A"}"#)["id"]?.text ?? "")"
            let first = await world.call(.patch, place, #"{"city":"Nice"}"#, headers: ["If-Match": "\"1\""])
            #expect(first.status == 200 && first.headers["ETag"] == "\"2\"")
            let late = await world.call(.patch, place, #"{"city":"Paris"}"#, headers: ["If-Match": "\"1\""])
            #expect(late.status == 412)
            #expect(try late.json["error"]?["code"] == "conflict")
            #expect(try late.json["error"]?["version"] == 2)
            #expect(await world.call(.patch, place, "{}", headers: ["If-Match": "nonsense"]).status == 412)
            #expect(await world.call(.patch, place, #"{"city":"Lyon"}"#, headers: ["If-Match": "*"]).status == 200)
            #expect(await world.call(.delete, place, headers: ["If-Match": "\"2\""]).status == 412)
            #expect(await world.call(.delete, place, headers: ["If-Match": "\"1\", W/\"3\""]).status == 204)
            #expect(await world.call(.get, place).status == 404)
        }
    }

    @Test("a record known already is not sent again")
    func notModified() async throws {
        try await ApiWorld.with(.memory) { world in
            let place = "/shops/\(try await world.post("/shops", #"{"name":"A"}"#)["id"]?.text ?? "")"
            let response = await world.call(.get, place)
            let again = Request(.get, "/api/v1" + place, headers: ["If-None-Match": response.headers["ETag"] ?? ""])
            #expect(Outgoing(response, to: again, gzipFrom: 1024).status == 304)
        }
    }

    @Test("a record like another is refused with its candidates, unless it is wanted", arguments: ApiWorld.backends)
    func duplicates(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let first = try await world.post(
                "/shops", #"{"name":"Boulangerie Martin SARL","emails":[{"address":"m@martin.fr"}]}"#)
            let again = await world.call(.post, "/shops", #"{"name":"BOULANGERIE MARTIN"}"#)
            #expect(again.status == 409)
            let error = try again.json["error"]
            #expect(error?["code"] == "possible_duplicate" && error?["candidates"]?.array?.first?["id"] == first["id"])
            try await world.post("/shops?duplicates=allow", #"{"name":"Boulangerie Martin"}"#)
            let typed = try await world.get("/shops/duplicates?emails.address=M%40Martin.fr")["data"]?.array ?? []
            #expect(typed.map { $0["id"] } == [first["id"]])
            #expect(typed.first?["same"] == .array(["email"]))
            let self_ = try await world.get(
                "/shops/duplicates?emails.address=m%40martin.fr&id=\(first["id"]?.text ?? "")")
            #expect(self_["data"] == .array([]))
            #expect(await world.call(.get, "/shops/duplicates?staff=3").status == 422)
            #expect(await world.call(.post, "/shops?duplicates=maybe", #"{"name":"B"}"#).status == 422)
        }
    }

    @Test("the history tells who changed what", arguments: ApiWorld.backends)
    func history(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let place = "/shops/\(try await world.post("/shops", #"{"name":"A","city":"Nice"}"#)["id"]?.text ?? "")"
            try await world.patch(place, #"{"city":"Paris","margin":"5.00"}"#)
            let page = try await world.get(place + "/history?limit=1")
            let entry = page["data"]?.array?.first
            #expect(
                entry?["action"] == "changed" && entry?["door"] == "api" && entry?["user"] == .text(String(world.ann)))
            #expect(entry?["changes"]?["city"] == .record(["old": "Nice", "new": "Paris"]))
            #expect(page["has_more"] == true)
            let rest = try await world.get(place + "/history?after=\(page["next"]?.text ?? "")")
            #expect(rest["data"]?.array?.map { $0["action"] } == ["created"] && rest["has_more"] == false)
            #expect(await world.call(.get, place + "/history?limit=0").status == 422)
            #expect(await world.call(.get, place + "/history", as: "ben").status == 404)
        }
    }

    @Test("what is hidden does not exist: records, fields, conditions, sorts", arguments: ApiWorld.backends)
    func hides(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let foreign = try await world.post("/shops", #"{"name":"Ann's","margin":"5.00"}"#)["id"]?.text ?? ""
            let own = try await world.post("/shops", #"{"name":"Ben's","parent":null}"#, as: "ben")
            #expect(try await world.names("/shops", as: "ben") == ["Ben's"] && own["margin"] == nil)
            #expect(await world.call(.get, "/shops/\(foreign)", as: "ben").status == 404)
            #expect(await world.call(.patch, "/shops/\(foreign)", "{}", as: "ben").status == 404)
            #expect(await world.call(.delete, "/shops/\(foreign)", as: "ben").status == 404)
            #expect(await world.call(.get, "/visits", as: "ben").status == 404)
            for address in [
                "margin=5", "sort=margin", "fields=margin",
                "where=%7B%22field%22%3A%22margin%22%2C%22empty%22%3Afalse%7D",
            ] {
                #expect(await world.call(.get, "/shops?\(address)", as: "ben").status == 422, "\(address)")
            }
            let sent = await world.call(.post, "/shops", #"{"name":"B","margin":"1.00"}"#, as: "ben")
            #expect(try world.refused(sent) == ["margin": "unknown_field"])
            #expect(try await world.get("/search?q=ann", as: "ben")["data"]?.array?.map { $0["kind"] } == ["user"])
        }
    }
}
