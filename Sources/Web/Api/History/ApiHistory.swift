import Records
import Storage

/// What happened to a record, and taking a change back.
enum ApiHistory {
    static func register(in registry: inout Registry) {
        registry.apiRoute(.get, Api.root + "/:plural/:id/history", history)
        registry.apiRoute(.post, Api.root + "/:plural/:id/history/:entry/revert", revert)
    }

    @Sendable private static func history(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["limit", "after"])
        let plural = request.parameter("plural"), id = try request.identifier()
        let (limit, after) = try ApiPage.read(request.query)
        let entries = try await context.read { transaction in
            let kind = try transaction.kind(plural: plural)
            guard try transaction.existing([id], of: kind).contains(id) else { throw Refusal.notFound() }
            return try History.entries(of: kind, id, before: after, limit: limit + 1, in: transaction)
        }
        return .json(ApiPage.json(entries, limit: limit, mark: \.id, json))
    }

    private static func json(_ entry: History.Entry) -> JSON {
        let changes = (entry.changes.members ?? []).map { member -> JSON.Member in
            guard let pair = member.value.array else { return member }
            return .init(member.name, .record(["old": pair.first ?? .null, "new": pair.count > 1 ? pair[1] : .null]))
        }
        return .record([
            "id": .text(String(entry.id)), "at": .text(entry.at.iso),
            "user": entry.user.map { .text(String($0)) } ?? .null,
            "door": .text(entry.door.rawValue), "origin": entry.origin.map { .text($0) } ?? .null,
            "action": .text(entry.action), "reverts": entry.reverts.map { .text(String($0)) } ?? .null,
            "changes": .object(changes),
        ])
    }

    /// `{"fields": ["city"], "overwrite": ["city"]}`; without fields, all that the change touched.
    @Sendable private static func revert(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let plural = request.parameter("plural"), claim = IdempotencyClaim.current
        let id = try request.identifier(), entry = try request.identifier("entry")
        let body = try await request.json(), ifMatch = IfMatch(request.headers)
        guard let members = body.members else { throw RecordBody.noObject }
        let unknown = members.map(\.name).filter { $0 != "fields" && $0 != "overwrite" }
        if !unknown.isEmpty { throw Refusal(fields: unknown.map { .unknownParameter($0) }) }
        let fields = try names(body, "fields"), overwriting = try names(body, "overwrite") ?? []
        return try await context.write { transaction in
            let kind = try transaction.kind(plural: plural)
            if let ifMatch { try ifMatch.check(try transaction.record(id, of: kind), kind, transaction) }
            let found = try History.entry(entry, of: kind, id, in: transaction)
            try History.revert(found, of: kind, fields: fields, overwriting: overwriting, in: transaction)
            let response = try ApiRecords.answer(id, kind, transaction, status: 200)
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    private static func names(_ body: JSON, _ name: String) throws(FieldRefusal) -> Set<String>? {
        guard let json = body[name] else { return nil }
        let texts = (json.array ?? []).compactMap(\.text)
        guard let array = json.array, texts.count == array.count else {
            throw FieldRefusal(name, code: "invalid_type", Message("A list of field names is expected."))
        }
        return name == "fields" && texts.isEmpty ? nil : Set(texts)
    }
}
