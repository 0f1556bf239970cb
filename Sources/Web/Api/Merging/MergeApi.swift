import Localisation
import Records
import Storage

/// Merging over REST, and taking merges back.
enum MergeApi {
    static func register(in registry: inout Registry) {
        registry.apiRoute(.post, Api.root + "/:plural/:id/merge", merge)
        registry.api(.get, Api.root + "/merges", descriptions.list, list)
        registry.api(.get, Api.root + "/merges/:id", descriptions.one, one)
        registry.api(.post, Api.root + "/merges/:id/undo", descriptions.undo, undo)
    }

    /// `{"ids":["2","3"],"fields":{"phone":"2"}}`
    @Sendable private static func merge(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let plural = request.parameter("plural"), id = try request.identifier()
        let wish = try MergeWish(try await request.json()), claim = IdempotencyClaim.current
        return try await context.write { transaction in
            let kind = try transaction.kind(plural: plural)
            let merge = try transaction.merge(wish.ids, into: id, of: kind, choosing: wish.fields)
            let response = try ApiRecords.answer(merge.survivor, kind, transaction, status: 200)
                .with("Content-Location", "\(Api.root)/\(kind.plural)/\(merge.survivor)")
                .with("Link", "<\(Api.root)/merges/\(merge.id)>; rel=\"related\"")
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["limit", "after"])
        let (limit, after) = try ApiPage.read(request.query)
        let settings = context.workspace.settings
        let (merges, seen) = try await context.read { transaction in
            let merges = try Merge.list(before: after, limit: limit + 1, in: transaction)
            return (merges, try MergeWords.names(merges, in: transaction))
        }
        return .json(ApiPage.json(merges, limit: limit, mark: \.id) { json($0, seen, settings) })
    }

    /// With what has changed since.
    @Sendable private static func one(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        let (merge, preview, names) = try await context.read { transaction in
            let merge = try Merge.find(id, in: transaction)
            var preview: Unmerged?
            do { preview = try transaction.unmergePreview(id) } catch is Refusal { preview = nil }
            var names = try MergeWords.names([merge], in: transaction)
            names.merge(try transaction.titles(preview?.changed.map(\.record) ?? [])) { first, _ in first }
            return (merge, preview, names)
        }
        if let preview { return .json(json(preview, names, context)) }
        return .json(json(merge, names, context.workspace.settings))
    }

    @Sendable private static func undo(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier(), claim = IdempotencyClaim.current
        return try await context.write { transaction in
            let done = try transaction.unmerge(id)
            var names = try MergeWords.names([done.merge], in: transaction)
            names.merge(try transaction.titles(done.changed.map(\.record))) { first, _ in first }
            let response = Response.json(json(done, names, context))
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    /// A merge; titles only of what the reader sees.
    private static func json(_ merge: Merge, _ names: [Reference: String], _ settings: WorkspaceSettings) -> JSON {
        let isSeen = names[Reference(kind: merge.kind, id: merge.survivor)] != nil
        return .record([
            "id": .text(String(merge.id)), "kind": .text(merge.kind), "survivor": .text(String(merge.survivor)),
            "title": isSeen ? .text(merge.title) : .null,
            "merged": .array(
                merge.merged.map {
                    .record(["id": .text(String($0.id)), "title": isSeen ? .text($0.title) : .null])
                }),
            "moved": counts(merge.moved), "at": .text(merge.at.iso),
            "user": merge.user.map { .text(String($0)) } ?? .null, "state": .text(merge.state.rawValue),
            "undoable_until": merge.state == .done ? .text(merge.undoable(until: settings).iso) : .null,
            "undone_at": merge.undoneAt.map { .text($0.iso) } ?? .null,
        ])
    }

    static func json(_ done: Unmerged, _ names: [Reference: String], _ context: Context) -> JSON {
        let changed = done.changed.map { change in
            JSON.record([
                "kind": .text(change.record.kind), "id": .text(String(change.record.id)),
                "field": change.field.isEmpty ? .null : .text(change.field), "code": .text(change.reason.rawValue),
                "message": .text(context.t(change.message(names[change.record], context.schema))),
            ])
        }
        return json(done.merge, names, context.workspace.settings)
            .with("returning", counts(done.moved)).with("added_since", counts(done.added))
            .with("changed_since", .array(changed))
    }

    private static func counts(_ counts: [String: Int]) -> JSON {
        .object(counts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .whole($0.value)) })
    }
}

/// What somebody wants merged into a record.
struct MergeWish: Sendable {
    let ids: [Int64]
    let fields: [String: Int64]

    init(_ json: JSON) throws(Refusal) {
        guard let members = json.members else { throw RecordBody.noObject }
        var refusals: [FieldRefusal] = []
        for member in members where member.name != "ids" && member.name != "fields" {
            refusals.append(.unknownParameter(member.name))
        }
        ids = (json["ids"]?.array ?? []).compactMap(MergeWish.identifier)
        if ids.isEmpty || ids.count != json["ids"]?.array?.count {
            refusals.append(
                FieldRefusal(
                    "ids", code: "required", Message("Give the identifiers of the records to merge, as a list.")))
        }
        var fields: [String: Int64] = [:]
        if let chosen = json["fields"], chosen.members == nil {
            refusals.append(
                FieldRefusal("fields", code: "invalid_type", Message("An object in braces is expected.")))
        }
        for member in json["fields"]?.members ?? [] {
            if let id = MergeWish.identifier(member.value) {
                fields[member.name] = id
            } else {
                refusals.append(
                    FieldRefusal(
                        "fields.\(member.name)", code: "invalid_type",
                        Message("The identifier of a record is expected.")))
            }
        }
        self.fields = fields
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    private static func identifier(_ json: JSON) -> Int64? {
        let id = json.text.flatMap { Int64($0) } ?? json.integer
        return id.flatMap { $0 > 0 ? $0 : nil }
    }
}
