import Records

/// Normalised values by which a record is recognised as one we already have: stored, indexed, compared everywhere
/// alike. Beside what fields declare (`.matched(.email)`), each name is kept as it sounds.
package enum MatchKeys {
    package static let table = TableSpec(
        "match_key",
        [.init("kind", .text), .init("key", .text), .init("value", .text), .init("record_id", .integer)],
        primaryKey: ["kind", "key", "value", "record_id"], indexes: [.init("match_key_record", ["record_id"])],
        merging: .rebuilt)

    /// The key under which names stand as they sound.
    package static let sound = "sound"

    /// One stored key of a record: `email` is `a@example.fr`.
    package struct Key: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    static func update(_ changes: [Change], in transaction: Transaction) throws {
        guard let kind = changes.first?.kind, kind.hasMatchKeys else { return }
        let fields = Set(kind.matchFields)
        let altered = changes.filter { $0.isNew || fields.intersection($0.changedFields).isEmpty == false }
        try remove(altered.filter { !$0.isNew }.map(\.new.id), of: kind, in: transaction)
        let country = transaction.settings.country
        let fresh = altered.flatMap { rows(of: $0.new, kind, country: country) }
        try RowWriter.insert(fresh, into: table, transaction.connection)
    }

    static func remove(_ ids: [Int64], of kind: Kind, in transaction: Transaction) throws {
        guard kind.hasMatchKeys else { return }
        for chunk in ids.chunked(by: 5000) {
            try transaction.connection.execute("DELETE FROM match_key WHERE record_id IN (\(SQL.set(chunk)))")
        }
    }

    static func rows(of record: Record, _ kind: Kind, country: String) -> [[Value]] {
        keys(of: record, kind, country: country).map {
            [.text(kind.name), .text($0.name), .text($0.value), .integer(record.id)]
        }
    }

    /// Everything a record can be found by.
    static func keys(of record: Record, _ kind: Kind, country: String) -> [Key] {
        var seen: Set<Key> = []
        var keys: [Key] = []
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            let key = Key(name, value)
            if seen.insert(key).inserted { keys.append(key) }
        }
        eachMatched(record, kind) { key, text in
            add(key.rawValue, key.normalised(text, country: country))
            if key == .companyName { add(sound, heard(SoundKey.company(text))) }
            if key == .personName { add(sound, heard(SoundKey.person(text))) }
        }
        return keys
    }

    /// A name without a letter of ours makes no sound, and has its row all the same.
    private static func heard(_ sound: String) -> String { sound.isEmpty ? "-" : sound }

    /// The texts of a record that are matched, in its fields and in its parts.
    static func eachMatched(_ record: Record, _ kind: Kind, _ body: (MatchKey, String) -> Void) {
        for (index, field) in kind.fields.enumerated() {
            if let key = field.match, let text = record.values[kind.offsets[index]].text { body(key, text) }
        }
        for part in kind.parts {
            for row in record.parts[part.name] ?? [] {
                var at = 0
                for field in part.kind.declared {
                    if let key = field.match, let text = row.values[at].text { body(key, text) }
                    at += field.columns.count
                }
            }
        }
    }
}

extension Kind {
    var matchFields: [String] {
        fields.filter { $0.match != nil }.map(\.name)
            + parts.filter { $0.kind.fields.contains { $0.match != nil } }.map(\.name)
    }
    package var hasMatchKeys: Bool { !matchFields.isEmpty }

    /// Whether its records have a name that can sound like another.
    package var hasSounds: Bool { fields.contains { $0.match == .companyName || $0.match == .personName } }
}

extension MatchKey {
    /// The form in which two spellings of the same thing are equal; nil when the text is no such thing.
    package func normalised(_ text: String, country: String) -> String? {
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
