import Records
import Storage

/// `q=` in a list, as a condition, so that sorting, paging and counting stay exact.
enum SearchCondition {
    /// The search index answers when it found everything. What so many records say is found soon where the searched
    /// fields themselves are asked; what few say would be looked for in all of them.
    private static let indexed = 5000

    static func make(_ text: String, _ kind: Kind, _ transaction: Transaction) throws -> Condition {
        let words = Array(Records.words(of: text).prefix(8))
        guard !words.isEmpty else { return .constant(false) }
        if let ids = try SearchIndex.matching(text, kind: kind.name, limit: indexed, in: transaction) {
            return .test(path: ["id"], .among(ids.map { .number(String($0)) }))
        }
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
