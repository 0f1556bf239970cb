import Records
import Storage
import TestSupport
import Testing

@testable import Web

/// What each preset sees, by every door that shows records.
@Suite("Rights: what is seen")
struct SeeingTests {
    /// An account of each seller, with a sale; what Lea has is shared with nobody.
    private struct Ground {
        let sam: Int64, lea: Int64, otto: Int64
        let samSale: Int64, leaSale: Int64, ottoSale: Int64

        init(_ world: RightsWorld) async throws {
            sam = try await world.account("Aster of Sam", of: "sam")
            lea = try await world.account("Begonia of Lea", of: "lea")
            otto = try await world.account("Clematis of Otto", of: "otto")
            samSale = try await world.sale("Vases for Aster", of: "sam", euros: 1000, account: sam)
            leaSale = try await world.sale("Pots for Begonia", of: "lea", euros: 2000, account: lea)
            ottoSale = try await world.sale("Soil for Clematis", of: "otto", euros: 4000, account: otto)
        }
    }

    private static let all = ["Aster of Sam", "Begonia of Lea", "Clematis of Otto"]
    private static let sees: [(String, [String])] = [
        ("ann", all), ("dana", all), ("max", Array(all.prefix(2))), ("nora", Array(all.prefix(2))),
        ("sam", ["Aster of Sam"]), ("lea", ["Begonia of Lea"]), ("otto", ["Clematis of Otto"]), ("mia", all),
        ("sue", all), ("art", all), ("gus", []), ("pre", all), ("cleo", all),
    ]

    @Test("list, count, search, picker and page agree on which accounts exist", arguments: RightsWorld.backends)
    func accounts(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let ground = try await Ground(world)
            let byName = ["Aster of Sam": ground.sam, "Begonia of Lea": ground.lea, "Clematis of Otto": ground.otto]
            for (name, expected) in SeeingTests.sees {
                #expect(try await world.seen("/accounts?sort=name", "name", as: name) == expected, "list of \(name)")
                let count = try await world.api(.get, "/accounts?count=exact&limit=1", as: name).json["count"]?.integer
                #expect(count == Int64(expected.count), "count of \(name)")
                let page = await world.get("/accounts", as: name).text
                let found = await world.get("/search?q=of", as: name).text
                let picked = await world.get("/pick/account?q=", as: name).text
                let any = await world.get("/pick/any?q=of", as: name).text
                for (title, id) in byName {
                    let isSeen = expected.contains(title)
                    #expect(page.contains(title) == isSeen, "list page of \(name): \(title)")
                    #expect(found.contains(title) == isSeen, "search of \(name): \(title)")
                    #expect(picked.contains(title) == isSeen, "picker of \(name): \(title)")
                    #expect(any.contains(title) == isSeen, "picker of anything for \(name): \(title)")
                    for address in ["/accounts/\(id)", "/accounts/\(id)/history", "/accounts/\(id)/peek"] {
                        #expect(await world.get(address, as: name).status == (isSeen ? 200 : 404), "\(name) \(address)")
                    }
                    for address in ["/accounts/\(id)", "/accounts/\(id)/history"] {
                        #expect(await world.api(.get, address, as: name).status == (isSeen ? 200 : 404))
                    }
                    #expect(await world.get("/timeline/accounts/\(id)", as: name).status == (isSeen ? 200 : 404))
                }
                let hits = try await world.api(.get, "/search?q=of", as: name).json.string
                for title in SeeingTests.all { #expect(hits.contains(title) == expected.contains(title)) }
            }
        }
    }

    @Test(
        "a support agent meets no sale anywhere, not even the word for the way there", arguments: RightsWorld.backends)
    func noSales(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let ground = try await Ground(world)
            for address in ["/opportunities", "/opportunities/new", "/board", "/opportunities/\(ground.samSale)"] {
                #expect(await world.get(address, as: "sue").status == 404, "\(address)")
            }
            #expect(await world.api(.get, "/opportunities", as: "sue").status == 404)
            let pipelines = try await world.api(.get, "/pipelines", as: "sue").json["data"]?.array ?? []
            let pipeline = try #require(pipelines.first?["id"]?.text)
            let totals = try await world.api(.get, "/pipelines/\(pipeline)/board", as: "sue")
            #expect(totals.status == 404 || !totals.text.contains("\"count\":3"))
            for address in ["/", "/accounts", "/accounts/\(ground.sam)", "/accounts/\(ground.sam)/history"] {
                let page = await world.get(address, as: "sue").text
                #expect(!page.contains("Vases for Aster"), "\(address)")
                #expect(!page.contains("href=\"/opportunities"), "\(address)")
                #expect(!page.contains("href=\"/board"), "\(address)")
            }
            let asked = #"{"related":"opportunities","where":{"field":"title","contains":"vases"}}"#
            let found = try await world.seen("/accounts?where=\(percentEncoded(asked))", "name", as: "sue")
            #expect(found.isEmpty)
            let described = await world.api(.get, "/openapi.json", as: "sue").text
            #expect(!described.contains("/opportunities"))
        }
    }

    @Test(
        "a marketer sees sales without amounts: no column, filter, sort, total or history knows them",
        arguments: RightsWorld.backends)
    func noAmounts(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let ground = try await Ground(world)
            _ = try await world.api(
                .patch, "/opportunities/\(ground.samSale)", #"{"amount":{"amount":"7777.00","currency":"EUR"}}"#,
                as: "sam")
            let list = await world.api(.get, "/opportunities", as: "mia")
            #expect(list.status == 200)
            #expect(!list.text.contains("amount"))
            let rich = #"{"field":"amount","more_than":"1500"}"#
            let summed = #"{"related":"opportunities","sum":{"field":"amount","at_least":"1.00"}}"#
            let refused = [
                "/opportunities?amount[more_than]=1500", "/opportunities?sort=amount", "/opportunities?fields=amount",
                "/opportunities?where=\(percentEncoded(rich))", "/accounts?where=\(percentEncoded(summed))",
            ]
            for address in refused {
                let answer = await world.api(.get, address, as: "mia")
                #expect(answer.status == 422, "\(address)")
                #expect(answer.text.contains("no field “amount”"), "\(address): \(answer.text)")
            }
            let pages = [
                "/opportunities", "/opportunities/\(ground.samSale)", "/opportunities/\(ground.samSale)/history",
                "/accounts/\(ground.sam)", "/", "/board", "/opportunities/\(ground.samSale)/peek",
                "/opportunities/list/columns", "/opportunities/list/filter", "/opportunities?columns=title,amount",
                "/timeline/opportunities/\(ground.samSale)",
            ]
            for address in pages {
                let page = await world.get(address, as: "mia")
                #expect(page.status == 200, "\(address)")
                let digits = page.text.replacing("\u{202F}", with: "").replacing("\u{A0}", with: "").replacing(
                    ",", with: "")
                for sum in ["7777", "2000", "4000", "13777"] {
                    #expect(!digits.contains("€\(sum)") && !digits.contains("\(sum)€"), "\(address) tells \(sum)")
                    #expect(!digits.contains("\(sum).00"), "\(address) tells \(sum)")
                }
            }
            let history = await world.api(.get, "/opportunities/\(ground.samSale)/history", as: "mia")
            #expect(history.status == 200 && !history.text.contains("7777"))
            let told = await world.api(.get, "/opportunities/\(ground.samSale)/history", as: "sam")
            #expect(told.text.contains("7777"))
            let saved = await world.get("/opportunities?where=\(percentEncoded(rich))", as: "mia")
            #expect(!saved.text.contains("Pots for Begonia"))
        }
    }

    @Test(
        "a hidden part is hidden in pages, lists, filters, search, history and exports", arguments: RightsWorld.backends
    )
    func hiddenPart(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let account = try await world.account("Aster", of: "sam")
            let contact = try await world.contact("Rosa Rill", at: account, of: "sam")
            let body = #"{"emails":[{"address":"secret@rill.example"}],"job_title":"Head"}"#
            #expect(await world.api(.patch, "/contacts/\(contact)", body, as: "sam").status == 200)
            let roles = try await world.api(.get, "/roles?key=seller", as: "ann").json["data"]?.array ?? []
            let role = try #require(roles.first?["id"]?.text)
            let hide =
                #"{"field_rights":[{"entity":"contact","field":"emails","access":"hidden"},"#
                + #"{"entity":"contact","field":"job_title","access":"read"}]}"#
            #expect(await world.api(.patch, "/roles/\(role)", hide, as: "ann").status == 200)
            let pages = [
                "/contacts", "/contacts/\(contact)", "/contacts/\(contact)/edit", "/contacts/\(contact)/history",
                "/contacts/\(contact)/peek", "/accounts/\(account)", "/search?q=secret", "/pick/contact?q=rosa",
                "/timeline/contacts/\(contact)",
            ]
            for address in pages {
                let page = await world.get(address, as: "sam")
                #expect(page.status == 200, "\(address)")
                #expect(!page.text.contains("secret@rill.example"), "\(address)")
            }
            #expect(await world.get("/contacts/\(contact)", as: "ann").text.contains("secret@rill.example"))
            for address in ["/contacts/\(contact)", "/contacts/\(contact)/history", "/contacts", "/search?q=secret"] {
                #expect(await !world.api(.get, address, as: "sam").text.contains("secret@rill.example"), "\(address)")
            }
            let asked = await world.api(.get, "/contacts?emails.address=secret@rill.example", as: "sam")
            #expect(asked.status == 422, "\(asked.text)")
            #expect(
                try await world.seen("/contacts?emails.address=secret@rill.example", "name", as: "ann") == ["Rosa Rill"]
            )
            let form = await world.post(
                "/contacts/\(contact)/edit", ["name": "Rosa Rill", "emails[0].address": "mine@rill.example"], as: "sam")
            #expect(form.status < 400)
            let kept = try await world.api(.get, "/contacts/\(contact)", as: "ann").json.string
            #expect(kept.contains("secret@rill.example") && !kept.contains("mine@rill.example"))
            let job = await world.api(.patch, "/contacts/\(contact)", #"{"job_title":"Chief"}"#, as: "sam")
            #expect(job.status == 422 && job.text.contains("read_only"))
        }
    }

    @Test("board totals and cards count only what is seen", arguments: RightsWorld.backends)
    func board(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            _ = try await Ground(world)
            let pipelines = try await world.api(.get, "/pipelines", as: "sam").json["data"]?.array ?? []
            let pipeline = try #require(pipelines.first?["id"]?.text)
            for (name, count, total) in [
                ("ann", "3", "7000.00"), ("max", "2", "3000.00"), ("sam", "1", "1000.00"), ("otto", "1", "4000.00"),
            ] {
                let json = try await world.api(.get, "/pipelines/\(pipeline)/board", as: name).json
                #expect(json["count"]?.integer == Int64(count), "\(name)")
                #expect(json["total"]?["amount"]?.text == total, "\(name)")
                let page = await world.get("/board", as: name).text
                #expect(page.contains("Soil for Clematis") == ["ann", "otto"].contains(name))
            }
            let none = try await world.api(.get, "/pipelines/\(pipeline)/board", as: "mia").json
            #expect(none["total"] == .null && none["count"]?.integer == 3)
        }
    }
}
