import Foundation
import Identity
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import App

@Suite("Workspaces of a server")
struct WorkspaceTests {
    private func entry(_ name: String, hosts: [String] = []) -> WorkspaceEntry {
        WorkspaceEntry(name: name, hosts: hosts, place: .file, mark: name, madeAt: noon)
    }

    private func code(_ work: () async throws -> Void) async -> String? {
        do {
            try await work()
            return nil
        } catch { return (error as? Refusal)?.code ?? String(describing: error) }
    }

    @Test("many writers of the register lose nothing")
    func writers() async throws {
        try await withFolder { folder in
            let register = WorkspaceRegister(data: folder)
            try await withThrowingTaskGroup { group in
                for number in 0..<30 {
                    group.addTask { try register.change { $0.append(entry("w\(number)")) } }
                }
                try await group.waitForAll()
            }
            #expect(Set(try register.entries().map(\.name)).count == 30)
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/workspaces.json")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            try Data("{\"version\": 1, \"work".utf8).write(to: URL(fileURLWithPath: folder + "/workspaces.json"))
            #expect(throws: (any Error).self) { try register.entries() }
            #expect(throws: (any Error).self) { try register.change { $0 = [] } }
        }
    }

    @Test("places are kept as they were written down")
    func places() throws {
        let places: [WorkspaceEntry.Place] = [.file, .schema("workspace_a"), .given("postgres://db.test/crm?schema=a")]
        for place in places {
            let entry = WorkspaceEntry(name: "a", hosts: ["a.test"], place: place, mark: "m", madeAt: noon)
            #expect(WorkspaceEntry(entry.json) == entry)
        }
        var settings = try ServerSettings(environment: [:])
        settings.data = "/srv/data"
        settings.database = "postgres://ann:x@db.test/crm?schema=own&sslmode=require"
        let inner = try settings.entering(
            WorkspaceEntry(name: "a", hosts: [], place: .schema("workspace_a"), mark: "m", madeAt: noon))
        #expect(inner.database == "postgres://ann:x@db.test/crm?sslmode=require&pool=4&schema=workspace_a")
        #expect(inner.data == "/srv/data/workspaces/a")
    }

    @Test("names, hosts and databases belong to one company each", arguments: TwoCompanies.backends)
    func clashes(_ backend: TestDatabases) async throws {
        try await TwoCompanies.withServer(backend) { settings in
            let workspaces = Workspaces(settings), name = "acme-" + String(UInt32.random(in: 0...999_999), radix: 36)
            var order = Workspaces.Order(name: name)
            order.hosts = ["crm.acme.test"]
            order.founder = .init(
                company: "Acme", email: TwoCompanies.email, password: TwoCompanies.password, language: "fr")
            try await workspaces.create(order, now: noon)
            #expect(await code { try await workspaces.create(.init(name: name)) } == "workspace_exists")
            for bad in ["Acme", "a b", "", "default", "../x", "-a", String(repeating: "a", count: 41)] {
                #expect(await code { try await workspaces.create(.init(name: bad)) } == "invalid_name", "\(bad)")
            }
            var other = Workspaces.Order(name: "other")
            other.hosts = ["CRM.acme.test."]
            #expect(await code { try await workspaces.create(other) } == "host_taken")
            other.hosts = ["a b"]
            #expect(await code { try await workspaces.create(other) } == "invalid_host")
            other.hosts = []
            // The database of another one, under whatever address.
            other.database = try settings.entering(workspace: name).database
            #expect(await code { try await workspaces.create(other) } == "database_in_use")
            other.existing = true
            #expect(await code { try await workspaces.create(other) } == "database_in_use")
            #expect(try workspaces.entries().map(\.name) == [name])
            #expect(!FileManager.default.fileExists(atPath: settings.data + "/workspaces/other"))
            let company = try await Installation.open(settings.entering(workspace: name), logger: Workspaces.silent)
            #expect(company.workspace.settings.company == "Acme")
            try await company.close()
            #expect(await code { try await workspaces.remove(name, confirmed: false) } == "not_confirmed")
            #expect(await code { try await workspaces.remove("nobody", confirmed: true) } == "unknown_workspace")
            let removed = try await workspaces.remove(name, confirmed: true, now: noon)
            #expect(removed.backup.hasSuffix("/removed/\(name)-20261118T110000.tar") && removed.keptDatabase == nil)
            #expect(try BackupFile.check(removed.backup).tables["user"] == 1)
            #expect(try workspaces.entries().isEmpty)
            #expect(!FileManager.default.fileExists(atPath: settings.data + "/workspaces/\(name)"))
            // And back again, from the backup, under the same name.
            try await workspaces.create(.init(name: name))
            let inner = try settings.entering(workspace: name)
            _ = try await BackupFile.restore(from: removed.backup, inner)
            let again = try await Installation.open(inner, logger: Workspaces.silent)
            #expect(again.workspace.settings.company == "Acme")
            try await again.close()
            _ = try await workspaces.remove(name, confirmed: true)
        }
    }

    @Test("what a running server works with is not removed", arguments: TwoCompanies.backends)
    func served(_ backend: TestDatabases) async throws {
        try await TwoCompanies.with(backend) { two in
            let workspaces = Workspaces(two.settings)
            // This server does not look at the register by itself: it never lets go.
            let refused = await code {
                _ = try await workspaces.remove(two.names[0], confirmed: true, patienceSeconds: 0.3)
            }
            #expect(refused == "server_running")
            #expect(try workspaces.entries().count == 2)
            try WorkspaceRegister(data: two.settings.data).change { $0.removeAll { $0.name == two.names[0] } }
            try await two.server.hall.refresh()
            #expect(two.server.hall.sites.map(\.name) == [two.names[1]])
            let answer = await two.ask(.get, "/sign-in", host: "left.test")
            #expect(answer.status == 303, "the server's own company is not founded yet")
            try WorkspaceRegister(data: two.settings.data).change { entries in
                entries.append(
                    WorkspaceEntry(
                        name: two.names[0], hosts: ["new.test"],
                        place: backend == .postgres
                            ? .schema("workspace_" + two.names[0].replacing("-", with: "_")) : .file, mark: "m",
                        madeAt: noon))
            }
            try await two.server.hall.refresh()
            let back = await two.ask(.get, "/sign-in", host: "new.test")
            #expect(back.status == 200 && two.server.hall.sites.count == 2)
        }
    }

    @Test("a company whose database is away is not answered by another one")
    func away() async throws {
        try await TwoCompanies.with(.file) { two in
            try WorkspaceRegister(data: two.settings.data).change { entries in
                entries.append(
                    WorkspaceEntry(
                        name: "lost", hosts: ["lost.test"], place: .given("sqlite:/proc/none/lost.sqlite"), mark: "x",
                        madeAt: noon))
            }
            try await two.server.hall.refresh()
            let page = await two.ask(.get, "/", host: "lost.test", headers: ["Accept-Language": "en"])
            #expect(page.status == 503 && two.text(page).contains("cannot be reached"))
            let api = await two.ask(.get, "/api/v1/accounts", host: "lost.test")
            #expect(api.status == 503 && two.text(api).contains("workspace_unavailable"))
            let ready = await two.ask(.get, "/health/ready", host: "lost.test")
            #expect(ready.status == 200 && two.text(ready).contains("1 of 3 do not answer"))
            #expect(!two.text(ready).contains("lost"), "who the customers are is nobody's business")
            let metrics = two.text(await two.ask(.get, "/metrics", host: "any.test"))
            #expect(metrics.contains("entregent_workspace_up{workspace=\"lost\"} 0"))
            #expect(metrics.contains("entregent_workspace_up{workspace=\"\(two.names[0])\"} 1"))
            #expect(metrics.contains("entregent_workspace_requests_total{workspace=\"lost\"} 2"))
            try WorkspaceRegister(data: two.settings.data).change { $0.removeAll { $0.name == "lost" } }
        }
    }

    @Test("without a host name a path leads in: programs by every address, browsers by a cookie")
    func paths() async throws {
        try await TwoCompanies.with(.file) { two in
            let (name, other) = (two.names[0], two.names[1]), token = try await two.token(two.left)
            let headers: Headers = ["Authorization": "Bearer \(token)"]
            let api = await two.ask(.get, "/w/\(name)/api/v1/users", host: "crm.test", headers: headers)
            #expect(api.status == 200 && two.text(api).contains(TwoCompanies.email))
            for path in ["/w/\(other)/api/v1/users", "/api/v1/users", "/w/default/api/v1/users"] {
                let answer = await two.ask(.get, path, host: "crm.test", headers: headers)
                #expect(answer.status == 401 || answer.status == 303, "\(path) \(answer.status)")
            }
            let entered = await two.ask(.get, "/w/\(name)/accounts?page=2", host: "crm.test")
            #expect(entered.status == 303 && entered.headers["Location"] == "/accounts?page=2")
            #expect(entered.cookies.first { $0.name == "workspace" }?.value == name)
            let outside = await two.ask(.get, "/w/\(name)//evil.test", host: "crm.test")
            #expect(outside.headers["Location"] == "/")
            let door = await two.ask(.get, "/sign-in", host: "crm.test", headers: ["Cookie": "workspace=\(name)"])
            #expect(door.status == 200 && door.headers["Cache-Control"] == "no-store")
            // A company's own host is its own, whatever the path or the cookie says.
            let own = await two.ask(
                .get, "/w/\(other)/api/v1/users", host: "left.test", headers: headers)
            #expect(own.status == 404 || own.status == 401)
            let session = try await two.signIn(host: "left.test")
            let page = await two.ask(
                .get, "/users", host: "left.test", headers: ["Cookie": "workspace=\(other); \(session)"])
            #expect(page.status == 200)
            let left = await two.ask(.get, "/w/default", host: "crm.test", headers: ["Cookie": "workspace=\(name)"])
            #expect(left.cookies.first { $0.name == "workspace" }?.maxAgeSeconds == 0)
            let nobody = await two.ask(.get, "/w/nobody", host: "crm.test")
            #expect(nobody.cookies.allSatisfy { $0.name != "workspace" })
        }
    }
}
