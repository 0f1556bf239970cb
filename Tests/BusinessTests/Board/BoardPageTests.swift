import Activities
import Foundation
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("The board's page")
struct BoardPageTests {
    @Test("shows open stages with their cards, and what was won this month", arguments: BusinessWorld.backends)
    func page(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme & Fils")
            let id = try await world.sale("Licences <2027>", 38_750, in: "Discovery", account: acme)
            _ = try await world.sale("Signed", 12_800, in: "Won")
            _ = try await world.sale("Gone", 1)
            let text = await world.get("/board").text
            #expect(text.contains("Licences &lt;2027&gt;") && text.contains("Acme &amp; Fils"))
            #expect(text.contains("38,750") && text.contains("Won this month"))
            #expect(text.contains("data-move=\"/opportunities/\(id.number)/stage\""))
            #expect(text.contains("data-zone-sheet=\"/opportunities/{id}/lose?stage="))
            #expect(!text.contains("data-stage-name=\"Lost\""))
        }
    }

    @Test(
        "“Move to” names each stage once, whether closed ones have a column or not", arguments: BusinessWorld.backends)
    func moveMenu(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.sale("Gone", 1)
            for address in ["/board", "/board?closed=all"] {
                let text = await world.get(address).text
                for stage in try await world.stages() {
                    #expect(text.ranges(of: "data-to=\"\(stage.id.number)\"").count == 1, "\(address) \(stage.name)")
                }
            }
        }
    }

    @Test("a sale won last month, or lost, is not on the board", arguments: BusinessWorld.backends)
    func gone(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let won = try await world.stage("Won")
            try await world.change { transaction in
                var sale = Opportunity()
                (sale.title, sale.stage, sale.closedOn) = ("October", won, Day(iso: "2026-10-31"))
                try transaction.save(sale)
            }
            #expect(await !world.get("/board").text.contains("October"))
        }
    }

    @Test("a page costs at most eight questions, with ten cards or with hundreds", arguments: BusinessWorld.backends)
    func bounded(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            for stage in ["Qualification", "Discovery"] {
                let place = try await world.stage(stage)
                try await world.change { transaction in
                    let kind = transaction.schema.kind(of: Opportunity.self)
                    let drafts = (0..<120).map { number -> Draft in
                        var sale = Opportunity()
                        (sale.title, sale.stage, sale.amount) = (
                            "Sale \(number)", place, Money(minor: 100, currency: "EUR")
                        )
                        return Draft(sale)
                    }
                    _ = try transaction.save(drafts, as: kind)
                }
            }
            var text = ""
            let queries = await world.queries { text = await world.get("/board").text }
            #expect(queries.count <= 8, "\(queries.joined(separator: "\n"))")
            #expect(text.components(separatedBy: "data-card=").count == 61, "thirty cards in each column")
            #expect(text.contains("data-total=\"size\">120<"))
        }
    }

    @Test("show more brings the rest of a column, each card once", arguments: BusinessWorld.backends)
    func more(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            for number in 0..<70 { _ = try await world.sale("Sale \(number)", 1, in: "Qualification") }
            var text = await world.get("/board").text
            var seen: [String] = []
            for _ in 0..<5 {
                seen += cards(text)
                guard let next = more(text) else { break }
                text = await world.get(next, headers: BusinessWorld.script).text
            }
            #expect(seen.count == 70 && Set(seen).count == 70)
        }
    }

    private func cards(_ text: String) -> [String] {
        text.components(separatedBy: "data-card=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    private func more(_ text: String) -> String? {
        guard let place = text.range(of: "/stages/") else { return nil }
        let start = text[..<place.lowerBound].range(of: "\"", options: .backwards)?.upperBound ?? text.startIndex
        return String(text[start...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
    }

    @Test(
        "the next activity is said by colour, icon and words; a sale nobody touches rots",
        arguments: BusinessWorld.backends)
    func signs(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let late = try await world.sale("Late", in: "Qualification"),
                due = try await world.sale("Due", in: "Qualification")
            let planned = try await world.sale("Planned", in: "Qualification")
            _ = try await world.sale("Quiet", in: "Qualification")
            try await world.change { transaction in
                for (sale, day) in [(late, "2026-11-19"), (due, "2026-11-22"), (planned, "2026-11-24")] {
                    for (subject, isDone) in [("Call back", false), ("Called", true)] {
                        var activity = Activity()
                        (activity.subject, activity.dueOn, activity.isDone) = (subject, Day(iso: day), isDone)
                        activity.about = Reference(kind: "opportunity", id: sale.number)
                        try transaction.save(activity)
                    }
                }
            }
            let text = await world.get("/board").text
            #expect(card("Late", text).contains("badge bad") && card("Late", text).contains("#alarm-clock"))
            #expect(card("Due", text).contains("badge good") && card("Due", text).contains("#clock"))
            #expect(card("Planned", text).contains("#calendar") && !card("Planned", text).contains("· Called"))
            #expect(card("Quiet", text).contains("badge warn") && card("Quiet", text).contains("No activity"))
            world.clock.pass(days: 24)
            let older = await world.get("/board").text
            #expect(card("Quiet", older).contains("No activity for 24 days") && older.contains("board-card rotting"))
        }
    }

    private func card(_ title: String, _ text: String) -> String {
        guard let place = text.range(of: "data-name=\"\(title)\"") else { return "" }
        return String(text[place.lowerBound...].prefix { _ in true }.components(separatedBy: "</article>").first ?? "")
    }
}
