import Records
import Storage
import Web

/// Secret calendar addresses for programs: one's own, made and revoked.
enum CalendarFeedApi {
    private static let root = "/api/v1/calendar-feeds"

    static func register(in registry: inout Registry) {
        registry.api.schema("CalendarFeed", .code(schema))
        registry.api(.get, root, .code(listOperation), list)
        registry.api(.post, root, .code(makeOperation), make)
        registry.api(.delete, root + "/:id", .code(revokeOperation), revoke)
    }

    private static func members(_ feed: CalendarFeed) -> [JSON.Member] {
        [
            .init("id", .text(String(feed.id))), .init("team", feed.team.map { .text(String($0)) } ?? .null),
            .init("detail", .text(feed.detail.rawValue)), .init("created_at", .text(feed.createdAt.iso)),
            .init("read_at", feed.readAt.map { .text($0.iso) } ?? .null),
        ]
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let feeds = try await context.read { try CalendarFeed.list(in: $0) }
        return .json(.record(["data": .array(feeds.map { .object(members($0)) })]))
    }

    @Sendable private static func make(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let body = try await request.json(limit: 10_000)
        guard let members = body.members else {
            throw Refusal(fields: [
                FieldRefusal(
                    "", code: "invalid_type",
                    Message("A JSON object is expected, such as {example}.", ["example": .text(#"{"detail":"busy"}"#)]))
            ])
        }
        for name in members.map(\.name) where !["team", "detail"].contains(name) {
            throw Refusal(fields: [
                FieldRefusal(name, code: "unknown_field", Message("There is no field of this name here."))
            ])
        }
        let given = body["team"].flatMap { $0 == .null ? nil : $0 }
        let team = given?.text.flatMap { Int64($0) }
        if given != nil, team == nil {
            throw Refusal(fields: [
                FieldRefusal("team", code: "invalid_type", Message("The identifier of a record is expected."))
            ])
        }
        guard let detail = CalendarFeed.Detail(rawValue: body["detail"].map { $0.text ?? "" } ?? "full") else {
            let known = CalendarFeed.Detail.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(fields: [
                FieldRefusal(
                    "detail", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text(known)]))
            ])
        }
        let (feed, address) = try await context.write { try CalendarFeed.make(team: team, detail, in: $0) }
        let url = JSON.Member("url", .text(CalendarFeedPage.base(request, context) + address))
        return .json(.object(self.members(feed) + [url]), status: 201).with("Cache-Control", "no-store")
    }

    @Sendable private static func revoke(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        try await context.write { try CalendarFeed.revoke(id, in: $0) }
        return .noContent
    }

    private static let schema = #"""
        {"type":"object","required":["id","team","detail","created_at","read_at"],"properties":{
        "id":{"type":"string"},"team":{"type":["string","null"]},
        "detail":{"type":"string","enum":["full","subject","busy"]},
        "created_at":{"type":"string","format":"date-time"},"read_at":{"type":["string","null"],"format":"date-time"},
        "url":{"type":"string","description":"The secret address, told once, when it is made."}}}
        """#

    private static let listOperation = ##"""
        {"summary":"My secret calendar addresses","responses":{"200":{"description":"The addresses.","content":{
        "application/json":{"schema":{"type":"object","required":["data"],"properties":{"data":{"type":"array",
        "items":{"$ref":"#/components/schemas/CalendarFeed"}}}}}}}}}
        """##

    private static let makeOperation = ##"""
        {"summary":"Make a secret calendar address",
        "description":"Of my activities, or of a team's as I see them. One made before for the same is closed.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "additionalProperties":false,"properties":{"team":{"type":["string","null"]},
        "detail":{"type":"string","enum":["full","subject","busy"],"default":"full"}}},
        "example":{"detail":"full"}}}},
        "responses":{"201":{"description":"The address.","content":{
        "application/json":{"schema":{"$ref":"#/components/schemas/CalendarFeed"}}}}}}
        """##

    private static let revokeOperation = #"""
        {"summary":"Revoke a secret calendar address","responses":{"204":{"description":"It opens nothing any more."}}}
        """#
}
