import Records
import Storage

/// The description of the API, OpenAPI 3.1, made from the live schema as the viewer sees it: a custom field is in it as
/// soon as it exists.
enum OpenApi {
    static func register(in registry: inout Registry) {
        registry.apiRoute(.get, Api.root + "/openapi.json") { request, context in
            try request.checkQuery(only: [])
            return .json(document(context))
        }
    }

    static func document(_ context: Context) -> JSON {
        let kinds = context.schema.entities.filter { !context.viewer.grants(for: $0.name).isEmpty }
        let schemas = OpenApiSchemas(schema: context.schema, viewer: context.viewer, t: context.t)
        var paths = OpenApiPaths()
        var components = OpenApiSchemas.shared
        for kind in kinds {
            let described = OpenApiKind(kind: kind, schemas: schemas, t: context.t)
            described.add(to: &paths)
            if context.merges(kind) { described.addMerging(to: &paths) }
            components += schemas.components(of: kind)
        }
        OpenApiCommon.add(to: &paths, plurals: kinds.map(\.plural))
        for entry in context.product.registry.api.entries where isSeen(entry, context) { paths.add(entry) }
        components += context.product.registry.api.schemas
        return .record([
            "openapi": "3.1.0",
            "info": .record([
                "title": .text("Entregent"), "version": "1",
                "description": .text(context.t(Message("The REST interface of this workspace, with its own fields."))),
            ]),
            "servers": .code(#"[{"url":"/"}]"#),
            "security": .code(#"[{"token":[]}]"#),
            "paths": paths.json,
            "components": .record([
                "schemas": .object(components), "parameters": OpenApiPaths.parameters,
                "responses": OpenApiPaths.responses,
                "securitySchemes": .code(#"{"token":{"type":"http","scheme":"bearer"}}"#),
            ]),
        ])
    }
}

extension OpenApi {
    /// What a module does with records that the reader does not see is not described to them.
    private static func isSeen(_ entry: ApiBook.Entry, _ context: Context) -> Bool {
        let plural = entry.path.dropFirst(Api.root.count + 1).prefix { $0 != "/" }
        guard let kind = context.schema.kind(plural: String(plural)) else { return true }
        return !context.viewer.grants(for: kind.name).isEmpty
    }
}

/// The operations by path, in order, each with what all have in common.
struct OpenApiPaths {
    private var order: [String] = []
    private var operations: [String: JSON] = [:]

    static let id = JSON.code(
        #"{"name":"id","in":"path","required":true,"schema":{"type":"string","pattern":"^[0-9]{1,19}$"}}"#)

    static let parameters = JSON.code(
        #"""
        {"idempotency_key":{"name":"Idempotency-Key","in":"header","required":false,
          "description":"A new UUID for each new request. Sent again with the same key within 24 hours, the request \#
          acts once and is answered as before.",
          "schema":{"type":"string","minLength":1,"maxLength":255,"pattern":"^[!-~]+$"},
           "example":"7f0c9a52-6a3e-4b36-9c5d-1d1f0c4f6e21"},
         "if_match":{"name":"If-Match","in":"header","required":false,
          "description":"The ETag of the record as you know it. If somebody changed it since, the answer is 412.",
           "schema":{"type":"string"}},
         "if_none_match":{"name":"If-None-Match","in":"header","required":false,
          "description":"The ETag you have. If the record is still the same, the answer is 304, without a body.",
           "schema":{"type":"string"}},
         "limit":{"name":"limit","in":"query","required":false,"schema":{"type":"integer","minimum":1,"maximum":500,
          "default":50}},
         "after":{"name":"after","in":"query","required":false,"description":"The “next” of the page before.",
          "schema":{"type":"string"}},
         "duplicates":{"name":"duplicates","in":"query","required":false,
          "description":"“allow” creates the record even where it looks like one that exists.",
           "schema":{"type":"string","enum":["refuse","allow"],"default":"refuse"}}}
        """#)

    static let responses = JSON.code(
        ##"""
        {"error":{"description":"A refusal, or a fault.",
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/error"}}}}}
        """##
    )

    private static let errors = JSON.code(##"{"$ref":"#/components/responses/error"}"##)
    private static let statuses = ["400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "503"]

    mutating func add(
        _ method: Method, _ path: String, _ operation: JSON, parameters: [JSON] = [], id needsID: Bool = false
    ) {
        let own = operation["parameters"]?.array ?? []
        let named = own.contains { $0["in"] == "path" } || !needsID ? [] : [OpenApiPaths.id]
        var operation = operation.with("parameters", .array(named + own + parameters))
        if method == .post {
            let key = JSON.code(##"{"$ref":"#/components/parameters/idempotency_key"}"##)
            operation = operation.with("parameters", .array((operation["parameters"]?.array ?? []) + [key]))
        }
        var responses = operation["responses"] ?? .code(#"{"200":{"description":"Done."}}"#)
        for status in OpenApiPaths.statuses + ["default"] where responses[status] == nil {
            responses = responses.with(status, OpenApiPaths.errors)
        }
        operation = operation.with("responses", responses)
        if operations[path] == nil { order.append(path) }
        operations[path] = (operations[path] ?? .object([])).with(method.rawValue.lowercased(), operation)
    }

    /// What a module described.
    mutating func add(_ entry: ApiBook.Entry) {
        let known = Set(
            (entry.operation["parameters"]?.array ?? []).filter { $0["in"] == "path" }.compactMap { $0["name"]?.text })
        let names = entry.names.filter { !known.contains($0) }
        let parameters = names.map { name -> JSON in
            name == "id"
                ? OpenApiPaths.id
                : OpenApiPaths.id.with("name", .text(name)).with("schema", .code(#"{"type":"string"}"#))
        }
        var operation = entry.operation
        if operation["operationId"] == nil {
            let words = entry.path.split { !$0.isLetter && !$0.isNumber }.dropFirst(2).joined(separator: "_")
            operation = operation.with("operationId", .text("\(entry.method.rawValue.lowercased())_\(words)"))
        }
        add(entry.method, entry.path, operation, parameters: parameters)
    }

    var json: JSON { .object(order.map { .init($0, operations[$0] ?? .object([])) }) }

    /// `{"200":{"description":…,"content":{"application/json":{"schema":…}}}}`
    static func response(_ status: String, _ description: String, _ schema: JSON, headers: JSON? = nil) -> JSON {
        let content = JSON.record(["application/json": .record(["schema": schema])])
        let response = JSON.record(["description": .text(description), "content": content]).with("headers", headers)
        return .object([.init(status, response)])
    }

    static func body(_ schema: JSON, example: JSON? = nil) -> JSON {
        let media = JSON.record(["schema": schema]).with("example", example)
        return .record(["required": true, "content": .record(["application/json": media])])
    }

    static func reference(_ schema: String) -> JSON { .record(["$ref": .text("#/components/schemas/\(schema)")]) }
    static func parameter(_ name: String) -> JSON { .record(["$ref": .text("#/components/parameters/\(name)")]) }
}
