import Records
import Storage

/// Finds records by a field, many in one query: exactly as written first, then without case and accents.
struct RecordFinder {
    let transaction: Transaction

    struct Found: Sendable {
        let id: Int64
        let isExact: Bool
        let scope: Int64?
        /// The text names a record that was merged into this one.
        var isFormer = false
    }

    /// For each text, the records that have it; `scope` names a link of theirs that is read along.
    func find(
        _ kind: Kind, by field: FieldSpec, part: Kind.PartKind? = nil, _ texts: Set<String>, scope: String? = nil
    ) throws -> [String: [Found]] {
        if texts.isEmpty { return [:] }
        guard part == nil, field.name == "id" || field.name == "external_id" else {
            return try standing(kind, by: field, part: part, texts, scope: scope)
        }
        let found = try standing(kind, by: field, part: nil, texts, scope: scope)
        let missing = texts.filter { found[$0] == nil }
        return found.merging(try former(kind, by: field, missing)) { standing, _ in standing }
    }

    private func standing(
        _ kind: Kind, by field: FieldSpec, part: Kind.PartKind?, _ texts: Set<String>, scope: String?
    ) throws -> [String: [Found]] {
        if part == nil, field.name == "id" { return try byIdentifier(kind, texts) }
        if let key = field.match, scope == nil, RecordFinder.indexed.contains(key) {
            return try byMatchKey(kind, key, texts)
        }
        if let part { return try byPart(kind, part, field, texts) }
        return try byColumn(kind, field, texts, scope)
    }

    /// The one record meant: the exact one, or the only one. Nil where there is none; several are told apart by nobody.
    static func choose(_ found: [Found], scope: Int64?) throws(Ambiguity) -> Int64? {
        let inScope = scope.map { scope in found.filter { $0.scope == nil || $0.scope == scope } } ?? found
        let exact = Set(inScope.filter(\.isExact).map(\.id))
        if exact.count == 1 { return exact.first }
        let all = Set(inScope.map(\.id))
        guard all.count <= 1 else { throw Ambiguity(count: exact.isEmpty ? all.count : exact.count) }
        return all.first
    }

    struct Ambiguity: Error { let count: Int }

    private static let indexed: Set<MatchKey> = [.siren, .siret, .email, .phone, .reference]

    private func byIdentifier(_ kind: Kind, _ texts: Set<String>) throws -> [String: [Found]] {
        let numbers = texts.compactMap { text in Int64(text).map { (text, $0) } }
        let known = try transaction.existing(numbers.map(\.1), of: kind)
        return Dictionary(
            numbers.filter { known.contains($0.1) }.map { ($0.0, [Found(id: $0.1, isExact: true, scope: nil)]) }
        ) { first, _ in first }
    }

    /// Records that were merged: their identifiers go on naming the one that stayed.
    private func former(_ kind: Kind, by field: FieldSpec, _ texts: Set<String>) throws -> [String: [Found]] {
        let survivors: [(String, Int64)]
        if field.name == "id" {
            let numbers = texts.compactMap { text in Int64(text).map { (text, $0) } }
            let become = try transaction.survivors(of: numbers.map(\.1), kind)
            survivors = numbers.compactMap { text, id in become[id].map { (text, $0) } }
        } else {
            survivors = try transaction.survivors(externally: texts, kind).map { ($0.key, $0.value) }
        }
        return Dictionary(
            survivors.map { ($0.0, [Found(id: $0.1, isExact: true, scope: nil, isFormer: true)]) }
        ) { first, _ in first }
    }

    private func byMatchKey(_ kind: Kind, _ key: MatchKey, _ texts: Set<String>) throws -> [String: [Found]] {
        let country = transaction.settings.country
        var spelled: [String: [String]] = [:]
        for text in texts {
            if let value = RecordFinder.normal(text, key, country) { spelled[value, default: []].append(text) }
        }
        var found: [String: [Int64]] = [:]
        for chunk in Array(spelled.keys).chunked(by: 5000) {
            let rows = try transaction.connection.rows(
                """
                SELECT value, record_id FROM match_key
                WHERE kind = \(kind.name) AND key = \(key.rawValue) AND value IN (\(SQL.set(chunk.map(Value.text))))
                """, .text, .integer)
            for row in rows { found[row[0].text ?? "", default: []].append(row[1].integer ?? 0) }
        }
        let seen = try transaction.existing(found.values.flatMap { $0 }, of: kind)
        var result: [String: [Found]] = [:]
        for (value, ids) in found {
            let visible = ids.filter(seen.contains).map { Found(id: $0, isExact: true, scope: nil) }
            for text in spelled[value] ?? [] where !visible.isEmpty { result[text] = visible }
        }
        return result
    }

    /// The same normal form as the match keys of Storage.
    static func normal(_ text: String, _ key: MatchKey, _ country: String) -> String? {
        let value: String?
        switch key {
        case .email: value = EmailAddress.normalised(text)
        case .phone: value = PhoneNumber.normalised(text, country: country)
        case .siren: value = SIREN.normalised(text)
        case .siret: value = SIRET.normalised(text)
        case .domain: value = Website.companyDomain(text)
        case .companyName: value = CompanyName.key(text)
        case .personName: value = PersonName.key(text)
        case .reference: value = folded(text)
        }
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func byPart(
        _ kind: Kind, _ part: Kind.PartKind, _ field: FieldSpec, _ texts: Set<String>
    ) throws -> [String: [Found]] {
        let rows = try chunks(texts) { chunk in
            try transaction.connection.rows(
                """
                SELECT \(name: field.columns[0].name), \(name: kind.name) FROM \(name: part.kind.table)
                WHERE \(name: field.columns[0].name) IN (\(SQL.set(chunk.map(Value.text))))
                """, .text, .integer)
        }
        let seen = try transaction.existing(rows.compactMap { $0[1].integer }, of: kind)
        var result: [String: [Found]] = [:]
        for row in rows where seen.contains(row[1].integer ?? 0) {
            result[row[0].text ?? "", default: []].append(Found(id: row[1].integer ?? 0, isExact: true, scope: nil))
        }
        return result
    }

    private func byColumn(_ kind: Kind, _ field: FieldSpec, _ texts: Set<String>, _ scope: String?) throws -> [String:
        [Found]]
    {
        let place = ConditionCompiler.Place(kind)
        let folds = field.hasSortKey
        var spelled: [String: [String]] = [:]
        for text in texts {
            spelled[
                folds ? folded(text) : field.shape == .email ? EmailAddress.normalised(text) ?? text : text, default: []
            ].append(text)
        }
        let seen: SQL = try transaction.compiler.rights(at: place).map { " AND \($0)" } ?? ""
        let column = place.column(field.columns[0].name), scopeColumn = place.column(scope ?? "id")
        let compared = folds ? place.column(field.orderColumn) : column
        let values = Array(spelled.keys).compactMap { RecordFinder.value($0, field) }
        var result: [String: [Found]] = [:]
        for chunk in values.chunked(by: 5000) {
            let rows = try transaction.connection.rows(
                """
                SELECT \(compared), \(column), \(place.column("id")), \(scopeColumn) FROM \(place.from)
                WHERE \(compared) IN (\(SQL.set(chunk)))\(seen)
                """, [field.columns[0].type, field.columns[0].type, .integer, .integer])
            for row in rows {
                for text in spelled[RecordFinder.text(row[0])] ?? [] {
                    let found = Found(
                        id: row[2].integer ?? 0, isExact: !folds || row[1].text == text,
                        scope: scope == nil ? nil : row[3].integer)
                    result[text, default: []].append(found)
                }
            }
        }
        return result
    }

    private static func value(_ text: String, _ field: FieldSpec) -> Value? {
        switch field.shape {
        case .integer: Int64(text).map(Value.integer)
        case .exact: Exact(text).map { .integer($0.millionths) }
        case .day: Day(iso: text).map(Value.day)
        case .text, .longText, .email, .phone, .url, .choice: .text(text)
        default: nil
        }
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .text(let text): text
        case .integer(let number): String(number)
        case .day(let day): day.iso
        default: ""
        }
    }

    private func chunks(_ texts: Set<String>, _ read: (ArraySlice<String>) throws -> [[Value]]) throws -> [[Value]] {
        try Array(texts).chunked(by: 5000).flatMap { try read($0) }
    }
}
