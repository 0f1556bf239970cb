import Records
import Storage
import TestSupport
import Testing

@Suite("Two people create the same company at the same moment")
struct MatchTurnTests {
    private static func with(_ backend: TestDatabases, _ body: (Workspace) async throws -> Void) async throws {
        try await backend.withDatabase { database in
            try await body(
                Workspace.open(database, registry: Likeness.registry, node: 1, clock: { TestCompany.now }))
        }
    }

    private func save(_ name: String, in workspace: Workspace) async throws -> Saved {
        try await workspace.change { transaction in
            try transaction.save(
                [Draft(fields: ["name": [.text(name)]])], as: transaction.schema.kind(of: Concern.self),
                duplicates: .refuse)[0]
        }
    }

    @Test("whoever saves second is told, however close they are", arguments: TestDatabases.all)
    func together(_ backend: TestDatabases) async throws {
        try await MatchTurnTests.with(backend) { workspace in
            let families = [
                "Vasseur", "Morvan", "Lefebvre", "Kermorgant", "Quintric", "Perrigault", "Brunet", "Chauvin",
            ]
            for family in families {
                let spellings = [
                    "Transports \(family)", "TRANSPORTS \(family.uppercased()) SARL", "\(family) Transports",
                    "S.A.S. Transports \(family)",
                ]
                let results = try await withThrowingTaskGroup(of: Saved.self) { group in
                    for name in spellings { group.addTask { try await save(name, in: workspace) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let refused = results.compactMap { if case .refused(let refusal) = $0 { refusal.code } else { nil } }
                #expect(refused == ["possible_duplicate", "possible_duplicate", "possible_duplicate"], "\(results)")
            }
            #expect(try await workspace.look { try $0.connection.integer("SELECT COUNT(*) FROM concern") } == 8)
        }
    }

    @Test("many at once and one by one do not wait for each other for ever", arguments: TestDatabases.all)
    func batches(_ backend: TestDatabases) async throws {
        try await MatchTurnTests.with(backend) { workspace in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for part in 0..<4 {
                    group.addTask {
                        try await workspace.change { transaction in
                            let drafts = (0..<60).map { Draft(fields: ["name": [.text("Firme \($0) de \(part)")]]) }
                            _ = try transaction.save(
                                drafts, as: transaction.schema.kind(of: Concern.self), duplicates: .refuse)
                        }
                    }
                    group.addTask { _ = try await save("Seule \(part)", in: workspace) }
                }
                try await group.waitForAll()
            }
            let count = try await workspace.look { try $0.connection.integer("SELECT COUNT(*) FROM concern") ?? 0 }
            #expect(count >= 4)
        }
    }
}

@Suite("Keys of records from before")
struct MatchKeyBuildingTests {
    @Test("missing sounds are counted and built, page by page", arguments: TestDatabases.all)
    func builds(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            let workspace = try await Workspace.open(
                database, registry: Likeness.registry, node: 1, clock: { TestCompany.now })
            try await workspace.change { transaction in
                for number in 0..<7 {
                    try transaction.save(Likeness.concern("Dupond \(number)", email: "a\(number)@b.example"))
                }
                try transaction.connection.execute("DELETE FROM match_key WHERE key = 'sound'")
            }
            let kind = workspace.schema.kind(of: Concern.self)
            #expect(try await workspace.look { try MatchKeyBuilding.missing(kind, in: $0) } == 7)
            var last: Int64? = 0, built = 0
            while let after = last {
                let step = try await workspace.change {
                    try MatchKeyBuilding.build(kind, after: after, limit: 3, in: $0)
                }
                (last, built) = (step.last, built + step.count)
            }
            #expect(built == 7)
            #expect(try await workspace.look { try MatchKeyBuilding.missing(kind, in: $0) } == 0)
            let found = try await workspace.look { transaction in
                var draft = transaction.blank(kind)
                draft.set("name", [.text("dupont 3")], in: kind)
                return try MatchKeys.candidates(for: draft, of: kind, in: transaction)
            }
            #expect(found.first?.score.evidence.map(\.reason) == [.soundsAlike])
        }
    }
}
