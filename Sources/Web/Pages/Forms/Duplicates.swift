import Localisation
import Records
import Storage

/// Records that may be the same as the one being typed, told while it is typed.
enum Duplicates {
    static func answer(_ form: Form, _ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        // What cannot be read yet is left out: the person is still typing.
        let reading = FormReader(kind, context).read(form, existing: nil)
        let (others, found) = try await context.read { transaction in
            var record = transaction.blank(kind)
            for (name, values) in reading.fields { record.set(name, values, in: kind) }
            record.parts = reading.parts
            let others = try context.product.registry.alike[kind.name]?.find(record, kind, transaction) ?? []
            return (others, try candidates(record, kind, context.t, in: transaction))
        }
        return .fragment { html in
            html.duplicates(
                others.compactMap { other in
                    context.schema[other.kind].map {
                        let why = context.t.list([context.t($0.label), context.t.reasons(other.evidence)])
                        return (other.title, why, "/\($0.plural)/\(other.id)", $0.avatar(other.title))
                    }
                } + found.map { ($0.title, $0.detail, "/\(kind.plural)/\($0.id)", kind.avatar($0.title)) }, context.t)
        }
    }

    private static func candidates(
        _ record: Record, _ kind: Kind, _ t: Translator, in transaction: Transaction
    ) throws -> [FormPage.Candidate] {
        let found = try MatchKeys.candidates(for: record, of: kind, in: transaction)
            .filter { $0.score.points >= MatchScore.telling }
        guard !found.isEmpty else { return [] }
        let records = try transaction.records(found.map(\.id), of: kind)
        return found.compactMap { candidate in
            records[candidate.id].map {
                FormPage.Candidate(
                    id: candidate.id, title: $0.shownTitle(in: kind, t), detail: t.reasons(candidate.score.evidence))
            }
        }
    }

    /// One of the candidates a refusal names.
    static func candidate(_ json: JSON, _ t: Translator) -> FormPage.Candidate? {
        guard let id = json["id"]?.text.flatMap({ Int64($0) }), let name = json["name"]?.text else { return nil }
        return FormPage.Candidate(
            id: id, title: name, detail: t.reasons(MatchScore.evidence(json["reasons"] ?? .array([]))))
    }
}

extension Translator {
    /// Why two records may be one, in words: “same telephone, name sounds alike, and another town”.
    package func reasons(_ evidence: [MatchScore.Evidence]) -> String { list(evidence.map { self($0.reason.label) }) }
}
