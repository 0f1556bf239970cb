import Records
import Storage

/// What we sell that may answer a need: products that speak of the same things, best first.
enum NeedMatches {
    private static let shown = 3
    /// So many of the catalogue are looked through.
    private static let looked = 2000

    struct Match: Sendable, Hashable {
        let id: Int64
        let name: String
        fileprivate let score: Int
    }

    /// By need; one query, however many needs there are.
    static func find(_ needs: [Need], in transaction: Transaction) throws -> [ID<Need>: [Match]] {
        let kind = transaction.schema.kind(of: CatalogueProduct.self)
        guard !needs.isEmpty, transaction.viewer.may(.read, kind) else { return [:] }
        var query = ListQuery(.test(path: ["is_active"], .equals(true)), limit: looked)
        query.withParts = false
        let products = try transaction.page(kind, query).records.map { record in
            func stems(_ field: String) -> Set<String> {
                guard let spec = kind[field], transaction.viewer.sees(spec, of: kind) else { return [] }
                return NeedMatches.stems(record.value(field, in: kind).text ?? "")
            }
            return Candidate(
                id: record.id, name: record.title(in: kind), title: stems("name"), family: stems("family"),
                description: stems("description"))
        }
        var found: [ID<Need>: [Match]] = [:]
        for need in needs {
            let wanted = stems([need.title, need.category ?? "", need.description ?? ""].joined(separator: " "))
            let best = products.compactMap { $0.match(wanted) }
                .sorted { (-$0.score, $0.name, $0.id) < (-$1.score, $1.name, $1.id) }.prefix(shown)
            if !best.isEmpty { found[need.id] = Array(best) }
        }
        return found
    }

    private struct Candidate {
        let id: Int64
        let name: String
        let title: Set<String>
        let family: Set<String>
        let description: Set<String>

        /// Nil where it shares no word with what is wanted.
        func match(_ wanted: Set<String>) -> Match? {
            let score =
                wanted.intersection(title).count * 4 + wanted.intersection(family).count * 3
                + wanted.intersection(description).count
            return score >= 3 ? Match(id: id, name: name, score: score) : nil
        }
    }

    /// Words without their endings: “formations” and “formation” are one. Words that say nothing are left out.
    static func stems(_ text: String) -> Set<String> {
        Set(
            words(of: text).filter { $0.count > 3 && !empty.contains($0) }.map { word in
                var stem = Substring(word)
                if stem.count > 4, stem.last == "s" || stem.last == "x" { stem = stem.dropLast() }
                return String(stem.prefix(7))
            })
    }

    private static let empty: Set<String> = [
        "avec", "pour", "dans", "sans", "leur", "leurs", "notre", "votre", "plus", "tous", "toutes", "être", "etre",
        "with", "from", "their", "your", "that", "this", "more", "need", "besoin", "needs", "besoins",
    ]
}
