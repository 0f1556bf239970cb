import Records

/// Normalised values by which a record is recognised as one we already have: stored, indexed, compared everywhere
/// alike.
package enum MatchKeys {
    static let table = TableSpec(
        "match_key",
        [.init("kind", .text), .init("key", .text), .init("value", .text), .init("record_id", .integer)],
        primaryKey: ["kind", "key", "value", "record_id"], indexes: [.init("match_key_record", ["record_id"])])

    /// A record like the one being written, and why.
    package struct Candidate: Sendable, Hashable {
        package let id: Int64
        package let keys: [MatchKey]
        /// 0…100: one strong key (e-mail, SIRET, domain, company name) is enough to ask.
        package var score: Int { min(100, keys.map(\.weight).reduce(0, +)) }
    }

    static func update(_ changes: [Change], in transaction: Transaction) throws {
        guard let kind = changes.first?.kind, kind.hasMatchKeys else { return }
        let altered = changes.filter {
            $0.isNew || Set(kind.matchFields).intersection($0.changedFields).isEmpty == false
        }
        try remove(altered.filter { !$0.isNew }.map(\.new.id), of: kind, in: transaction)
        let rows = altered.flatMap { change in
            keys(of: change.new, kind, country: transaction.settings.country).map { key, value -> [Value] in
                [.text(kind.name), .text(key.rawValue), .text(value), .integer(change.new.id)]
            }
        }
        try RowWriter.insert(rows, into: table, transaction.connection)
    }

    static func remove(_ ids: [Int64], of kind: Kind, in transaction: Transaction) throws {
        guard kind.hasMatchKeys else { return }
        for chunk in ids.chunked(by: 5000) {
            try transaction.connection.execute("DELETE FROM match_key WHERE record_id IN (\(SQL.set(chunk)))")
        }
    }

    /// Records of the same kind that share a key, best first; at most `limit`.
    package static func candidates(for record: Record, of kind: Kind, limit: Int = 5, in transaction: Transaction)
        throws -> [Candidate]
    {
        try candidates(for: [record], of: kind, in: transaction)[0].prefix(limit).map(\.self)
    }

    /// The same for many, in one query.
    package static func candidates(for records: [Record], of kind: Kind, in transaction: Transaction) throws
        -> [[Candidate]]
    {
        guard kind.hasMatchKeys else { return records.map { _ in [] } }
        let wanted = records.map { keys(of: $0, kind, country: transaction.settings.country) }
        var owners: [MatchPair: [Int64]] = [:]
        for (name, pairs) in Dictionary(grouping: Set(wanted.flatMap { $0.map(MatchPair.init) }), by: \.key) {
            for chunk in pairs.map(\.value).chunked(by: 5000) {
                let rows = try transaction.connection.rows(
                    """
                    SELECT value, record_id FROM match_key
                    WHERE kind = \(kind.name) AND key = \(name.rawValue)
                    AND value IN (\(SQL.set(chunk.map(Value.text))))
                    """,
                    .text, .integer)
                for row in rows {
                    owners[MatchPair((name, row[0].text ?? "")), default: []].append(row[1].integer ?? 0)
                }
            }
        }
        return zip(records, wanted).map { record, pairs in
            var shared: [Int64: [MatchKey]] = [:]
            for pair in pairs {
                for id in owners[MatchPair(pair)] ?? [] where id != record.id { shared[id, default: []].append(pair.0) }
            }
            return shared.map { Candidate(id: $0.key, keys: $0.value) }.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
        }
    }

    static func refuseDuplicates(_ changes: inout [Change], in transaction: Transaction) throws {
        let new = changes.indices.filter { changes[$0].isNew && !changes[$0].isRefused }
        guard let kind = changes.first?.kind, kind.hasMatchKeys, !new.isEmpty else { return }
        let found = try candidates(for: new.map { changes[$0].new }, of: kind, in: transaction)
        let visible = try transaction.titles(found.flatMap { $0.map { Reference(kind: kind.name, id: $0.id) } })
        for (place, index) in new.enumerated() {
            let alike = found[place].filter { $0.score >= 60 && visible[Reference(kind: kind.name, id: $0.id)] != nil }
            guard !alike.isEmpty else { continue }
            let list = alike.prefix(5).map { candidate -> JSON in
                .record([
                    "id": .text(String(candidate.id)),
                    "name": .text(visible[Reference(kind: kind.name, id: candidate.id)] ?? ""),
                    "score": .number(String(candidate.score)),
                    "same": .array(candidate.keys.map { .text($0.rawValue) }),
                ])
            }
            changes[index].refuse(
                Refusal(
                    .conflict, code: "possible_duplicate",
                    Message(
                        "This looks like “{name}”, which exists already. Open it, or save again allowing duplicates.",
                        ["name": .text(visible[Reference(kind: kind.name, id: alike[0].id)] ?? "")]),
                    details: ["candidates": .array(Array(list))]))
        }
    }

    static func keys(of record: Record, _ kind: Kind, country: String) -> [(MatchKey, String)] {
        var seen: Set<MatchPair> = []
        var keys: [(MatchKey, String)] = []
        func add(_ key: MatchKey, _ text: String?) {
            guard let text, let value = key.normalised(text, country: country),
                seen.insert(MatchPair((key, value))).inserted
            else { return }
            keys.append((key, value))
        }
        for (index, field) in kind.fields.enumerated() {
            if let key = field.match { add(key, record.values[kind.offsets[index]].text) }
        }
        for part in kind.parts {
            for row in record.parts[part.name] ?? [] {
                var at = 0
                for field in part.kind.declared {
                    if let key = field.match { add(key, row.values[at].text) }
                    at += field.columns.count
                }
            }
        }
        return keys
    }
}

private struct MatchPair: Hashable {
    let key: MatchKey
    let value: String
    init(_ pair: (MatchKey, String)) { (key, value) = pair }
}

extension Kind {
    var matchFields: [String] {
        fields.filter { $0.match != nil }.map(\.name)
            + parts.filter { $0.kind.fields.contains { $0.match != nil } }.map(\.name)
    }
    var hasMatchKeys: Bool { !matchFields.isEmpty }
}

extension MatchKey {
    var weight: Int {
        switch self {
        case .email, .siret, .siren: 80
        case .companyName, .domain, .phone: 60
        case .reference: 80
        case .personName: 40
        }
    }

    /// The form in which two spellings of the same thing are equal; nil when the text is no such thing.
    func normalised(_ text: String, country: String) -> String? {
        let key: String?
        switch self {
        case .companyName: key = CompanyName.key(text)
        case .personName: key = PersonName.key(text)
        case .email: key = EmailAddress.normalised(text)
        case .phone: key = PhoneNumber.normalised(text, country: country)
        case .domain: key = Website.companyDomain(text)
        case .siren: key = SIREN.normalised(text)
        case .siret: key = SIRET.normalised(text)
        case .reference: key = folded(text)
        }
        return key.flatMap { $0.isEmpty ? nil : $0 }
    }
}
