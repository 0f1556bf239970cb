import Records
import Storage

/// The REST doors: under `/api/v1`, for every entity of the workspace's schema, custom fields included. Nothing here
/// knows an entity by name.
package enum Api {
    package static let root = "/api/v1"

    package static func register(in registry: inout Registry) {
        Idempotency.register(in: &registry)
        ApiLists.register(in: &registry)
        ApiRecords.register(in: &registry)
        ApiHistory.register(in: &registry)
        ApiMeta.register(in: &registry)
        ApiCustomFields.register(in: &registry)
        ApiSearch.register(in: &registry)
        ReportApi.register(in: &registry)
        AccessLogApi.register(in: &registry)
        TrashApi.register(in: &registry)
        ApiBulk.register(in: &registry)
        ShareApi.register(in: &registry)
        MergeApi.register(in: &registry)
        OpenApi.register(in: &registry)
    }
}

extension Registry {
    /// A route of the API with its description (an OpenAPI operation object): `:id` in the pattern becomes `{id}`. A
    /// POST honours `Idempotency-Key` without doing anything for it.
    package mutating func api(
        _ method: Method, _ pattern: String, _ operation: JSON, isStreamed: Bool = false,
        _ handler: @escaping Routes<Context>.Handler
    ) {
        api.describe(method, pattern, operation)
        apiRoute(method, pattern, isStreamed: isStreamed, handler)
    }

    /// A route that the description derives from the schema. One whose body is streamed takes care of its key itself.
    mutating func apiRoute(
        _ method: Method, _ pattern: String, isStreamed: Bool = false, _ handler: @escaping Routes<Context>.Handler
    ) {
        routes.add(method, pattern) { request, context in
            try await DatabaseRefusal.translating {
                guard method == .post, !isStreamed else { return try await handler(request, context) }
                return try await Idempotency.answering(request, context, handler)
            }
        }
    }
}

extension Transaction {
    /// The kind called by this plural in a URL; not found when there is none or the viewer sees none of it.
    func kind(plural: String) throws(Refusal) -> Kind {
        guard let kind = schema.kind(plural: plural), !viewer.grants(for: kind.name).isEmpty else { throw .notFound() }
        return kind
    }
}

extension Request {
    /// The record that `:id` names; what is no identifier names nothing.
    package func identifier(_ name: String = "id") throws(Refusal) -> Int64 {
        let text = parameter(name)
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(text), id > 0 else { throw .notFound() }
        return id
    }

    /// Refuses query parameters other than these, all at once, and the same one twice.
    package func checkQuery(only known: Set<String>) throws(Refusal) {
        var refusals: [FieldRefusal] = []
        var seen: Set<String> = []
        for item in query.items {
            if !known.contains(item.name) { refusals.append(.unknownParameter(item.name)) }
            if !seen.insert(item.name).inserted { refusals.append(.repeatedParameter(item.name)) }
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }
}

extension FieldRefusal {
    static func unknownParameter(_ name: String) -> FieldRefusal {
        FieldRefusal(
            name, code: "unknown_parameter", Message("There is no parameter “{name}” here.", ["name": .text(name)]))
    }

    static func repeatedParameter(_ name: String) -> FieldRefusal {
        FieldRefusal(name, code: "repeated_parameter", Message("Give “{name}” only once.", ["name": .text(name)]))
    }

    static func unknownField(_ name: String, of kind: Kind, at place: String? = nil) -> FieldRefusal {
        FieldRefusal(
            place ?? name, code: "unknown_field",
            Message("{kind} has no field “{field}”.", ["kind": .message(kind.label), "field": .text(name)]))
    }
}
