import Jobs
import Records
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Mass changes from a list")
struct ListBulkTests {
    @Test("change all that match, in the background, and are undone in one action", arguments: ListWorld.backends)
    func editing(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { transaction in
                let kind = transaction.schema.kind("shop")
                _ = try transaction.save(
                    (0..<450).map {
                        Draft(fields: ["name": [.text("S\($0)")], "city": [.text($0 < 430 ? "Lyon" : "Paris")]])
                    }, as: kind)
            }
            let condition = #"{"field":"city","is":"Lyon"}"#
            let sheet = await world.answer(
                .post, "/shops/list/edit", [("all", "1"), ("where", condition)], fetched: true)
            #expect(sheet.text.contains("430 records") && sheet.text.contains("name=\"set\""))
            let job = try await world.post(
                "/shops/list/edit/apply",
                [("all", "1"), ("where", condition), ("set", "city"), ("city", "Lille"), ("staff", "9")])
            #expect(try await world.page(job).contains("data-progress"))
            try await world.runJobs()
            let report = try await world.page(job)
            #expect(report.contains("430 records changed") && report.contains("/undo"))
            #expect(try await world.answer(.get, job + "/state").json["state"]?.text == "done")
            let counts = try await world.change { transaction -> [Int] in
                let kind = transaction.schema.kind("shop")
                let left = try transaction.count(kind, where: .test(path: ["city"], .equals("Lyon")))
                let done = try transaction.count(kind, where: .test(path: ["city"], .equals("Lille")))
                let touched = try transaction.count(kind, where: .test(path: ["staff"], .empty(false)))
                return [left, done, touched]
            }
            #expect(counts == [0, 430, 0])
            let journal =
                report.components(separatedBy: "/journal/").dropFirst().first.flatMap {
                    Int64($0.prefix { $0.isNumber })
                } ?? 0
            try await world.change { transaction in
                while try !Journal.undo(journal, in: transaction).isFinished {}
            }
            #expect(try await world.page("/shops?city=Lyon&count=exact").contains("Lyon"))
            let back = try await world.change {
                try $0.count($0.schema.kind("shop"), where: .test(path: ["city"], .equals("Lyon")))
            }
            #expect(back == 430)
        }
    }

    @Test("say which records were refused, and why", arguments: ListWorld.backends)
    func refusals(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            let ids = try await world.change { transaction -> [Int64] in
                let held = try transaction.shop("Held"), free = try transaction.shop("Free")
                var visit = Visit()
                (visit.title, visit.shop) = ("v", held)
                try transaction.save(visit)
                return [held.number, free.number]
            }
            let job = try await world.post("/shops/list/delete/apply", [("id", "\(ids[0])"), ("id", "\(ids[1])")])
            try await world.runJobs()
            let report = try await world.page(job)
            #expect(report.contains("1 record deleted") && report.contains("1 record refused"))
            #expect(report.contains(">Held</a>"))
            #expect(try await world.rows("/shops") == ["Held"])
        }
    }

    @Test("nothing ticked, nothing to change, a wrong value: a clear no")
    func wrong() async throws {
        try await ListWorld.with(.memory) { world in
            let id = try await world.change { try $0.shop("A").number }
            #expect(await world.answer(.post, "/shops/list/edit", []).status == 422)
            #expect(await world.answer(.post, "/shops/list/edit/apply", [("id", "\(id)")]).status == 422)
            let wrong = await world.answer(
                .post, "/shops/list/edit/apply", [("id", "\(id)"), ("set", "staff"), ("staff", "many")], fetched: true)
            #expect(wrong.status == 422 && wrong.text.contains("staff"))
        }
    }

    @Test("the export gets the selection as a condition")
    func exporting() async throws {
        try await ListWorld.with(.memory) { world in
            let ticked = try await world.post("/shops/list/export", [("id", "12"), ("id", "13")])
            #expect(
                ticked.hasPrefix("/exports/new?entity=shops&where=") && ticked.contains("12") && ticked.contains("13"))
            let all = try await world.post(
                "/shops/list/export", [("all", "1"), ("where", #"{"field":"city","is":"x"}"#)])
            #expect(all.contains("city"))
        }
    }

    @Test("the job of another person is nobody’s business", arguments: ListWorld.backends)
    func jobRights(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            let id = try await world.change { try $0.shop("A").number }
            let job = try await world.post("/shops/list/delete/apply", [("id", "\(id)")])
            #expect(await world.answer(.get, job, as: "ben").status == 404)
        }
    }
}
