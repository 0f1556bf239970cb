import Records

/// What one person's search looks through: kinds of which they see everything in one query, those of which they see
/// some by the tokens of what they see, so that others' records never crowd out theirs.
struct Searched {
    private struct Group {
        /// Nil: every kind there is.
        var kinds: [String]?
        let tokens: [String]?
    }

    private let transaction: Transaction
    private let groups: [Group]

    init(_ kinds: [String]?, _ transaction: Transaction) {
        self.transaction = transaction
        let viewer = transaction.viewer, schema = transaction.schema
        let searchable = schema.entities.filter(\.isSearchable)
        let asked = kinds.map { $0.compactMap { schema[$0] } } ?? searchable
        let seen = asked.filter { !viewer.grants(for: $0.name).isEmpty }
        let whole = seen.filter { viewer.grants(for: $0.name).contains(.all) }.map(\.name)
        if kinds == nil, whole.count == searchable.count {
            groups = [Group(kinds: nil, tokens: nil)]
            return
        }
        var byTokens: [[String]: [String]] = [:], unclear: [String] = []
        for kind in seen where !whole.contains(kind.name) {
            if let tokens = SearchToken.wanted(kind, viewer) {
                byTokens[tokens, default: []].append(kind.name)
            } else {
                unclear.append(kind.name)
            }
        }
        groups =
            [Group(kinds: whole, tokens: nil), Group(kinds: unclear, tokens: nil)].filter { $0.kinds?.isEmpty == false }
            + byTokens.map { Group(kinds: $0.value, tokens: $0.key) }
    }

    /// Each word may have alternatives; the last one is a prefix. Not whole: the index was left at the limit, before
    /// anybody's rights were looked at.
    func find(_ words: [[String]], limit: Int) throws -> (hits: [SearchIndex.Hit], isWhole: Bool) {
        var hits: [SearchIndex.Hit] = [], isWhole = true
        for group in groups {
            let candidates = try SearchTables.candidates(
                words, kinds: group.kinds, tokens: group.tokens, limit: limit, transaction.connection)
            if candidates.count >= limit { isWhole = false }
            for (name, found) in Dictionary(grouping: candidates, by: \.kind) {
                guard let kind = transaction.schema[name] else { continue }
                let seen = try seen(found.map(\.id), kind, words)
                hits += found.filter { seen.contains($0.id) }.map {
                    SearchIndex.Hit(kind: name, id: $0.id, title: $0.title)
                }
            }
        }
        return (hits, isWhole)
    }

    private func seen(_ ids: [Int64], _ kind: Kind, _ words: [[String]]) throws -> Set<Int64> {
        let viewer = transaction.viewer
        if hidesSearchedField(of: kind) {
            let records = try transaction.records(ids, of: kind)
            return Set(records.values.filter { says(words, $0, kind) }.map(\.id))
        }
        return viewer.grants(for: kind.name).contains(.all)
            ? Set(ids) : try transaction.existing(ids, of: kind)
    }

    private func hidesSearchedField(of kind: Kind) -> Bool {
        let viewer = transaction.viewer
        if kind.fields.contains(where: { $0.isSearched && !viewer.sees($0, of: kind) }) { return true }
        return kind.parts.contains { part in
            part.kind.fields.contains { field in
                field.isSearched && !(viewer.sees(part: part.name, of: kind) && viewer.sees(field, of: part.kind))
            }
        }
    }

    /// Whether the words stand in fields that the viewer sees: what a hidden field says is not found either.
    private func says(_ words: [[String]], _ record: Record, _ kind: Kind) -> Bool {
        let texts = SearchIndex.texts(of: record, kind, seenBy: transaction.viewer)
        let spoken = Set(texts.flatMap { Records.words(of: $0) })
        return words.enumerated().allSatisfy { index, alternatives in
            alternatives.contains { word in
                index == words.count - 1 ? spoken.contains { $0.hasPrefix(word) } : spoken.contains(word)
            }
        }
    }
}
