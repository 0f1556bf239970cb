import Foundation
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("A report")
struct ReportTests {
    /// Ann won 1,000 and 3,000 for Alpha in March and April, Ben 500 for Beta in March; two sales are open.
    private func fill(_ world: BusinessWorld) async throws {
        let alpha = try await world.account("Alpha"), beta = try await world.account("Beta", of: world.ben)
        let sales = [
            try await world.sale("A1", 1000, in: "Won", account: alpha),
            try await world.sale("A2", 3000, in: "Won", account: alpha),
            try await world.sale("B1", 500, in: "Won", account: beta, by: world.ben),
        ]
        _ = try await world.sale("A3", 100, account: alpha)
        _ = try await world.sale("B2", nil, account: beta, by: world.ben)
        let closed = ["2026-03-10", "2026-04-02", "2026-03-31"], opened = ["2026-03-01", "2026-03-31", "2026-03-30"]
        try await world.change { transaction in
            let kind = transaction.schema.kind(of: Opportunity.self)
            for (index, sale) in sales.enumerated() {
                let days: [String: [Value]] = [
                    "closed_on": [.day(Day(iso: closed[index])!)], "opened_on": [.day(Day(iso: opened[index])!)],
                ]
                try transaction.save(Draft(id: sale.number, fields: days), as: kind)
            }
        }
    }

    private func run(_ world: BusinessWorld, _ body: String, as user: String = "ann") async throws -> JSON {
        let response = await world.send(
            .post, "/api/v1/reports/run", headers: ["Content-Type": "application/json"], body: Array(body.utf8),
            as: user)
        return try response.json
    }

    @Test("counts, adds up and averages by a link, a path and a month", arguments: BusinessWorld.backends)
    func groups(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await fill(world)
            let byOwner = try await run(
                world,
                #"""
                {"entity":"opportunities","where":{"field":"outcome","is":"won"},"group":["owner"],
                "measures":[{"count":true},{"sum":"amount"},{"average":"amount"},{"distinct":"account"}]}
                """#)
            #expect(
                byOwner["rows"]?.string
                    == #"[[{"id":"\#(world.ann)","title":"Ann Arden"},2,"4000.00","2000.00",1],"#
                    + #"[{"id":"\#(world.ben)","title":"Ben Bold"},1,"500.00","500.00",1]]"#, "\(byOwner.string)")
            #expect(byOwner["totals"]?.string == #"[3,"4500.00","1500.00",2]"#)
            #expect(byOwner["truncated"]?.boolean == false)
            #expect(byOwner["columns"]?.array?[2]["currency"]?.text == "EUR")

            let byMonth = try await run(
                world,
                #"""
                {"entity":"opportunities","group":["account.name",{"field":"closed_on","by":"month"}],
                "measures":[{"sum":"amount"}],"sort":"closed_on_month"}
                """#)
            #expect(
                byMonth["columns"]?.array?.compactMap { $0["name"]?.text } == [
                    "account.name", "closed_on_month", "sum_amount",
                ])
            #expect(
                byMonth["rows"]?.string
                    == #"[["Alpha","2026-03","1000.00"],["Beta","2026-03","500.00"],["Alpha","2026-04","3000.00"],"#
                    + #"["Alpha",null,"100.00"],["Beta",null,"0.00"]]"#, "\(byMonth.string)")
        }
    }

    @Test("quarters, weeks, years, days between and shares", arguments: BusinessWorld.backends)
    func spans(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await fill(world)
            for (span, names) in [
                ("quarter", ["2026-Q1", "2026-Q2"]), ("week", ["2026-03-09", "2026-03-30"]), ("year", ["2026"]),
                ("day", ["2026-03-10", "2026-03-31", "2026-04-02"]),
            ] {
                let found = try await run(
                    world,
                    #"""
                    {"entity":"opportunities","where":{"field":"outcome","is":"won"},
                    "group":[{"field":"closed_on","by":"\#(span)"}]}
                    """#)
                #expect(found["rows"]?.array?.compactMap { $0.array?.first?.text } == names, "\(found.string)")
            }
            let figures = try await run(
                world,
                #"""
                {"entity":"opportunities","measures":[{"days":["opened_on","closed_on"]},
                {"share":{"field":"outcome","is":"won"}},
                {"count":true,"where":{"field":"outcome","is":"open"},"as":"open"},
                {"min":"amount"},{"max":"closed_on"},{"sum":"probability"},{"average":"probability"}]}
                """#)
            // 9, 2 and 1 days; three of five are won.
            let row = figures["rows"]?.array?.first?.array ?? []
            #expect(
                row.prefix(5).map(\.string) == ["\"4\"", "\"0.6\"", "2", "\"100.00\"", "\"2026-04-02\""],
                "\(figures.string)")
        }
    }

    @Test("a moment belongs to the month on the company's clocks", arguments: BusinessWorld.backends)
    func zone(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            // 30 June, 22:30 UTC, is July in Paris; 31 January, 22:30 UTC, is still January.
            for (name, at) in [("Summer", "2026-06-30T22:30:00Z"), ("Winter", "2026-01-31T22:30:00Z")] {
                let away = Instant(iso: at)!.microseconds - world.clock.now.microseconds
                world.clock.pass(seconds: Int(away / 1_000_000))
                _ = try await world.account(name)
            }
            let found = try await run(
                world, #"{"entity":"accounts","group":["name",{"field":"created_at","by":"month"}],"sort":"name"}"#)
            #expect(found["rows"]?.string == #"[["Summer","2026-07",1],["Winter","2026-01",1]]"#, "\(found.string)")
        }
    }

    @Test("counts what its reader sees, and nothing else", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await fill(world)
            let alpha = try await world.look { try $0.all(Opportunity.self).first { $0.title == "A1" }?.account }
            try await world.change(as: world.ben) { transaction in
                var sale = Opportunity()
                (sale.title, sale.account, sale.owner) = ("Ben for Alpha", alpha, ID(world.ben))
                try transaction.save(sale)
            }
            let found = try await run(
                world, #"{"entity":"opportunities","group":["account"],"sort":"account"}"#, as: "ben")
            // Alpha is Ann's: to Ben the sale has no account.
            #expect(found["rows"]?.array?.count == 2 && found["totals"]?.string == "[3]", "\(found.string)")
            #expect(found["rows"]?.array?.last?.array?.first == .null)
            #expect(!found.string.contains("Alpha"))
            let named = try await run(world, #"{"entity":"opportunities","group":["account.name"]}"#, as: "ben")
            #expect(!named.string.contains("Alpha") && named["totals"]?.string == "[3]")
        }
    }

    @Test("is cut where it is too long, in the order asked for", arguments: BusinessWorld.backends)
    func order(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await fill(world)
            let first = try await run(
                world,
                #"{"entity":"opportunities","group":["account"],"measures":[{"sum":"amount"}],"#
                    + #""sort":"account","limit":1}"#
            )
            #expect(first["truncated"]?.boolean == true && first["totals"]?.string == #"["4600.00"]"#)
            #expect(first["rows"]?.array?.first?.array?.first?["title"]?.text == "Alpha")
            let least = try await run(
                world,
                #"{"entity":"opportunities","group":["account.name"],"measures":[{"sum":"amount"}],"#
                    + #""sort":"sum_amount"}"#
            )
            #expect(least["rows"]?.string == #"[["Beta","500.00"],["Alpha","4100.00"]]"#, "\(least.string)")
        }
    }

    @Test(
        "what cannot be asked is refused where it stands",
        arguments: [
            (#"{"entity":"opportunities","group":["nothing"]}"#, "group[0]"),
            (#"{"entity":"opportunities","group":["title.name"]}"#, "group[0]"),
            (#"{"entity":"opportunities","group":["amount"]}"#, "group[0]"),
            (#"{"entity":"opportunities","group":[{"field":"owner","by":"month"}]}"#, "group[0]"),
            (#"{"entity":"opportunities","group":[{"field":"closed_on","by":"century"}]}"#, "group[0].by"),
            (#"{"entity":"opportunities","measures":[{"sum":"title"}]}"#, "measures[0]"),
            (#"{"entity":"opportunities","measures":[]}"#, "measures"),
            (#"{"entity":"opportunities","measures":[{"count":true},{"count":true}]}"#, "measures"),
            (
                #"{"entity":"opportunities","measures":[{"count":true,"where":{"field":"x","is":1}}]}"#,
                "measures[0].where.field"
            ),
            (#"{"entity":"opportunities","sort":"sum_amount"}"#, "sort"),
            (#"{"entity":"opportunities","limit":0}"#, "limit"),
            (#"{"entity":"opportunities","colour":"red"}"#, "colour"),
            (#"{"group":["owner"]}"#, "entity"),
        ])
    func refused(_ body: String, _ field: String) async throws {
        try await BusinessWorld.with(.memory) { world in
            let answer = try await run(world, body)
            let fields = answer["error"]?["fields"]?.array?.compactMap { $0["field"]?.text }
            #expect(fields?.first == field, "\(body) \(answer.string)")
        }
    }
}
