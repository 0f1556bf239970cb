import Foundation
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web
import WebSupport

@Suite("A list summed up")
struct SummaryTests {
    private func fill(_ world: BusinessWorld) async throws {
        let alpha = try await world.account("Alpha"), beta = try await world.account("Beta", of: world.ben)
        _ = try await world.sale("A1", 1000, in: "Won", account: alpha)
        _ = try await world.sale("A2", 3000, account: alpha)
        _ = try await world.sale("B1", 500, in: "Won", account: beta, by: world.ben)
    }

    /// The links of a page's table, by their text.
    private func links(_ page: String) -> [String: String] {
        var found: [String: String] = [:]
        for piece in page.components(separatedBy: "<a class=\"link\" href=\"").dropFirst() {
            guard let end = piece.firstIndex(of: "\""), let close = piece.range(of: "</a>"),
                let open = piece.firstIndex(of: ">")
            else { continue }
            let text = String(piece[piece.index(after: open)..<close.lowerBound])
            found[text] = String(piece[..<end]).replacingOccurrences(of: "&amp;", with: "&")
        }
        return found
    }

    @Test("says how many and how much, and leads to the records of a line", arguments: BusinessWorld.backends)
    func lines(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await fill(world)
            let page = await world.get("/opportunities?layout=summary&groups=account&figure=amount")
            #expect(page.status == 200)
            for text in ["€4,000.00", "€2,000.00", "€500.00", "€4,500.00", "88.9%"] {
                #expect(page.text.contains(text), "\(text)")
            }
            let link = try #require(links(page.text)["Alpha"])
            let list = await world.get(link)
            #expect(list.text.contains("A1") && list.text.contains("A2") && !list.text.contains(">B1<"))
        }
    }

    @Test("crosses two groups, the months among them", arguments: BusinessWorld.backends)
    func crossed(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await fill(world)
            let page = await world.get("/opportunities?layout=summary&groups=closed_on:month&then=owner&figure=amount")
            #expect(page.text.contains("November 2026") && page.text.contains("Ben Bold"))
            let month = try #require(links(page.text)["November 2026"])
            let list = await world.get(month)
            #expect(list.text.contains("A1") && list.text.contains("B1") && !list.text.contains(">A2<"))
            let none = try #require(links(page.text)["Empty"])
            #expect(await world.get(none).text.contains("A2"))
        }
    }

    @Test("what no longer fits is said, and the usual summary shown")
    func unknown() async throws {
        try await BusinessWorld.with(.memory) { world in
            try await fill(world)
            for wish in ["groups=nothing", "groups=amount", "groups=owner&rank=colour", "groups=title.x:month"] {
                let page = await world.get("/opportunities?layout=summary&\(wish)")
                #expect(page.status == 200 && page.text.contains("notice"), "\(wish)")
                #expect(page.text.contains("Ann Arden"), "\(wish)")
            }
        }
    }

    @Test("is kept by a view and leaves as a file", arguments: BusinessWorld.backends)
    func kept(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await fill(world)
            let state = "layout=summary&groups=account&figure=none&rank=count"
            let saved = await world.post(
                "/opportunities/list/views", ["name": "By customer", "state": state], headers: BusinessWorld.script)
            #expect(saved.status < 400, "\(saved.text)")
            let view = try #require(try await world.look { try $0.all(SavedView.self).first })
            #expect(view.layout == .summary && view.groups == "account")
            #expect(view.figure == "none" && view.rank == "count")
            let page = await world.get("/opportunities?view=\(view.id.number)")
            #expect(page.text.contains("summary-table") && !page.text.contains("€4,000.00"))
            let address = "/opportunities/list/summary?format=csv&state=layout%3Dsummary%26groups%3Daccount"
            let file = await world.get(address)
            #expect(
                file.text.split(separator: "\r\n").map(String.init) == [
                    "Account,How many,Sum: Amount,Average: Amount", "Alpha,2,4000.00,2000.00", "Beta,1,500.00,500.00",
                ], "\(file.text)")
        }
    }

    @Test("nobody sums up what they do not see", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await fill(world)
            let page = await world.get("/opportunities?layout=summary&groups=account", as: "ben")
            #expect(page.text.contains("Beta") && !page.text.contains("Alpha") && !page.text.contains("4,000"))
            let file = await world.get("/opportunities/list/summary?format=csv&state=", as: "ben")
            #expect(!file.text.contains("4000"))
            #expect(await world.get("/reports", as: "ben").text.contains("Revenue by customer"))
        }
    }
}
