import Records
import Storage

/// The access log over REST, for programs of whoever manages the settings.
enum AccessLogApi {
    static func register(in registry: inout Registry) {
        registry.api(.get, Api.root + "/access_log", operation, list)
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        try request.checkQuery(only: AccessFilter.names.union(["limit", "after"]))
        let (limit, after) = try ApiPage.read(request.query)
        let filter = AccessFilter(request.query, context)
        // An empty line of the page's form asks for nothing; a program says what it asks for.
        let empty = ["user", "action", "kind", "record", "from", "to"].filter { request.query[$0]?.isEmpty == true }
        let refusals =
            filter.refusals + empty.map { FieldRefusal($0, code: "required", Message("Fill this in.")) }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        await context.product.accessLog.flush(context.workspace)
        var query = filter.query
        (query.before, query.limit) = (after, limit + 1)
        let asked = query
        let entries = try await context.read { try asked.entries(in: $0) }
        return .json(ApiPage.json(entries, limit: limit, mark: \.id, json))
    }

    private static func json(_ entry: AccessQuery.Entry) -> JSON {
        let access = entry.access
        return .record([
            "id": .text(String(entry.id)), "at": .text(entry.at.iso),
            "user": access.user.map { .text(String($0)) } ?? .null, "action": .text(access.action.rawValue),
            "kind": access.kind.map { .text($0) } ?? .null,
            "record": access.record.map { .text(String($0)) } ?? .null,
            "count": access.count.map { .whole($0) } ?? .null, "condition": entry.condition ?? .null,
            "door": .text(access.door.rawValue), "origin": access.origin.map { .text($0) } ?? .null,
        ])
    }

    private static let operation = JSON.code(
        #"""
        {"summary":"Who opened, searched, exported or downloaded what, and who signed in; the newest first",
         "tags":["workspace"],
         "parameters":[
          {"name":"user","in":"query","schema":{"type":"string","pattern":"^[0-9]{1,18}$"}},
          {"name":"action","in":"query","schema":{"type":"string","enum":["opened","listed","searched","exported",
           "downloaded","signed_in","sign_in_failed","signed_out"]}},
          {"name":"kind","in":"query","schema":{"type":"string"}},
          {"name":"record","in":"query","schema":{"type":"string","pattern":"^[0-9]{1,18}$"}},
          {"name":"from","in":"query","schema":{"type":"string","format":"date"}},
          {"name":"to","in":"query","schema":{"type":"string","format":"date"}},
          {"$ref":"#/components/parameters/limit"},{"$ref":"#/components/parameters/after"}],
         "responses":{"200":{"description":"A page of lines","content":{"application/json":{"schema":{"type":"object",
          "required":["data","has_more","next"],"properties":{"has_more":{"type":"boolean"},
          "next":{"type":["string","null"]},"data":{"type":"array","items":{"type":"object",
          "required":["id","at","action","door"],"properties":{"id":{"type":"string"},
          "at":{"type":"string","format":"date-time"},"user":{"type":["string","null"]},
          "action":{"type":"string"},"kind":{"type":["string","null"]},"record":{"type":["string","null"]},
          "count":{"type":["integer","null"]},
          "condition":{"type":["object","null"],"description":"What was asked for, without the values compared with."},
          "door":{"type":"string"},"origin":{"type":["string","null"]}}}}}}}}}}}
        """#)
}
