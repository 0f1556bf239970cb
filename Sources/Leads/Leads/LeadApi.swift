import Records
import Storage
import Web

/// Leads for programs: beside the records themselves, converting, taking, handing on, answering.
enum LeadApi {
    static func register(in registry: inout Registry) {
        registry.api.schema("LeadConversion", .code(conversionBody))
        registry.api.schema("LeadPlace", .code(placeBody))
        registry.api(.post, "/api/v1/leads/:id/convert", .code(convertOperation)) { request, context in
            try request.checkQuery(only: [])
            let id = try request.identifier(), json = try await request.json()
            return try await context.write { transaction in
                let result = try Conversion(lead: id, json).perform(in: transaction)
                return Response.json(result.json, status: result.isNew ? 201 : 200)
            }
        }
        registry.api(.post, "/api/v1/leads/:id/take", operation("Take a lead from the pool")) { request, context in
            try await verb(request, context) { try LeadPool.take($0, in: $1) }
        }
        registry.api(
            .post, "/api/v1/leads/:id/distribute", operation("Give a lead to somebody by the rules, once more")
        ) { request, context in
            try await verb(request, context) { _ = try LeadPool.distribute($0, in: $1) }
        }
        registry.api(
            .post, "/api/v1/leads/:id/answered", operation("Say that a lead has had its first answer")
        ) { request, context in
            try await verb(request, context) { try LeadPool.answered($0, in: $1) }
        }
    }

    private static func verb(
        _ request: Request, _ context: Context, _ act: @escaping @Sendable (Int64, Transaction) throws -> Void
    ) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        return try await context.write { transaction in
            try act(id, transaction)
            let kind = transaction.schema.kind(of: Lead.self)
            // Who gave it away may not see it any more: then only its id is told.
            guard let record = try transaction.records([id], of: kind)[id] else {
                return Response.json(.record(["id": .text(String(id))]))
            }
            let seen = kind.fields.filter { transaction.viewer.sees($0, of: kind) }
            let members = seen.map { JSON.Member($0.name, $0.json(record.values($0.name, in: kind))) }
            return Response.json(.object(members)).with("ETag", "\"\(record.version)\"")
        }
    }

    private static func operation(_ summary: String) -> JSON {
        .code(
            #"{"summary":"\#(summary)","tags":["leads"],"responses":{"200":{"description":"The lead","content":{"#
                + #""application/json":{"schema":{"type":"object"}}}}}}"#)
    }

    private static let convertOperation = #"""
        {"summary":"Convert a lead","tags":["leads"],
        "description":"Makes or uses an account, a contact and an opportunity in one transaction, exactly once: a \#
        lead that was converted answers with what it became. A place left out is proposed by the matching service; \#
        null leaves it empty.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{
        "type":"object","additionalProperties":false,"properties":{
        "account":{"$ref":"#/components/schemas/LeadPlace"},"contact":{"$ref":"#/components/schemas/LeadPlace"},
        "opportunity":{"type":["object","null"]}}}}}},
        "responses":{"201":{"description":"What the lead became","content":{"application/json":{"schema":{
        "$ref":"#/components/schemas/LeadConversion"}}}},
        "200":{"description":"It was converted before: what it became then","content":{"application/json":{"schema":{
        "$ref":"#/components/schemas/LeadConversion"}}}}}}
        """#

    private static let conversionBody = #"""
        {"type":"object","required":["lead","account","contact","opportunity","converted_now"],"properties":{
        "lead":{"type":"string"},"account":{"type":["string","null"]},"contact":{"type":["string","null"]},
        "opportunity":{"type":["string","null"]},"converted_now":{"type":"boolean"}}}
        """#

    static let placeBody = #"""
        {"oneOf":[{"type":"null"},
        {"type":"object","additionalProperties":false,"required":["use"],"properties":{"use":{"type":"string",
        "pattern":"^[0-9]{1,18}$"}}},
        {"type":"object","additionalProperties":false,"required":["create"],"properties":{"create":{
        "oneOf":[{"const":true},{"type":"object"}]}}}]}
        """#
}
