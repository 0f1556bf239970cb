import Records
import Storage

/// One record: read, create, change, delete.
enum ApiRecords {
    static func register(in registry: inout Registry) {
        registry.apiRoute(.post, Api.root + "/:plural", create)
        registry.apiRoute(.get, Api.root + "/:plural/:id", read)
        registry.apiRoute(.patch, Api.root + "/:plural/:id", change)
        registry.apiRoute(.delete, Api.root + "/:plural/:id", delete)
    }

    @Sendable private static func read(_ request: Request, _ context: Context) async throws -> Response {
        let plural = request.parameter("plural"), query = request.query
        let id = try request.identifier()
        let response = try await context.read { transaction in
            let kind = try transaction.kind(plural: plural)
            let asked = try ListParameters(query, kind, transaction, understood: ["fields", "include"], filters: false)
            let record = try transaction.record(id, of: kind)
            let writer = try RecordJSON(kind, viewer: transaction.viewer, only: asked.fields)
                .including(asked.includes, of: kind, in: [record], transaction)
            // What an included record says may change without this one's version.
            return answer(record, writer, hasETag: asked.includes.isEmpty)
        }
        context.note(.opened, context.schema.kind(plural: plural), id)
        return response
    }

    @Sendable private static func create(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["duplicates"])
        let plural = request.parameter("plural"), claim = IdempotencyClaim.current
        let duplicates = try policy(request.query["duplicates"])
        let body = try await request.json()
        return try await context.write { transaction in
            let kind = try transaction.kind(plural: plural)
            let id = try RecordSaving.create(body, kind, duplicates: duplicates, transaction)
            let response = try answer(id, kind, transaction, status: 201)
                .with("Location", "\(Api.root)/\(kind.plural)/\(id)")
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    static func policy(_ text: String?) throws(Refusal) -> DuplicatePolicy {
        switch text {
        case nil, "refuse": return .refuse
        case "allow": return .allow
        default:
            throw Refusal(fields: [
                FieldRefusal("duplicates", code: "invalid_value", Message("“allow” or “refuse” is expected."))
            ])
        }
    }

    @Sendable private static func change(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let plural = request.parameter("plural"), id = try request.identifier()
        let body = try await request.json()
        let ifMatch = IfMatch(request.headers)
        return try await context.write { transaction in
            let kind = try transaction.kind(plural: plural)
            // A record that was merged is changed where it is now.
            let changed = try transaction.following(id, kind) {
                try RecordSaving.change($0, body, kind, ifMatch: ifMatch, transaction)
            }
            let response = try answer(changed, kind, transaction, status: 200)
            return changed == id ? response : response.with("Content-Location", "\(Api.root)/\(kind.plural)/\(changed)")
        }
    }

    @Sendable private static func delete(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let plural = request.parameter("plural"), id = try request.identifier()
        let ifMatch = IfMatch(request.headers)
        try await context.write { transaction in
            try RecordSaving.delete(id, try transaction.kind(plural: plural), ifMatch: ifMatch, transaction)
        }
        return .noContent
    }

    /// Who gave a record away may not see it any more: then only its id is told.
    static func answer(_ id: Int64, _ kind: Kind, _ transaction: Transaction, status: Int) throws -> Response {
        guard let record = try transaction.records([id], of: kind)[id] else {
            return .json(.record(["id": .text(String(id))]), status: status)
        }
        return answer(record, RecordJSON(kind, viewer: transaction.viewer), status: status)
    }

    private static func answer(_ record: Record, _ writer: RecordJSON, status: Int = 200, hasETag: Bool = true)
        -> Response
    {
        var out: [UInt8] = []
        writer.write(record, to: &out)
        let response = Response.json(bytes: out, status: status)
        return hasETag ? response.with("ETag", "\"\(record.version)\"") : response
    }
}

/// Pages of things that have no fields to sort by: newest first, continued after an id.
enum ApiPage {
    static func read(_ query: Form) throws(Refusal) -> (limit: Int, after: Int64?) {
        var refusals: [FieldRefusal] = []
        let limit = query["limit"].map { Int($0) ?? 0 } ?? 50
        if !(1...ListParameters.maximumLimit).contains(limit) {
            refusals.append(
                FieldRefusal(
                    "limit", code: "invalid_value",
                    Message(
                        "A whole number from 1 to {limit} is expected.", ["limit": .number(ListParameters.maximumLimit)]
                    )))
        }
        let after = query["after"].flatMap { Int64($0) }
        if query["after"] != nil, after == nil {
            refusals.append(
                FieldRefusal(
                    "after", code: "invalid_cursor",
                    Message("This page mark does not belong to this list. Start again without “after”.")))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        return (limit, after)
    }

    /// `items` holds one more than `limit` where there are more.
    static func json<Item>(_ items: [Item], limit: Int, mark: (Item) -> Int64, _ write: (Item) -> JSON) -> JSON {
        let shown = items.prefix(limit)
        let next: JSON = items.count > limit ? shown.last.map { .text(String(mark($0))) } ?? .null : .null
        return .record(["data": .array(shown.map(write)), "has_more": .boolean(items.count > limit), "next": next])
    }
}
