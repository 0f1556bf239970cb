import Foundation
import Identity
import Jobs
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import App

/// The same people, passwords and identifiers in two companies of one server: nothing of one is ever seen in the other.
@Suite("Two companies on one server")
struct WorkspaceIsolationTests {
    private func id(_ body: String) throws -> String { try #require(try JSON(parsing: body)["id"]?.text) }

    /// Twenty accounts in each, and an identifier that stands in both: the clock and the node are the same, only the
    /// work behind the pages takes a number now and then.
    private func accounts(_ two: TwoCompanies) async throws -> String {
        var ids: [Set<Int64>] = []
        for (site, name) in [(two.left, "Canari Gauche"), (two.right, "Merle Droite")] {
            let saved = try await site.installation.workspace.write(.house, .command) { transaction in
                let ann = try transaction.all(User.self)[0].id.number
                return try transaction.save(
                    (1...20).map { Draft(fields: ["name": [.text("\(name) \($0)")], "owner": [.integer(ann)]]) },
                    as: transaction.schema.kind("account"))
            }
            ids.append(Set(saved.compactMap(\.id)))
        }
        return String(try #require(ids[0].intersection(ids[1]).max(), "the test wants the same identifiers"))
    }

    @Test("sessions, tokens and records stay in their company", arguments: TwoCompanies.backends)
    func requests(_ backend: TestDatabases) async throws {
        try await TwoCompanies.with(backend) { two in
            let tokens = (try await two.token(two.left), try await two.token(two.right))
            let account = try await accounts(two)
            let session = try await two.signIn(host: "left.test")
            let page = await two.ask(.get, "/accounts/\(account)", host: "LEFT.test:8080", headers: ["Cookie": session])
            #expect(page.status == 200 && two.text(page).contains("Canari Gauche"))
            let crossed = await two.ask(.get, "/accounts/\(account)", host: "right.test", headers: ["Cookie": session])
            #expect(crossed.status == 303 && crossed.headers["Location"]?.hasPrefix("/sign-in") == true)
            for host in ["right.test", "elsewhere.test"] {
                let answer = try await two.api(.get, "/accounts/\(account)", host: host, token: tokens.0)
                #expect(answer.status == 401, "\(host)")
            }
            let (left, right) = (
                try await two.api(.get, "/accounts/\(account)", host: "left.test", token: tokens.0).body,
                try await two.api(.get, "/accounts/\(account)", host: "right.test", token: tokens.1).body
            )
            #expect(left.contains("Canari") && !left.contains("Merle"))
            #expect(right.contains("Merle") && !right.contains("Canari"))
            let changed = try await two.api(
                .patch, "/accounts/\(account)", host: "left.test", token: tokens.0,
                json: .record(["website": "https://canari.example"]))
            #expect(changed.status == 200, "\(changed.body)")
            let untouched = try await two.api(.get, "/accounts/\(account)", host: "right.test", token: tokens.1).body
            #expect(untouched == right)
        }
    }

    @Test("every address, asked with the other's identifiers, tells nothing of it", arguments: TwoCompanies.backends)
    func walk(_ backend: TestDatabases) async throws {
        try await TwoCompanies.with(backend) { two in
            let tokens = (try await two.token(two.left), try await two.token(two.right))
            let account = try await accounts(two)
            // The left is warm: whatever could be remembered is.
            let cookies = (try await two.signIn(host: "left.test"), try await two.signIn(host: "right.test"))
            var asked = 0
            for (method, route) in two.right.installation.product.registry.routes.all where method == .get {
                if route.pattern == "/live" { continue }
                for plural in route.pattern.contains(":plural") ? ["accounts", "users", "teams"] : [""] {
                    let path = route.pattern.split(separator: "/").map { segment -> String in
                        if segment == ":plural" { return plural }
                        return segment.hasPrefix(":") || segment == "*" ? account : String(segment)
                    }.joined(separator: "/")
                    let isAPI = path.hasPrefix("api")
                    for (host, token, cookie) in [
                        ("left.test", tokens.0, cookies.0), ("right.test", tokens.1, cookies.1),
                    ] {
                        let headers: Headers = isAPI ? ["Authorization": "Bearer \(token)"] : ["Cookie": cookie]
                        let answer = await two.ask(.get, "/\(path)?q=canari", host: host, headers: headers)
                        #expect(answer.status != 500, "/\(path)")
                        guard host == "right.test" else { continue }
                        asked += 1
                        let text = two.text(answer)
                        #expect(!text.contains("Canari Gauche") && !text.contains(">Gauche<"), "/\(path)")
                    }
                }
            }
            #expect(asked > 40)
        }
    }

    @Test("search, lists and counts know only their own", arguments: TwoCompanies.backends)
    func search(_ backend: TestDatabases) async throws {
        try await TwoCompanies.with(backend) { two in
            let tokens = (try await two.token(two.left), try await two.token(two.right))
            _ = try await accounts(two)
            for word in ["canari", "gauche"] {
                let left = try await two.api(.get, "/accounts?q=\(word)", host: "left.test", token: tokens.0).body
                let right = try await two.api(.get, "/accounts?q=\(word)", host: "right.test", token: tokens.1).body
                #expect(left.contains("Canari Gauche"), "\(word)")
                #expect(!right.contains("Canari"), "\(word)")
            }
            let own = try await two.server.installation.workspace.read(.house) {
                try SearchIndex.find("canari", in: $0)
            }
            #expect(own.isEmpty)
            let count = try await two.api(.get, "/accounts?count=exact", host: "right.test", token: tokens.1).body
            #expect(try JSON(parsing: count)["count"]?.integer == 20)
        }
    }

    @Test("jobs, exports and files are worked and fetched at home only", arguments: TwoCompanies.backends)
    func jobs(_ backend: TestDatabases) async throws {
        try await TwoCompanies.with(backend) { two in
            let (left, right) = (two.left.installation, two.right.installation)
            let tokens = (try await two.token(two.left), try await two.token(two.right))
            _ = try await accounts(two)
            let order = JSON.record(["entity": "accounts", "format": "csv"])
            let made = try await two.api(.post, "/exports", host: "left.test", token: tokens.0, json: order)
            #expect((200..<300).contains(made.status), "\(made.body)")
            let export = try id(made.body)
            // The left's own runner has it done; the right has no such job, and nothing to fetch.
            var name = ""
            for _ in 0..<400 {
                let job = try await left.workspace.read(.house) { try JobQueue.find(Int64(export) ?? 0, in: $0) }
                name = job?.name ?? ""
                if job?.state == .done { break }
                try await Task.sleep(for: .milliseconds(25))
            }
            let file = try await two.api(.get, "/exports/\(export)/file", host: "left.test", token: tokens.0)
            #expect(file.status == 200 && file.body.contains("Canari Gauche"), "\(file)")
            let other = try await two.api(.get, "/exports/\(export)/file", host: "right.test", token: tokens.1)
            #expect(other.status == 404)
            let crossed = try await right.workspace.read(.house) { [name] in
                try $0.connection.integer("SELECT COUNT(*) FROM job WHERE name = \(name)")
            }
            #expect(!name.isEmpty && crossed == 0)
            #expect(left.product.files.directory != right.product.files.directory)
            let kept = try KeptFiles.keys(in: right.product.files.directory)
            #expect(kept.isEmpty, "no file of one lies with the other: \(kept)")
        }
    }

    @Test("live events are heard at home only", arguments: TwoCompanies.backends)
    func events(_ backend: TestDatabases) async throws {
        try await TwoCompanies.with(backend) { two in
            let tokens = (try await two.token(two.left), try await two.token(two.right))
            let cookies = (try await two.signIn(host: "left.test"), try await two.signIn(host: "right.test"))
            let heard = [("left.test", cookies.0), ("right.test", cookies.1)]
            var listeners: [EventSubscription] = []
            for (host, cookie) in heard {
                let answer = await two.ask(.get, "/live", host: host, headers: ["Cookie": cookie])
                guard case .events(let subscription) = answer.body else {
                    Issue.record("no live events at \(host): \(answer.status)")
                    return
                }
                listeners.append(subscription)
            }
            let made = try await two.api(
                .post, "/accounts", host: "left.test", token: tokens.0, json: .record(["name": "Canari Gauche"]))
            #expect(made.status == 201)
            var told = ""
            while !told.contains("account.created"), let frames = await listeners[0].next() {
                told += String(decoding: frames, as: UTF8.self)
            }
            // Its own event comes after whatever could have crossed.
            two.right.installation.product.events.publish("changed", data: "end", to: "records/account/all")
            var other = ""
            while !other.contains("data: end"), let frames = await listeners[1].next() {
                other += String(decoding: frames, as: UTF8.self)
            }
            #expect(told.contains("account.created") && !other.contains("account.created"))
        }
    }

    @Test("what is counted or remembered for one does not weigh on the other")
    func memory() async throws {
        try await TwoCompanies.with(.file) { two in
            let tokens = (try await two.token(two.left), try await two.token(two.right))
            // The same idempotency key is two promises.
            let key: Headers = ["Idempotency-Key": "the-same-key-in-both"]
            for (host, token) in [("left.test", tokens.0), ("right.test", tokens.1)] {
                let made = try await two.api(
                    .post, "/accounts", host: host, token: token, json: .record(["name": .text(host)]), headers: key)
                #expect(made.status == 201 && made.body.contains(host))
            }
            // Wrong passwords on the left lock nobody out on the right.
            let form = Form([.init("email", TwoCompanies.email), .init("password", "wrong wrong wrong")])
            for _ in 0..<12 {
                _ = await two.ask(
                    .post, "/sign-in", host: "left.test",
                    headers: ["Content-Type": "application/x-www-form-urlencoded"], body: form.encoded)
            }
            _ = try await two.signIn(host: "right.test")
            let configuration = try await Configuration.export(two.right.installation.workspace).readable
            #expect(configuration.contains("Droite") && !configuration.contains("Gauche"))
        }
    }
}
