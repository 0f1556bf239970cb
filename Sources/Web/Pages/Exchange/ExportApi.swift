import Exchange
import Jobs
import Records
import Storage

/// Exports over REST: asked for, followed as a job, fetched.
enum ExportApi {
    static func register(in registry: inout Registry) {
        registry.api(
            .post, Api.root + "/exports",
            .code(
                #"""
                {"summary":"Export records into a file","tags":["exports"],
                 "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
                 "required":["entity"],"additionalProperties":false,"properties":{
                   "entity":{"type":"string"},"where":{"type":"object"},"q":{"type":"string"},
                   "format":{"type":"string","enum":["csv","csv-excel","xlsx","json","ndjson"]}}}}}},
                 "responses":{"202":{"description":"The export was queued",
                 "content":{"application/json":{"schema":{"type":"object"}}}}}}
                """#), start)
        registry.api(
            .get, Api.root + "/exports/:id",
            .code(
                #"""
                {"summary":"An export and how far it is","tags":["exports"],
                 "responses":{"200":{"description":"The job; its result says how many records were announced and \#
                 written","content":{"application/json":{"schema":{"type":"object"}}}}}}
                """#), read)
        registry.api(
            .get, Api.root + "/exports/:id/file",
            .code(
                #"""
                {"summary":"The file of a finished export","tags":["exports"],
                 "responses":{"200":{"description":"The file",
                 "content":{"application/octet-stream":{"schema":{"type":"string"}}}}}}
                """#), file)
    }

    @Sendable private static func start(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let body = try await request.json()
        guard let members = body.members else {
            throw Refusal(.malformed, code: "malformed_json", Message("An object in braces is expected."))
        }
        for member in members where !["entity", "where", "q", "format"].contains(member.name) {
            throw Refusal(fields: [.unknownParameter(member.name)])
        }
        guard let entity = body["entity"]?.text else {
            throw Refusal(fields: [
                FieldRefusal("entity", code: "required", Message("Say what the file holds, such as “opportunities”."))
            ])
        }
        let kind = try context.kind(plural: entity)
        guard let format = ExportFormat(named: body["format"] == nil ? "csv" : body["format"]?.text ?? "") else {
            throw ExportWish.unknownFormat
        }
        let (text, search, t) = (body["where"]?.string, body["q"]?.text, context.t)
        let response = try await context.write { transaction in
            let wish = try ExportWish(kind, where: text, search: search, in: transaction)
            let id = try ExportJob.start(wish.kind, where: wish.condition, format: format, in: transaction)
            guard let job = try JobQueue.find(id, in: transaction) else { throw Refusal.notFound() }
            return Response.json(job.json(t), status: 202).with("Location", "\(Api.root)/exports/\(id)")
        }
        context.product.jobSignal.raise()
        return response
    }

    @Sendable private static func read(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        return .json(try await ExportPages.find(request, context).json(context.t))
    }

    @Sendable private static func file(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        return try ExportPages.answer(try await ExportPages.find(request, context), context)
    }
}
