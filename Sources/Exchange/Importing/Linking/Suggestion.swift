import Records
import Storage

/// What somebody probably meant by a name that nothing has.
struct Suggestion: Sendable, Hashable {
    let title: String
    /// The same letters and digits: only spaces, signs, case or accents differ.
    let isSame: Bool

    /// Beyond this many records the search index is asked instead of all their titles.
    private static let compared = 2000

    static func find(_ text: String, _ kind: Kind, in transaction: Transaction) throws -> Suggestion? {
        let place = ConditionCompiler.Place(kind)
        let seen: SQL = try transaction.compiler.rights(at: place).map { " WHERE \($0)" } ?? ""
        var titles = try transaction.connection.rows(
            "SELECT \(place.column(kind.titleField.columns[0].name)) FROM \(place.from)\(seen) LIMIT \(compared + 1)",
            .text
        ).compactMap { $0[0].text }
        if titles.count > compared {
            titles = try SearchIndex.find(text, kinds: [kind.name], limit: 50, in: transaction).map(\.title)
        }
        guard let near = nearest(text, among: titles) else { return nil }
        return Suggestion(title: near, isSame: compact(near) == compact(text))
    }

    /// The nearest of these, if any is near: at most one slip in three letters.
    static func nearest(_ text: String, among candidates: [String]) -> String? {
        let wanted = compact(text)
        guard !wanted.isEmpty else { return nil }
        let limit = min(3, max(1, wanted.utf8.count / 4))
        var best: (distance: Int, text: String)?
        for candidate in candidates where candidate != text {
            guard let distance = Similarity.distance(wanted, compact(candidate), atMost: limit) else { continue }
            if distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.text
    }

    /// Letters and digits only, folded.
    static func compact(_ text: String) -> String { words(of: text).joined() }
}
