import Records
import Storage

/// Search over everything, and records that look like the one being typed.
enum ApiSearch {
    static func register(in registry: inout Registry) {
        registry.apiRoute(.get, Api.root + "/search", search)
        registry.apiRoute(.get, Api.root + "/:plural/duplicates", duplicates)
    }

    @Sendable private static func search(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["q", "kinds", "limit"])
        let limit = request.query["limit"].map { Int($0) ?? 0 } ?? 20
        guard (1...100).contains(limit) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "limit", code: "invalid_value",
                    Message("A whole number from 1 to {limit} is expected.", ["limit": .number(100)]))
            ])
        }
        guard let text = request.query["q"], text.count <= 200 else {
            throw Refusal(fields: [
                FieldRefusal(
                    "q", code: "required",
                    Message("Say what to look for, in at most {limit} characters.", ["limit": .number(200)]))
            ])
        }
        let plurals = request.query["kinds"]?.split(separator: ",").map(String.init)
        let hits = try await context.read { transaction in
            let kinds = try kinds(plurals, transaction)
            return try SearchIndex.find(text, kinds: kinds.map(\.name), limit: limit, in: transaction)
                .map { hit in (hit, transaction.schema.kind(hit.kind)) }
        }
        context.note(.searched, count: hits.count)
        let found = hits.map { hit, kind in
            JSON.record([
                "kind": .text(hit.kind), "plural": .text(kind.plural), "id": .text(String(hit.id)),
                "title": .text(hit.title),
            ])
        }
        return .json(.record(["data": .array(found)]))
    }

    private static func kinds(_ plurals: [String]?, _ transaction: Transaction) throws(Refusal) -> [Kind] {
        let seen = transaction.schema.entities.filter { !transaction.viewer.grants(for: $0.name).isEmpty }
        guard let plurals else { return seen }
        if let unknown = plurals.first(where: { plural in !seen.contains { $0.plural == plural } }) {
            throw Refusal(fields: [
                FieldRefusal(
                    "kinds", code: "unknown_kind",
                    Message("“{value}” is not a kind of record.", ["value": .text(unknown)]))
            ])
        }
        return seen.filter { plurals.contains($0.plural) }
    }

    // Duplicates while typing

    @Sendable private static func duplicates(_ request: Request, _ context: Context) async throws -> Response {
        let plural = request.parameter("plural"), query = request.query
        let candidates = try await context.read { transaction in
            let kind = try transaction.kind(plural: plural)
            let record = try draft(query, kind, transaction)
            let found = try MatchKeys.candidates(for: record, of: kind, limit: 20, in: transaction)
            let titles = try transaction.titles(found.map { Reference(kind: kind.name, id: $0.id) })
            return found.compactMap { candidate -> JSON? in
                guard let title = titles[Reference(kind: kind.name, id: candidate.id)] else { return nil }
                return candidate.json(title)
            }
        }
        return .json(.record(["data": .array(Array(candidates.prefix(5)))]))
    }

    /// The record as far as it is typed: `name=…&emails.address=…`; `id` is the one being changed.
    private static func draft(_ query: Form, _ kind: Kind, _ transaction: Transaction) throws(Refusal) -> Record {
        var record = transaction.blank(kind)
        record.parts = [:]
        var refusals: [FieldRefusal] = []
        for item in query.items {
            let path = item.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            if item.name == "id" {
                if let id = Int64(item.value) {
                    record.id = id
                } else {
                    refusals.append(
                        FieldRefusal("id", code: "invalid_value", Message("The identifier of a record is expected.")))
                }
            } else if path.count == 1, let field = kind[item.name], transaction.viewer.sees(field, of: kind),
                field.shape.isText
            {
                set(item.value, field, kind, &record)
            } else if path.count == 2, let part = kind.part(path[0])?.kind,
                let (field, range) = part.declaredField(path[1]),
                field.shape.isText, transaction.viewer.sees(field, of: part)
            {
                var values = part.declared.flatMap(\.columns).map { _ in Value.null }
                values[range.lowerBound] = .text(item.value)
                record.parts[path[0], default: []].append(PartRow(values: values))
            } else {
                refusals.append(.unknownParameter(item.name))
            }
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        return record
    }

    /// What the house keeps in normal form beside what was typed (a telephone) is compared by the latter.
    private static func set(_ text: String, _ field: FieldSpec, _ kind: Kind, _ record: inout Record) {
        record.set(field.name, [.text(text)], in: kind)
        let keys: [Shape: MatchKey] = [.phone: .phone, .email: .email, .url: .domain]
        guard field.match == nil, let key = keys[field.shape],
            let derived = kind.fields.first(where: { $0.match == key && $0.isReadOnly })
        else { return }
        record.set(derived.name, [.text(text)], in: kind)
    }
}
