import Records

/// Keys of records that were saved before their kind was matched by these keys: counted by `doctor`, built by a job.
package enum MatchKeyBuilding {
    /// Raised when records get keys that older releases did not write.
    package static let version = 2
    /// What is built so far, in the settings.
    package static let setting = "match_keys_version"

    package static func isCurrent(_ settings: WorkspaceSettings) -> Bool {
        settings.extra[setting]?.integer == Int64(version)
    }

    package static func remember(in transaction: Transaction) throws {
        try WorkspaceSettings.save(setting, .number(String(version)), in: transaction)
    }

    /// Records of a kind whose names cannot be found by their sound.
    package static func missing(_ kind: Kind, in transaction: Transaction) throws -> Int {
        guard kind.hasSounds else { return 0 }
        return Int(
            try transaction.connection.integer(
                """
                SELECT COUNT(*) FROM \(name: kind.table) AS r WHERE NOT EXISTS (SELECT 1 FROM match_key AS k
                WHERE k.record_id = r.id AND k.kind = \(kind.name) AND k.key = \(MatchKeys.sound))
                """) ?? 0)
    }

    /// Writes the keys of the next records anew, in the order of their identifiers. Returns the last one, nil at the
    /// end.
    package static func build(
        _ kind: Kind, after last: Int64, limit: Int = 500, in transaction: Transaction
    ) throws -> (last: Int64?, count: Int) {
        let ids = try transaction.connection.integers(
            "SELECT id FROM \(name: kind.table) WHERE id > \(last) ORDER BY id LIMIT \(limit)")
        guard let end = ids.last else { return (nil, 0) }
        let records = try transaction.asHouse.records(ids, of: kind)
        try MatchKeys.remove(ids, of: kind, in: transaction)
        let country = transaction.settings.country
        let rows = records.values.flatMap { MatchKeys.rows(of: $0, kind, country: country) }
        try RowWriter.insert(rows, into: MatchKeys.table, transaction.connection)
        return (end, ids.count)
    }
}
