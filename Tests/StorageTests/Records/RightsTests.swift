import Records
import TestSupport
import Testing

@testable import Storage

/// A company of three people in one team; each firm is somebody's.
@Suite("Rights are one predicate, for every way to look")
struct RightsTests {
    private static let team: Int64 = 90

    private func viewer(_ user: Int64, _ grants: [Viewer.Grant], teams: [Int64] = []) -> Viewer {
        Viewer(user: user, teams: teams, rights: ["trade": Viewer.Rights(grants), "user": Viewer.Rights([.all])])
    }

    /// Forty firms: a third Ann's, a third Ben's, a third nobody's.
    private func fill(_ workspace: Workspace) async throws -> [Int64] {
        try await workspace.change { tx in
            for user in 1...3 {
                var user = Member()
                user.name = "Person \(user)"
                try tx.save(Draft(user), as: tx.schema.kind(of: Member.self))
            }
            let people = try tx.all(Member.self).map(\.id)
            return try (0..<42).map { number in
                var firm = Trade()
                firm.name = "Trade \(String(repeating: "abc", count: number % 3)) \(number % 7)"
                firm.owner = number % 3 == 2 ? nil : people[number % 3]
                return try tx.save(Draft(firm), as: tx.schema.kind(of: Trade.self))
            }
        }
    }

    private func owners(_ workspace: Workspace) async throws -> [Int64] {
        try await workspace.look { try $0.all(Member.self).map(\.id.number) }
    }

    @Test("pages by branches are the whole list of what is seen, in order, none twice", arguments: TestDatabases.all)
    func branches(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let firms = try await fill(workspace), people = try await owners(workspace)
            let kind = workspace.schema.kind(of: Trade.self)
            try await workspace.change { tx in
                try tx.share(firms[2], of: kind, with: .user(people[0]), mayChange: false)
                try tx.share(firms[0], of: kind, with: .user(people[0]), mayChange: true)
                try tx.share(firms[5], of: kind, with: .team(RightsTests.team), mayChange: false)
            }
            let grants: [[Viewer.Grant]] = [
                [.owners([people[0]]), .shared], [.owners([people[0], people[1]])], [.shared], [.owners([]), .shared],
            ]
            for (number, list) in grants.enumerated() {
                let viewer = viewer(people[0], list, teams: [RightsTests.team])
                for sort in [[], [ListQuery.Sort("name")], [ListQuery.Sort("name", descending: true)]] {
                    let (paged, whole, count) = try await workspace.read(viewer) { tx in
                        var query = ListQuery(sort: sort, limit: 5), paged: [Int64] = []
                        while true {
                            let page = try tx.page(kind, query)
                            paged += page.records.map(\.id)
                            guard let next = page.next else { break }
                            query.after = next
                        }
                        // Sorted in the same way without a page's limit, through the plain predicate.
                        let all = try tx.all(kind).map(\.id)
                        return (paged, all, try tx.count(kind))
                    }
                    #expect(Set(paged) == Set(whole), "grants \(number)")
                    #expect(paged.count == whole.count, "grants \(number)")
                    #expect(count == whole.count)
                    let names = try await workspace.look { tx in
                        try tx.records(paged, of: kind).mapValues { folded($0.title(in: kind)) }
                    }
                    let keys = paged.map { names[$0] ?? "" }
                    if let first = sort.first {
                        #expect(keys == (first.descending ? keys.sorted(by: >) : keys.sorted()))
                    }
                }
            }
        }
    }

    @Test("a share opens a record to see, or to change, and can be taken back", arguments: TestDatabases.all)
    func shares(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let firms = try await fill(workspace), people = try await owners(workspace)
            let kind = workspace.schema.kind(of: Trade.self), theirs = firms[1]
            let ann = viewer(people[0], [.owners([people[0]]), .shared])
            let ben = viewer(people[1], [.owners([people[1]]), .shared])
            func sees() async throws -> Bool {
                try await workspace.read(ann) { try !$0.existing([theirs], of: kind).isEmpty }
            }
            func rename() async -> Refusal? {
                await #expect(throws: Refusal.self) {
                    try await workspace.write(ann, .api) {
                        try $0.save(Draft(id: theirs, fields: ["name": [.text("Mine now")]]), as: kind)
                    }
                }
            }
            #expect(try await !sees())
            #expect(await rename()?.type == .notFound)
            try await workspace.write(ben, .screen) {
                try $0.share(theirs, of: kind, with: .user(people[0]), mayChange: false)
            }
            #expect(try await sees())
            let refused = await rename()
            #expect(refused?.type == .forbidden)
            try await workspace.write(ben, .screen) {
                try $0.share(theirs, of: kind, with: .user(people[0]), mayChange: true)
            }
            try await workspace.write(ann, .api) {
                _ = try $0.save(Draft(id: theirs, fields: ["name": [.text("Ours")]]), as: kind)
            }
            let shares = try await workspace.read(ben) { try $0.shares(of: theirs, kind) }
            #expect(shares.count == 1)
            try await workspace.write(ben, .screen) { try $0.unshare(shares[0].id, of: theirs, kind) }
            #expect(try await !sees())
            let actions = try await workspace.look {
                try History.entries(of: kind, theirs, limit: 20, in: $0).map(\.action)
            }
            #expect(actions.filter { $0 == "shared" }.count == 2)
            #expect(actions.contains("unshared"))
        }
    }

    @Test("search finds what is shared or one's own, and follows a change of owner", arguments: TestDatabases.all)
    func search(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let firms = try await fill(workspace), people = try await owners(workspace)
            let kind = workspace.schema.kind(of: Trade.self)
            let ann = viewer(people[0], [.owners([people[0]]), .shared])
            func found() async throws -> Set<Int64> {
                try await workspace.read(ann) { Set(try SearchIndex.find("trade", limit: 100, in: $0).map(\.id)) }
            }
            let own = Set(stride(from: 0, to: 42, by: 3).map { firms[$0] })
            #expect(try await found() == own)
            // As a condition of a list: all of them, or nothing is said where the index was left too early.
            let all = try await workspace.read(ann) {
                try SearchIndex.matching("trade", kind: "trade", limit: own.count + 1, in: $0)
            }
            let cut = try await workspace.read(ann) {
                try SearchIndex.matching("trade", kind: "trade", limit: own.count, in: $0)
            }
            #expect(all.map { Set($0) } == own && cut == nil)
            try await workspace.change { tx in
                try tx.share(firms[1], of: kind, with: .user(people[0]), mayChange: false)
                try tx.save(Draft(id: firms[0], fields: ["owner": [.integer(people[1])]]), as: kind)
            }
            let after = try await found()
            #expect(after.contains(firms[1]))
            #expect(!after.contains(firms[0]))
        }
    }

    @Test("who may add only for themselves owns what they add, and cannot add for others", arguments: TestDatabases.all)
    func adding(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            _ = try await fill(workspace)
            let people = try await owners(workspace), kind = workspace.schema.kind(of: Trade.self)
            let ann = viewer(people[0], [.owners([people[0]]), .shared])
            let id = try await workspace.write(ann, .api) {
                try $0.save(Draft(fields: ["name": [.text("New")]]), as: kind)
            }
            let owner = try await workspace.look { try $0.record(id, of: kind).value("owner", in: kind) }
            #expect(owner == .integer(people[0]))
            let refused = await #expect(throws: Refusal.self) {
                try await workspace.write(ann, .api) {
                    try $0.save(
                        Draft(fields: ["name": [.text("Theirs")], "owner": [.integer(people[1])]]), as: kind)
                }
            }
            #expect(refused?.fields.first?.field == "owner")
            var looking = Viewer.Rights([.owners([people[0]])])
            looking.delete = []
            let reader = Viewer(user: people[0], rights: ["trade": looking])
            let kept = await #expect(throws: Refusal.self) {
                try await workspace.write(reader, .api) { try $0.delete([id], of: kind) }
            }
            #expect(kept?.code == "not_allowed")
        }
    }
}
