import Localisation
import Records
import Storage

/// The server's half of choosing a record by its name: never the whole table, at most twenty.
enum Pickers {
    private static let limit = 20

    static func register(in registry: inout Registry) { registry.routes.get("/pick/:kind", [], pick) }

    @Sendable private static func pick(_ request: Request, _ context: Context) async throws -> Response {
        let typed = String((request.query["q"] ?? "").prefix(200)).trimmingWhitespace()
        let name = request.parameter("kind"), scope = request.query["scope"]
        let t = context.t
        guard name != "any" else {
            let (found, near) = try await context.read { transaction in
                let found = try SearchIndex.find(typed, limit: limit, in: transaction)
                let near = try PickedByOwner.near(found.map { Reference(kind: $0.kind, id: $0.id) }, in: transaction)
                return (found.map { option($0, context) }, near.map { $0.option(context) })
            }
            // The best that is called so, what belongs to it, and the rest that is called so.
            let all = found.prefix(8) + near.prefix(12) + found.dropFirst(8)
            let options = all.reduce(into: [HTML.PickerOption]()) { list, option in
                if !list.contains(where: { $0.value == option.value }) { list.append(option) }
            }
            return .fragment { html in html.pickerOptions(Array(options.prefix(limit)), create: nil, t) }
        }
        guard let kind = context.schema[name], kind.owner == nil, !context.viewer.grants(for: name).isEmpty else {
            throw Refusal.notFound()
        }
        let (found, owners) = try await context.read { transaction in
            let found = try records(typed, kind, scope, in: transaction)
            return (found, try PickedByOwner.titles(of: found, kind, in: transaction))
        }
        let options = found.map { record -> HTML.PickerOption in
            let title = record.shownTitle(in: kind, t)
            let detail = detail(record, kind, context.viewer) ?? owners[record.id]
            return .init(value: String(record.id), title: title, detail: detail, icon: kind.icon)
        }
        if request.query["format"] == "json" { return .json(json(options)) }
        let isKnown = options.contains { folded($0.title) == folded(typed) }
        return .fragment { html in
            html.pickerOptions(options, create: isKnown ? nil : create(typed, kind, scope, context), t)
        }
    }

    /// Empty words show the beginning of the list; words are looked for in the index, then among the titles.
    private static func records(
        _ typed: String, _ kind: Kind, _ scope: String?, in transaction: Transaction
    ) throws -> [Record] {
        let scope = try condition(scope, kind)
        var query = ListQuery(scope, sort: order(kind), limit: limit)
        query.withParts = false
        if typed.isEmpty { return try transaction.page(kind, query).records }
        let hits = try SearchIndex.find(typed, kinds: [kind.name], limit: limit, in: transaction)
        let records = try transaction.records(hits.map(\.id), of: kind)
        var found = hits.compactMap { records[$0.id] }
        if scope != .everything {
            query.condition = scope.and(.test(path: ["id"], .among(found.map { .number(String($0.id)) })))
            let inside = found.isEmpty ? [] : Set(try transaction.page(kind, query).records.map(\.id))
            found = found.filter { inside.contains($0.id) }
        }
        if found.count < limit {
            let known = Set(found.map(\.id))
            let more = try PickedByOwner.records(typed, kind, scope, order(kind), in: transaction)
            found += more.filter { !known.contains($0.id) }.prefix(limit - found.count)
        }
        if found.isEmpty, kind.titleField.shape.isText {
            query.condition = scope.and(.test(path: [kind.title], .contains(typed)))
            found = try transaction.page(kind, query).records
        }
        return found
    }

    /// Things with an order of their own come in it, others by name.
    private static func order(_ kind: Kind) -> [ListQuery.Sort] {
        if kind["position"] != nil { return [.init("position")] }
        return kind.titleField.isSorted ? [.init(kind.title)] : []
    }

    /// `pipeline:12`
    private static func condition(_ scope: String?, _ kind: Kind) throws -> Condition {
        guard let scope, !scope.isEmpty else { return .everything }
        let pieces = scope.split(separator: ":").map(String.init)
        guard pieces.count == 2, kind[pieces[0]]?.shape.linkTarget != nil, let id = Int64(pieces[1]) else {
            throw Refusal(fields: [
                FieldRefusal("scope", code: "invalid_value", Message("Give the scope as field:identifier."))
            ])
        }
        return .test(path: [pieces[0]], .equals(.number(String(id))))
    }

    /// What tells namesakes apart: the first short text beside the title.
    private static func detail(_ record: Record, _ kind: Kind, _ viewer: Viewer) -> String? {
        let texts = kind.declared.filter { $0.name != kind.title && $0.shape.isText && viewer.sees($0, of: kind) }
        for name in ["city", "email", "job_title"] {
            if texts.contains(where: { $0.name == name }), let text = record.value(name, in: kind).text { return text }
        }
        return texts.first { $0.isListed && $0.shape == .text }.flatMap { record.value($0.name, in: kind).text }
    }

    private static func option(_ hit: SearchIndex.Hit, _ context: Context) -> HTML.PickerOption {
        let kind = context.schema.kind(hit.kind)
        return .init(
            value: "\(hit.kind):\(hit.id)", title: hit.title, detail: context.t(kind.label), icon: kind.icon)
    }

    private static func create(
        _ typed: String, _ kind: Kind, _ scope: String?, _ context: Context
    ) -> (label: String, sheet: String)? {
        guard !typed.isEmpty, context.viewer.may(.create, kind), context.viewer.mayWrite(kind.titleField, of: kind)
        else { return nil }
        var address = "/\(kind.plural)/new?dialog=1&\(percentEncoded(kind.title))=\(percentEncoded(typed))"
        if let pieces = scope?.split(separator: ":"), pieces.count == 2 {
            address += "&\(percentEncoded(String(pieces[0])))=\(percentEncoded(String(pieces[1])))"
        }
        return (context.t(Message("Create “{name}”", ["name": .text(typed)])), address)
    }

    private static func json(_ options: [HTML.PickerOption]) -> JSON {
        .array(
            options.map {
                .record([
                    "id": .text($0.value), "title": .text($0.title), "detail": $0.detail.map(JSON.text) ?? .null,
                ])
            })
    }
}
