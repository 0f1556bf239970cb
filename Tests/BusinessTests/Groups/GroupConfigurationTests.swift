import App
import Quality
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("Groups in the configuration file")
struct GroupConfigurationTests {
    @Test(
        "groups made of groups, and views that ask for them, arrive in another company",
        arguments: BusinessWorld.backends)
    func travelling(_ backend: TestDatabases) async throws {
        var file = JSON.null
        try await BusinessWorld.with(backend) { world in
            _ = await world.post(
                json: #"{"name":"Zulu","condition":"{\"field\":\"city\",\"is\":\"Paris\"}"}"#, to: "/api/v1/groups")
            let zulu = try #require(try await world.json("/api/v1/groups")["data"]?.array?.first?["id"]?.text)
            // By name the one that is made of the other comes first.
            let condition = #"{"field":"group","is":"\#(zulu)"}"#
            let body = JSON.record(["name": "Alpha", "condition": .text(condition)])
            let made = await world.post(json: body.string, to: "/api/v1/groups")
            #expect(made.status == 201, "\(made.text)")
            file = try await Configuration.export(world.workspace)
        }
        let groups = try #require(file["groups"]?.array)
        #expect(groups.map { $0["name"]?.text } == ["Alpha", "Zulu"])
        #expect(groups[0]["condition"]?["is"]?.text == "account/Zulu", "\(groups[0].string)")
        try await BusinessWorld.with(backend) { world in
            let part = JSON.record(["entregent": 1, "groups": .array(groups)])
            _ = try await Configuration.apply(try ConfigurationFile(part), to: world.workspace)
            _ = try await world.account("Elsewhere")
            let again = try await Configuration.export(world.workspace)
            #expect(again["groups"] == file["groups"])
            let found = try await world.json("/api/v1/groups?name=Alpha")
            let alpha = try #require(found["data"]?.array?.first?["id"]?.text)
            let inside = try await world.names("/api/v1/accounts?group=\(alpha)")
            #expect(inside.isEmpty)
            let circle = JSON.record([
                "entregent": 1,
                "groups": .array([
                    .record([
                        "name": "Zulu", "kind": "account",
                        "condition": .record(["field": "group", "is": "account/Alpha"]),
                    ])
                ]),
            ])
            let file = try ConfigurationFile(circle)
            await #expect(throws: Refusal.self) { try await Configuration.apply(file, to: world.workspace) }
        }
    }
}
