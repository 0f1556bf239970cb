import Jobs
import Records
import TestSupport
import Testing

@testable import Web

@Suite("A POST sent again")
struct ApiIdempotencyTests {
    @Test("acts once and is answered as before, for a day", arguments: ApiWorld.backends)
    func once(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let key: Headers = ["Idempotency-Key": "k-1"]
            let first = await world.call(.post, "/shops", #"{"name":"A"}"#, headers: key)
            let again = await world.call(.post, "/shops", #"{"name":"A"}"#, headers: key)
            #expect(first.status == 201 && again.status == 201 && first.bytes == again.bytes)
            #expect(
                again.headers["Location"] == first.headers["Location"] && again.headers["Idempotent-Replayed"] == "true"
            )
            let names = try await world.names("/shops")
            #expect(names == ["A"])
            let other = await world.call(.post, "/shops", #"{"name":"B"}"#, headers: key)
            #expect(other.status == 409)
            #expect(try other.json["error"]?["code"] == "idempotency_mismatch")
            // Another person's keys are their own.
            #expect(await world.call(.post, "/shops", #"{"name":"B"}"#, headers: key, as: "ben").status == 201)
            world.clock.pass(seconds: 86_401)
            #expect(await world.call(.post, "/shops", #"{"name":"C"}"#, headers: key).status == 201)
        }
    }

    @Test("may be corrected under the same key after a refusal", arguments: ApiWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let key: Headers = ["Idempotency-Key": "k-1"]
            #expect(await world.call(.post, "/shops", #"{"name":""}"#, headers: key).status == 422)
            #expect(await world.call(.post, "/shops", #"{"name":"A"}"#, headers: key).status == 201)
            #expect(
                await world.call(.post, "/shops", #"{"name":"D"}"#, headers: ["Idempotency-Key": "with space"]).status
                    == 422)
            #expect(await world.call(.post, "/shops", #"{"name":"D"}"#, headers: ["Idempotency-Key": ""]).status == 422)
        }
    }

    @Test("while the first still runs is asked to wait; a dead one's place is taken", arguments: ApiWorld.backends)
    func inProgress(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let claim = IdempotencyClaim(user: world.ann, key: "k", fingerprint: "f", number: 1)
            let second = IdempotencyClaim(user: world.ann, key: "k", fingerprint: "f", number: 2)
            func take(_ claim: IdempotencyClaim) async throws -> Response? {
                try await world.workspace.write(.house, .api) { try claim.take(in: $0) }
            }
            #expect(try await take(claim) == nil)
            await #expect { try await take(second) } throws: { ($0 as? Refusal)?.code == "idempotency_in_progress" }
            world.clock.pass(seconds: 61)
            #expect(try await take(second) == nil)
            // The first comes back to life: its work is taken back, not done twice.
            await #expect {
                try await world.workspace.write(.house, .api) { try claim.keep(.noContent, in: $0) }
            } throws: {
                ($0 as? Refusal)?.code == "idempotency_in_progress"
            }
            try await world.workspace.write(.house, .api) { try second.keep(.noContent, in: $0) }
            #expect(try await take(claim)?.status == 204)
        }
    }

    @Test("by many at once acts once", arguments: ApiWorld.backends)
    func concurrent(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let statuses = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        await world.call(.post, "/shops", #"{"name":"A"}"#, headers: ["Idempotency-Key": "same"]).status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.contains(201) && Set(statuses).isSubset(of: [201, 409]), "\(statuses)")
            let names = try await world.names("/shops")
            #expect(names == ["A"])
        }
    }

    @Test("is forgotten by the hourly job")
    func forgotten() async throws {
        try await ApiWorld.with(.memory) { world in
            _ = await world.call(.post, "/shops", #"{"name":"A"}"#, headers: ["Idempotency-Key": "old"])
            world.clock.pass(seconds: 90_000)
            #expect(world.product.registry.jobs.schedules["forget_idempotency_keys"] == 3600)
            _ = try await world.workspace.write(.house, .job) {
                try JobQueue.enqueue("forget_idempotency_keys", in: $0)
            }
            try await world.runJobs(["forget_idempotency_keys"])
            let left = try await world.workspace.database.read {
                try $0.integer("SELECT COUNT(*) FROM idempotency_key")
            }
            #expect(left == 0)
        }
    }
}
