import People
import Records
import Storage

/// Records entered twice, as happens in every company, and records that only look so: what the search for duplicates is
/// measured by. Which is which is written down beside them. The same seed makes the same ones.
struct DemoTwins: Sendable {
    /// So many of a hundred accounts and contacts have a second entry.
    let percent: Int
    let seed: UInt64
    let journal: Int64

    private static let page = 400

    /// One second entry: what is saved, and whether it is the same company or person.
    struct Twin<E: Entity>: Sendable {
        let of: Int64
        let entity: E
        let isSame: Bool
        let how: String
    }

    func run(in workspace: Workspace, _ progress: DemoData.Progress) async throws {
        try await run(Account.self, in: workspace, progress) { originals, chance in
            var spoiler = AccountSpoiler(others: originals, chance: chance)
            let made = originals.indices.flatMap { spoiler.twins(of: $0, percent: percent) }
            chance = spoiler.chance
            return made
        }
        try await run(Contact.self, in: workspace, progress) { originals, chance in
            var spoiler = ContactSpoiler(others: originals, chance: chance)
            let made = originals.indices.flatMap { spoiler.twins(of: $0, percent: percent) }
            chance = spoiler.chance
            return made
        }
    }

    private func run<E: Entity>(
        _: E.Type, in workspace: Workspace, _ progress: DemoData.Progress,
        _ spoil: @escaping @Sendable ([E], inout SeededGenerator) -> [Twin<E>]
    ) async throws {
        let kind = workspace.schema.kind(of: E.self)
        let end = try await workspace.read(.house) {
            try $0.connection.integer("SELECT MAX(id) FROM \(name: kind.table)") ?? 0
        }
        var last: Int64 = 0, number = 0
        while true {
            let (after, stream) = (last, UInt64(number))
            let ids = try await workspace.read(.house) {
                try $0.connection.integers(
                    """
                    SELECT id FROM \(name: kind.table) WHERE id > \(after) AND id <= \(end)
                    ORDER BY id LIMIT \(DemoTwins.page)
                    """)
            }
            guard let next = ids.last else { return }
            try await workspace.write(.house, .demo) { transaction in
                let records = try transaction.records(ids, of: kind)
                let originals = try ids.compactMap { try records[$0].map { try E($0, kind: kind) } }
                var chance = SeededGenerator(seed: seed &+ UInt64(E.name.utf8.count), stream: stream)
                try keep(spoil(originals, &chance), kind, in: transaction)
            }
            last = next
            number += 1
            try await progress(number * DemoTwins.page, number * DemoTwins.page)
        }
    }

    private func keep<E: Entity>(_ twins: [Twin<E>], _ kind: Kind, in transaction: Transaction) throws {
        transaction.journal = journal
        let saved = try transaction.save(twins.map { Draft($0.entity) }, as: kind)
        for (twin, result) in zip(twins, saved) {
            if case .refused(let refusal) = result { throw refusal }
            guard let id = result.id else { continue }
            try transaction.connection.execute(
                """
                INSERT INTO demo_twin (kind, first_id, second_id, is_same, how)
                VALUES (\(kind.name), \(min(twin.of, id)), \(max(twin.of, id)), \(twin.isSame), \(twin.how))
                """)
        }
        // Invented entries are no news.
        try transaction.connection.execute("DELETE FROM outbox WHERE at = \(transaction.now)")
    }

    static let table = TableSpec(
        "demo_twin",
        [
            .init("kind", .text), .init("first_id", .integer), .init("second_id", .integer), .init("is_same", .boolean),
            .init("how", .text),
        ], primaryKey: ["kind", "first_id", "second_id"], merging: .stays("says how sample data was made"))
}

/// What the search for duplicates found of what there was to find.
package struct TwinMeasure: Sendable {
    package let kind: String
    /// Second entries there are, pairs that the search shows, and those of them that are right.
    package let planted: Int, shown: Int, right: Int
    /// Pairs shown that were planted to mislead.
    package let misled: Int
    /// Planted ones that were not found, by how they were made.
    package let missed: [(how: String, count: Int)]

    package var precision: Double { shown == 0 ? 1 : Double(right) / Double(shown) }
    package var recall: Double { planted == 0 ? 1 : Double(right) / Double(planted) }

    package static func of(_ kind: String, in transaction: Transaction) throws -> TwinMeasure? {
        func count(_ sql: SQL) throws -> Int { Int(try transaction.connection.integer(sql) ?? 0) }
        let planted = try count("SELECT COUNT(*) FROM demo_twin WHERE kind = \(kind) AND is_same = \(true)")
        guard planted > 0 else { return nil }
        let pairs: SQL = "FROM duplicate_pair AS p WHERE p.kind = \(kind) AND p.score >= \(MatchScore.asking)"
        let twin: SQL = """
            SELECT 1 FROM demo_twin AS t
            WHERE t.kind = p.kind AND t.first_id = p.first_id AND t.second_id = p.second_id
            """
        let missed = try transaction.connection.rows(
            """
            SELECT t.how, COUNT(*) FROM demo_twin AS t WHERE t.kind = \(kind) AND t.is_same = \(true)
            AND NOT EXISTS (SELECT 1 FROM duplicate_pair AS p WHERE p.kind = t.kind AND p.first_id = t.first_id
            AND p.second_id = t.second_id AND p.score >= \(MatchScore.asking))
            GROUP BY t.how ORDER BY 2 DESC, 1
            """, .text, .integer)
        return TwinMeasure(
            kind: kind, planted: planted, shown: try count("SELECT COUNT(*) \(pairs)"),
            right: try count("SELECT COUNT(*) \(pairs) AND EXISTS (\(twin) AND t.is_same = \(true))"),
            misled: try count("SELECT COUNT(*) \(pairs) AND EXISTS (\(twin) AND t.is_same = \(false))"),
            missed: missed.map { ($0[0].text ?? "", Int($0[1].integer ?? 0)) })
    }
}
