import Foundation
import Jobs
import People
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Activities

@Suite("Notifications")
struct NotificationTests {
    /// What waits for somebody, as they read it.
    private func inbox(of user: Int64, in world: BusinessWorld, grants: [String: [Viewer.Grant]]? = nil) async throws
        -> [String]
    {
        try await world.workspace.read(Viewer(user: user, grants: grants)) { transaction in
            try Inbox.page(.all, before: nil, in: transaction).items.map { item in
                var text = item.text.text
                for (name, argument) in item.text.arguments {
                    let shown =
                        switch argument {
                        case .text(let text): text
                        case .number(let number): String(number)
                        default: "?"
                        }
                    text = text.replacing("{\(name)}", with: shown)
                }
                return text
            }
        }
    }

    private func drain(_ world: BusinessWorld) async throws {
        let dispatcher = OutboxDispatcher(
            world.workspace, events: world.product.registry.events, signal: world.product.outboxSignal)
        try await dispatcher.drain()
    }

    @Test("who is mentioned is told once, and only what they may see", arguments: BusinessWorld.backends)
    func mention(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let account = try await world.account("Acme"), ben = world.ben
            let written = await world.post("/timeline/accounts/\(account.number)/notes", ["text": "Look, @Ben Bold"])
            #expect(written.status == 303, "\(written.text)")
            #expect(try await inbox(of: ben, in: world) == ["Ann Arden mentioned you in a note on “Acme”."])
            #expect(try await inbox(of: world.ann, in: world) == [])
            #expect(try await inbox(of: ben, in: world, grants: ["account": [.owners([ben])]]) == [])
            let note = try await world.look { try #require(try $0.all(Note.self).first) }
            #expect(note.mentions.map(\.words) == ["Ben Bold"] && note.mentions.first?.user?.number == ben)
            // The text changed, the mention did not.
            let changed = await world.post(
                "/notes/\(note.id.number)/writing", ["text": "Look again, @Ben Bold"], headers: BusinessWorld.script)
            #expect(changed.status == 204, "\(changed.text)")
            #expect(try await inbox(of: ben, in: world).count == 1)
        }
    }

    @Test("the author sees whom a record is closed to, and opens it", arguments: BusinessWorld.backends)
    func sharing(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let account = try await world.account("Acme")
            _ = await world.post("/timeline/accounts/\(account.number)/notes", ["text": "Look, @ben"])
            let page = await world.get("/timeline/accounts/\(account.number)").text
            #expect(page.contains("<a class=\"link\" href=\"/users/\(world.ben)\">@ben</a>"))
            #expect(page.contains("Ben Bold cannot see this record") && page.contains("Share with Ben Bold"))
            let shared = await world.post("/timeline/accounts/\(account.number)/share?user=\(world.ben)")
            #expect(shared.status == 303, "\(shared.text)")
            try await drain(world)
            #expect(try await inbox(of: world.ben, in: world).first == "Ann Arden shared “Acme” with you.")
            // Nobody shares what they do not see.
            let hidden = try await world.account("Hidden")
            let refused = await world.post("/timeline/accounts/\(hidden.number)/share?user=\(world.ann)", as: "ben")
            #expect(refused.status == 404)
        }
    }

    @Test("a task from somebody else is told; one's own is not", arguments: BusinessWorld.backends)
    func task(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (ann, ben) = (world.ann, world.ben)
            try await world.change(as: ann) { transaction in
                for owner in [ann, ben] {
                    var activity = Activity()
                    (activity.subject, activity.owner) = ("Call back", ID(owner))
                    try transaction.save(activity)
                }
            }
            #expect(try await inbox(of: ben, in: world) == ["Ann Arden gave you the task “Call back”."])
            #expect(try await inbox(of: ann, in: world) == [])
        }
    }

    @Test("old and new owner are told; many records are one notification", arguments: BusinessWorld.backends)
    func owners(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (ann, ben) = (world.ann, world.ben)
            let account = try await world.account("Acme", of: ben)
            try await world.change(as: ann) { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                try transaction.save(Draft(id: account.number, fields: ["owner": [.integer(ann)]]), as: kind)
            }
            #expect(try await inbox(of: ben, in: world) == ["Ann Arden gave “Acme” to somebody else."])
            #expect(
                try await inbox(of: ben, in: world, grants: [:]) == [
                    "Ann Arden gave a record of yours to somebody else."
                ])
            try await world.change(as: ann) { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                let drafts = (1...5).map {
                    Draft(fields: ["name": [.text("Shop \($0)")], "owner": [.integer(ben)]])
                }
                _ = try transaction.save(drafts, as: kind)
            }
            #expect(try await inbox(of: ben, in: world).first == "Ann Arden gave you 5 record.")
        }
    }

    @Test("read, unread and all; what one chose not to hear of stays away", arguments: BusinessWorld.backends)
    func reading(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let ben = world.ben
            let account = try await world.account("Acme", of: ben)
            _ = await world.post("/timeline/accounts/\(account.number)/notes", ["text": "@ben one"])
            #expect(try await world.get("/notifications/count", as: "ben").json["count"]?.integer == 1)
            let id = try await world.look { try #require(try $0.connection.integer("SELECT id FROM notification")) }
            #expect(await world.get("/notifications/\(id)").status == 404, "it is Ben’s")
            #expect(await world.post("/notifications/\(id)/read", ["back": "/x"]).status == 404)
            let followed = await world.get("/notifications/\(id)", as: "ben")
            #expect(followed.headers["Location"] == "/accounts/\(account.number)")
            #expect(try await world.get("/notifications/count", as: "ben").json["count"]?.integer == 0)
            #expect(await world.get("/notifications?show=read", as: "ben").text.contains("Mark as unread"))
            _ = await world.post("/notifications/\(id)/unread", ["back": "/notifications"], as: "ben")
            #expect(await world.get("/notifications", as: "ben").text.contains("Mark as read"))
            _ = await world.post("/notifications/read", ["x": ""], as: "ben")
            #expect(await world.get("/notifications", as: "ben").text.contains("Nothing new."))
            let chosen = await world.post("/settings/notifications", ["mention": "none"], as: "ben")
            #expect(chosen.status == 303, "\(chosen.text)")
            _ = await world.post("/timeline/accounts/\(account.number)/notes", ["text": "@ben two"])
            #expect(try await inbox(of: ben, in: world).count == 1)
            #expect(await world.post("/settings/notifications", ["mention": "loud"], as: "ben").status == 422)
        }
    }
}
