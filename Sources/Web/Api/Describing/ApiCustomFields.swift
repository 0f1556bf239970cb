import Records
import Storage

/// Fields that the customer adds to a running server: at once in lists, forms, filters, API, import, export, history
/// and search.
enum ApiCustomFields {
    /// Who has it may change what records hold.
    static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.permissions[permission] = registry.permissions[permission] ?? Message("Change the settings")
        registry.apiRoute(.get, Api.root + "/custom_fields", list)
        registry.apiRoute(.post, Api.root + "/custom_fields", add)
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let viewer = context.viewer
        let fields = context.schema.entities.filter { !viewer.grants(for: $0.name).isEmpty }.flatMap { kind in
            kind.fields.filter { $0.isCustom && viewer.sees($0, of: kind) }.map { json($0, kind) }
        }
        return .json(.record(["data": .array(fields)]))
    }

    private static func json(_ field: FieldSpec, _ kind: Kind) -> JSON {
        func label(_ language: String) -> JSON {
            if case .text(let text)? = field.label.arguments[language] { .text(text) } else { .text(field.label.text) }
        }
        return .record([
            "kind": .text(kind.name), "name": .text(field.name), "label_fr": label("fr"), "label_en": label("en"),
            "type": .text(field.shape.name), "choices": .texts((field.shape.options ?? []).map(\.value)),
            "target": field.shape.linkTarget.map { .text($0) } ?? .null, "is_listed": .boolean(field.isListed),
        ])
    }

    @Sendable private static func add(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        guard context.viewer.may(permission) else {
            throw Refusal(
                .forbidden, code: "forbidden",
                Message("Your role may not change the settings. Ask an administrator."))
        }
        let field = try read(try await request.json()), claim = IdempotencyClaim.current
        let response = try await context.write { transaction in
            try field.add(in: transaction)
            let response = Response.json(asWritten(field), status: 201)
            try claim?.keep(response, in: transaction)
            return response
        }
        try await context.workspace.reload()
        return response
    }

    private static func asWritten(_ field: CustomField) -> JSON {
        .record([
            "kind": .text(field.kind), "name": .text(field.name), "label_fr": .text(field.labelFrench),
            "label_en": .text(field.labelEnglish), "type": .text(field.type), "choices": .texts(field.choices),
            "target": field.target.map { .text($0) } ?? .null, "is_listed": .boolean(field.isListed),
        ])
    }

    private static let texts: Set<String> = ["kind", "name", "label_fr", "label_en", "type"]

    private static func read(_ json: JSON) throws(Refusal) -> CustomField {
        guard let members = json.members else { throw RecordBody.noObject }
        var given: [String: String] = [:], choices: [String] = [], target: String?, isListed = true
        var refusals: [FieldRefusal] = []
        for member in members {
            switch (member.name, member.value) {
            case (let name, .text(let text)) where texts.contains(name) && text.count <= 120: given[name] = text
            case (let name, _) where texts.contains(name):
                refusals.append(
                    wrong(name, Message("A text of at most {limit} characters is expected.", ["limit": .number(120)])))
            case ("choices", .array(let items))
            where items.count <= 500 && items.allSatisfy({ $0.text.map { (1...120).contains($0.count) } ?? false }):
                choices = items.compactMap(\.text)
            case ("choices", .null), ("target", .null): break
            case ("choices", _): refusals.append(wrong("choices", Message("A list of texts is expected.")))
            case ("target", .text(let text)): target = text
            case ("target", _): refusals.append(wrong("target", Message("A text is expected.")))
            case ("is_listed", .boolean(let truth)): isListed = truth
            case ("is_listed", _): refusals.append(wrong("is_listed", Message("true or false is expected.")))
            default:
                refusals.append(
                    FieldRefusal(
                        member.name, code: "unknown_field",
                        Message("“{key}” is not understood here.", ["key": .text(member.name)])))
            }
        }
        let told = Set(refusals.map(\.field))
        for name in texts.sorted() where given[name]?.trimmingWhitespace().isEmpty ?? true && !told.contains(name) {
            refusals.append(
                FieldRefusal(name, code: "required", Message("{field} is required.", ["field": .text(name)])))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        var field = CustomField(
            kind: given["kind"] ?? "", name: given["name"] ?? "", labelFrench: given["label_fr"] ?? "",
            labelEnglish: given["label_en"] ?? "", type: given["type"] ?? "")
        (field.choices, field.target, field.isListed) = (choices, target, isListed)
        return field
    }

    private static func wrong(_ field: String, _ message: Message) -> FieldRefusal {
        FieldRefusal(field, code: "invalid_type", message)
    }
}
