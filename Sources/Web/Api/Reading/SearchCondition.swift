import Records
import Storage

/// `q=` in a list, as a condition, so that sorting, paging and counting stay exact.
enum SearchCondition {
    /// The search index answers when it found everything; beyond its limit the searched fields themselves are asked.
    private static let indexed = 200

    static func make(_ text: String, _ kind: Kind, _ transaction: Transaction) throws -> Condition {
        let words = Array(Records.words(of: text).prefix(8))
        guard !words.isEmpty else { return .constant(false) }
        let seesAll = transaction.viewer.isHouse || transaction.viewer.grants(for: kind.name).contains(.all)
        let hits = try SearchIndex.find(text, kinds: [kind.name], limit: indexed, in: transaction)
        if seesAll, hits.count < indexed { return .test(path: ["id"], .among(hits.map { .number(String($0.id)) })) }
        // A viewer of some records: the index was cut before their rights were looked at.
        let paths = searchedPaths(kind, transaction.viewer)
        return .all(words.map { word in .any(paths.map { .test(path: $0, .contains(word)) }) })
    }

    private static func searchedPaths(_ kind: Kind, _ viewer: Viewer) -> [[String]] {
        var paths = kind.fields.filter { $0.isSearched && viewer.sees($0, of: kind) && $0.isFolded }.map { [$0.name] }
        for part in kind.parts where viewer.sees(part: part.name, of: kind) {
            paths += part.kind.fields.filter { $0.isSearched && viewer.sees($0, of: part.kind) && $0.isFolded }.map {
                [part.name, $0.name]
            }
        }
        return paths
    }
}

extension FieldSpec {
    /// `contains` suits it.
    fileprivate var isFolded: Bool { shape.isText || shape.options != nil }
}
