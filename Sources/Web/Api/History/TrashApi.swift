import Records
import Storage

/// The trash over REST: one's own deletions, all of them for whoever manages the settings.
enum TrashApi {
    static func register(in registry: inout Registry) {
        registry.api(
            .get, Api.root + "/trash",
            .code(
                #"""
                {"summary":"Deletions that can be taken back, the newest first","tags":["workspace"],
                 "parameters":[{"$ref":"#/components/parameters/limit"},{"$ref":"#/components/parameters/after"}],
                 "responses":{"200":{"description":"A page of deletions","content":{"application/json":{"schema":{
                 "type":"object","required":["data","has_more","next"],"properties":{"has_more":{"type":"boolean"},
                 "next":{"type":["string","null"]},"data":{"type":"array","items":{"type":"object",
                 "required":["id","kind","at","title","deleted","emptied"]}}}}}}}}}
                """#), list)
        registry.api(
            .post, Api.root + "/trash/:id/restore",
            .code(
                #"""
                {"summary":"Take a deletion back; tells what could not come back, and why","tags":["workspace"],
                 "responses":{"200":{"description":"What came back","content":{"application/json":{"schema":{
                 "type":"object","required":["restored","reverted","kept","problems"]}}}}}}
                """#), restore)
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["limit", "after"])
        let (limit, after) = try ApiPage.read(request.query)
        let deletions = try await context.read {
            try Trash.deletions(before: after, limit: limit + 1, in: $0)
        }
        return .json(ApiPage.json(deletions, limit: limit, mark: \.id, json))
    }

    private static func json(_ deletion: Trash.Deletion) -> JSON {
        .record([
            "id": .text(String(deletion.id)), "kind": .text(deletion.kind), "at": .text(deletion.at.iso),
            "user": deletion.user.map { .text(String($0)) } ?? .null, "title": .text(deletion.title),
            "deleted": .object(
                deletion.deleted.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .whole($0.value)) }),
            "emptied": .whole(deletion.emptied), "partial": .boolean(deletion.isPartial),
        ])
    }

    @Sendable private static func restore(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        let isThere = try await context.read { try !Trash.deletions(limit: 1, only: id, in: $0).isEmpty }
        guard isThere else { throw Refusal.notFound() }
        let total = try await Undoing.run([id], context)
        return .json(Undoing.json(total, context.t, context.schema))
    }
}
