import Records
import Storage
import Web

/// Calls with people we know, for programs: the same note as on the page, in one request.
enum CallApi {
    static func register(in registry: inout Registry) {
        registry.api.schema("CallKept", .code(answer))
        registry.api(.post, "/api/v1/calls/log", .code(operation), keep)
    }

    @Sendable private static func keep(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let json = try await request.json()
        let rest = json.members.map { JSON.object($0.filter { $0.name != "about" }) } ?? json
        let texts = try CallBody(rest, ["said", "opportunity"], required: [])
        let note = CallNote(about: try about(json), said: texts["said"], opportunity: texts["opportunity"])
        let claim = IdempotencyClaim.current
        return try await context.write { transaction in
            let response = Response.json(try note.keep(in: transaction).json, status: 201)
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    private static func about(_ json: JSON) throws(Refusal) -> Reference {
        guard let kind = json["about"]?["kind"]?.text, let id = json["about"]?["id"]?.text.flatMap({ Int64($0) })
        else {
            throw Refusal(fields: [
                FieldRefusal("about", code: "required", Message("Name a record by its kind and identifier."))
            ])
        }
        return Reference(kind: kind, id: id)
    }

    private static let operation = #"""
        {"summary":"Keep a call with somebody known","tags":["calls"],
        "description":"Writes down what was said with a contact, an account or a lead; with opportunity, the title \#
        of a new one, opens that too, in the same transaction. A lead is converted by it.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "required":["about"],"additionalProperties":false,"properties":{
        "about":{"type":"object","required":["kind","id"],"properties":{
        "kind":{"type":"string","enum":["contact","account","lead"]},"id":{"type":"string"}}},
        "said":{"type":["string","null"],"maxLength":2000},
        "opportunity":{"type":["string","null"],"maxLength":200}}}}}},
        "responses":{"201":{"description":"What was kept","content":{"application/json":{"schema":{
        "$ref":"#/components/schemas/CallKept"}}}}}}
        """#

    private static let answer = #"""
        {"type":"object","required":["call","opportunity","about"],"properties":{"call":{"type":"string"},
        "opportunity":{"type":["string","null"]},"about":{"type":"object","required":["kind","id"],
        "properties":{"kind":{"type":"string"},"id":{"type":"string"}}}}}
        """#
}
