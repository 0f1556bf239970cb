import People
import Quality
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("The queue of possible duplicates")
struct DuplicatePageTests {
    @Test("lists pairs, shows two side by side, and remembers the answer", arguments: BusinessWorld.backends)
    func journey(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            try await DuplicateScan(world.workspace).run()
            let pair = try #require(try await world.pairs(Account.self).first)
            let list = await world.get("/duplicates?kind=account")
            #expect(list.status == 200 && list.text.contains("VASSEUR TRANSPORTS SARL"))
            #expect(list.text.contains("same name") && list.text.contains("same telephone"))
            #expect(await !world.get("/duplicates?kind=contact").text.contains("VASSEUR"))
            let review = await world.get("/duplicates/\(pair.id)")
            #expect(review.status == 200)
            #expect(review.text.contains("/accounts/merge?ids=\(one.number)%2C\(two.number)"))
            #expect(review.text.contains("data-key=\"m\"") && review.text.contains("data-key=\"n\""))
            let answer = await world.post("/duplicates/\(pair.id)/dismiss")
            #expect(answer.status == 303 && answer.headers["Location"] == "/duplicates/\(pair.id)/next")
            #expect(await world.get("/duplicates/\(pair.id)/next").headers["Location"] == "/duplicates?kind=account")
            #expect(await !world.get("/duplicates?kind=account").text.contains("VASSEUR"))
            #expect(await world.get("/duplicates?kind=account&state=dismissed").text.contains("VASSEUR"))
            #expect(await world.get("/duplicates/\(pair.id)").text.contains("Ann Arden said on"))
            #expect(await world.post("/duplicates/\(pair.id)/reopen").status == 303)
            #expect(await world.get("/duplicates?kind=account").text.contains("VASSEUR"))
        }
    }

    @Test("a record's page names what it may be the same as", arguments: BusinessWorld.backends)
    func panel(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            #expect(await !world.get("/accounts/\(one.number)/panels").text.contains("Possible duplicates"))
            try await DuplicateScan(world.workspace).run()
            for id in [one, two] {
                let page = await world.get("/accounts/\(id.number)/panels").text
                #expect(page.contains("Possible duplicates") && page.contains("same telephone"))
            }
        }
    }

    @Test("who does not see both sees no pair, and counts alike", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (_, two) = try await world.twins()
            try await DuplicateScan(world.workspace).run()
            let pair = try #require(try await world.pairs(Account.self).first)
            // Ben has one of the two.
            try await world.change {
                try $0.save(
                    Draft(id: two.number, fields: ["owner": [.integer(world.ben)]]), as: $0.schema.kind("account"))
            }
            let list = await world.get("/duplicates?kind=account", as: "ben")
            #expect(list.status == 200 && !list.text.contains("VASSEUR") && list.text.contains("Accounts 0"))
            #expect(await world.get("/duplicates/\(pair.id)", as: "ben").status == 404)
            #expect(await world.post("/duplicates/\(pair.id)/dismiss", as: "ben").status == 404)
            #expect(await world.get("/api/v1/duplicates/\(pair.id)", as: "ben").status == 404)
            #expect(try await world.get("/api/v1/duplicates", as: "ben").json["data"] == .array([]))
            #expect(await !world.get("/accounts/\(two.number)/panels", as: "ben").text.contains("Possible duplicates"))
            #expect(await world.post("/duplicates/scan", as: "ben").status == 403)
        }
    }

    @Test("programs read the queue, decide and start the search", arguments: BusinessWorld.backends)
    func api(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            try await DuplicateScan(world.workspace).run()
            let page = try await world.get("/api/v1/duplicates?kind=account&min_score=60&limit=1").json
            let pair = try #require(page["data"]?.array?.first)
            #expect(pair["records"]?.array?.map { $0["id"]?.text } == [String(one.number), String(two.number)])
            #expect(
                pair["reasons"]?.array?.contains { $0["code"] == "same_phone" } == true && page["has_more"] == false)
            let id = pair["id"]?.text ?? ""
            #expect(try await world.get("/api/v1/duplicates?record=\(two.number)").json["data"]?.array?.count == 1)
            #expect(try await world.post("/api/v1/duplicates/\(id)/dismiss").json["state"] == "dismissed")
            #expect(try await world.get("/api/v1/duplicates").json["data"] == .array([]))
            #expect(try await world.post("/api/v1/duplicates/\(id)/reopen").json["state"] == "open")
            for bad in ["kind=deal", "state=maybe", "min_score=101", "limit=0", "after=x", "record=x", "other=1"] {
                #expect(await world.get("/api/v1/duplicates?\(bad)").status == 422, "\(bad)")
            }
            let started = await world.post("/api/v1/duplicates/scan")
            #expect(started.status == 202)
            let jobs = try (started.json["job"], await world.post("/api/v1/duplicates/scan").json["job"])
            #expect(jobs.0 == jobs.1)
        }
    }

    @Test("pages follow each other, best first", arguments: BusinessWorld.backends)
    func pages(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.crowd()
            try await DuplicateScan(world.workspace).run()
            let all = try await world.pairs(Account.self)
            var seen: [String] = [], after = ""
            for _ in 0..<40 {
                let page = try await world.get("/api/v1/duplicates?kind=account&limit=5\(after)").json
                seen += (page["data"]?.array ?? []).compactMap { $0["id"]?.text }
                guard let next = page["next"]?.text else { break }
                after = "&after=\(next)"
            }
            #expect(seen == all.map { String($0.id) } && seen.count >= 20)
            let step = await world.get("/duplicates/\(all[0].id)/next").headers["Location"]
            #expect(step == "/duplicates/\(all[1].id)")
            let back = await world.get("/duplicates/\(all[1].id)/previous").headers["Location"]
            #expect(back == "/duplicates/\(all[0].id)")
        }
    }
}
