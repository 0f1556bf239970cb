import Records

extension MatchKeys {
    /// A record like the one being written, how much, and why.
    package struct Candidate: Sendable, Hashable {
        package let id: Int64
        /// What both have in the same normal form.
        package let keys: [MatchKey]
        package let score: MatchScore
    }

    /// So many records with one value, and it belongs to nobody in particular.
    package static let commonFrom = 5
    /// So many records are compared with one that is being written.
    private static let compared = 25

    /// Records of the same kind that are like this one, best first; at most `limit`.
    package static func candidates(for record: Record, of kind: Kind, limit: Int = 5, in transaction: Transaction)
        throws -> [Candidate]
    {
        try candidates(for: [record], of: kind, in: transaction)[0].prefix(limit).map(\.self)
    }

    /// The same for many, in few queries: those that share a key are read and compared. The house compares all there
    /// is; a person only what they see.
    package static func candidates(for records: [Record], of kind: Kind, in transaction: Transaction) throws
        -> [[Candidate]]
    {
        guard kind.hasMatchKeys else { return records.map { _ in [] } }
        let country = transaction.settings.country, viewer = transaction.viewer
        let wanted = records.map { keys(of: $0, kind, country: country) }
        let owners = try owners(of: Set(wanted.flatMap(\.self)), kind, in: transaction)
        let near = zip(records, wanted).map { nearest($0, $1, owners) }
        let ids = Set(near.flatMap { $0.map(\.id) })
        guard !ids.isEmpty else { return records.map { _ in [] } }
        let known = try transaction.asHouse.records(ids.sorted(), of: kind)
        let scorer = MatchScorer(common: Set(owners.filter { $1.count >= commonFrom }.keys))
        return zip(records, near).map { record, near in
            let own = MatchProfile(record, kind, country: country, seenBy: viewer)
            return near.compactMap { id, shared -> Candidate? in
                guard let other = known[id] else { return nil }
                let score = scorer.compare(own, MatchProfile(other, kind, country: country, seenBy: viewer))
                return Candidate(id: id, keys: shared.compactMap { MatchKey(rawValue: $0.name) }, score: score)
            }
            .sorted { ($1.score.points, $0.id) < ($0.score.points, $1.id) }
        }
    }

    private static func owners(of keys: Set<Key>, _ kind: Kind, in transaction: Transaction) throws -> [Key: [Int64]] {
        var owners: [Key: [Int64]] = [:]
        for (name, keys) in Dictionary(grouping: keys, by: \.name) {
            for chunk in keys.map(\.value).chunked(by: 5000) {
                let rows = try transaction.connection.rows(
                    """
                    SELECT value, record_id FROM match_key
                    WHERE kind = \(kind.name) AND key = \(name) AND value IN (\(SQL.set(chunk.map(Value.text))))
                    LIMIT 50000
                    """,
                    .text, .integer)
                for row in rows { owners[Key(name, row[0].text ?? ""), default: []].append(row[1].integer ?? 0) }
            }
        }
        return owners
    }

    /// Those that share most, and rare values before common ones.
    private static func nearest(
        _ record: Record, _ keys: [Key], _ owners: [Key: [Int64]]
    ) -> [(id: Int64, shared: [Key])] {
        var shared: [Int64: [Key]] = [:], weight: [Int64: Double] = [:]
        for key in keys {
            let holders = owners[key] ?? []
            for id in holders where id != record.id {
                shared[id, default: []].append(key)
                weight[id, default: 0] += 1 / Double(holders.count)
            }
        }
        return shared.map { (id: $0.key, shared: $0.value) }
            .sorted { (weight[$1.id] ?? 0, $0.id) < (weight[$0.id] ?? 0, $1.id) }
            .prefix(compared).map(\.self)
    }

    /// New records that are like existing ones are refused with the candidates. Of two people who save the same at the
    /// same moment the second waits for the first, and is told.
    static func refuseDuplicates(_ changes: inout [Change], in transaction: Transaction) throws {
        let new = changes.indices.filter { changes[$0].isNew && !changes[$0].isRefused }
        guard let kind = changes.first?.kind, kind.hasMatchKeys, !new.isEmpty else { return }
        let records = new.map { changes[$0].new }
        try MatchTurn.take(records, kind, in: transaction)
        let found = try candidates(for: records, of: kind, in: transaction)
        let titles = try transaction.titles(found.flatMap { $0.map { Reference(kind: kind.name, id: $0.id) } })
        for (place, index) in new.enumerated() {
            let alike = found[place].filter {
                $0.score.points >= MatchScore.asking && titles[Reference(kind: kind.name, id: $0.id)] != nil
            }
            guard let first = alike.first else { continue }
            func title(_ id: Int64) -> String { titles[Reference(kind: kind.name, id: id)] ?? "" }
            changes[index].refuse(
                Refusal(
                    .conflict, code: "possible_duplicate",
                    Message(
                        "This looks like “{name}”, which exists already. Open it, or save again allowing duplicates.",
                        ["name": .text(title(first.id))]),
                    details: ["candidates": .array(alike.prefix(5).map { $0.json(title($0.id)) })]))
        }
    }
}

extension MatchKeys.Candidate {
    /// As programs read it: who, how much alike, which keys are the same, and the reasons.
    package func json(_ name: String) -> JSON {
        .record([
            "id": .text(String(id)), "name": .text(name), "score": .number(String(score.points)),
            "same": .array(keys.map { .text($0.rawValue) }), "reasons": score.json,
        ])
    }
}

/// Whose turn it is to look for duplicates and save. SQLite has one writer at a time; on PostgreSQL two transactions
/// would not see each other, so each holds its keys until it is committed, and the second looks when the first is done.
enum MatchTurn {
    /// More records than a person saves: an import, which holds the kind as a whole instead of thousands of keys.
    private static let many = 40

    static func take(_ records: [Record], _ kind: Kind, in transaction: Transaction) throws {
        guard transaction.connection.dialect == .postgres else { return }
        let whole = number("kind \(kind.name)"), connection = transaction.connection
        if records.count > many {
            _ = try connection.text("SELECT CAST(pg_advisory_xact_lock(\(whole)) AS text)")
            return
        }
        _ = try connection.text("SELECT CAST(pg_advisory_xact_lock_shared(\(whole)) AS text)")
        let country = transaction.settings.country
        let keys = Set(
            records.flatMap { record in
                MatchKeys.keys(of: record, kind, country: country).map { number("\(kind.name) \($0.name) \($0.value)") }
            })
        // Everybody takes them in the same order, so that nobody waits in a circle.
        for key in keys.sorted() {
            _ = try connection.text("SELECT CAST(pg_advisory_xact_lock(\(key)) AS text)")
        }
    }

    /// FNV-1a: the same on every node and in every release.
    private static func number(_ text: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }
}
