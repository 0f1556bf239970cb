import Localisation
import Records
import Storage

/// What there is: every kind of record with its fields, labels in both languages, choices, parts and related records,
/// as the viewer may see them.
enum ApiMeta {
    static func register(in registry: inout Registry) {
        registry.apiRoute(.get, Api.root + "/meta", meta)
    }

    @Sendable private static func meta(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let schema = context.schema, viewer = context.viewer, labels = ApiLabels(context)
        let kinds = schema.entities.filter { !viewer.grants(for: $0.name).isEmpty }
        return .json(
            .record([
                "schema_version": .text(String(schema.version)), "currency": .text(context.workspace.settings.currency),
                "entities": .array(kinds.map { entity($0, schema, viewer, labels) }),
            ]))
    }

    private static func entity(_ kind: Kind, _ schema: Schema, _ viewer: Viewer, _ labels: ApiLabels) -> JSON {
        let related = (schema.reverse[kind.name] ?? [:])
            .filter {
                !$0.value.isPart && !viewer.grants(for: schema.kind($0.value.kind).owner ?? $0.value.kind).isEmpty
            }
        let parts = kind.parts.filter { viewer.sees(part: $0.name, of: kind) }
        return .record([
            "name": .text(kind.name), "plural": .text(kind.plural), "label": labels.json(kind.label),
            "plural_label": labels.json(kind.pluralLabel), "icon": .text(kind.icon), "title": .text(kind.title),
            "fields": .array(
                kind.fields.filter { viewer.sees($0, of: kind) }.map { field($0, kind, schema, viewer, labels) }),
            "parts": .array(
                parts.map { part in
                    .record([
                        "name": .text(part.name), "label": labels.json(part.kind.label),
                        "fields": .array(
                            part.kind.declared.filter { viewer.sees($0, of: part.kind) }.map {
                                field($0, part.kind, schema, viewer, labels)
                            }),
                    ])
                }),
            "related": .array(
                related.sorted { $0.key < $1.key }.map { name, link in
                    .record(["name": .text(name), "kind": .text(link.kind), "field": .text(link.field)])
                }),
        ])
    }

    private static func field(
        _ field: FieldSpec, _ kind: Kind, _ schema: Schema, _ viewer: Viewer, _ labels: ApiLabels
    ) -> JSON {
        let choices = field.shape.options.map { options in
            JSON.array(options.map { .record(["value": .text($0.value), "label": labels.json($0.label)]) })
        }
        return JSON.record([
            "name": .text(field.name), "label": labels.json(field.label), "type": .text(field.shape.name),
            "required": .boolean(field.isRequired), "writable": .boolean(viewer.mayWrite(field, of: kind)),
            "unique": .boolean(field.isUnique), "sorted": .boolean(field.isSorted),
            "searched": .boolean(field.isSearched),
            "listed": .boolean(field.isListed), "custom": .boolean(field.isCustom),
            "tests": .texts(schema.tests(of: field, in: kind)),
        ])
        .with("choices", choices).with("target", field.shape.linkTarget.map { .text($0) })
        .with("maximum_length", field.shape.isText ? .whole(field.lengthLimit) : nil)
        .with("verb", field.verb.map { .text($0) }).with("help", field.help.map(labels.json))
    }
}

/// A text in both languages.
struct ApiLabels: Sendable {
    private let translators: [(code: String, t: Translator)]

    init(_ context: Context) {
        translators = Language.allCases.map { language in
            (language.rawValue, context.product.catalogues.translator(language, timeZone: context.t.timeZone))
        }
    }

    func json(_ message: Message) -> JSON { .object(translators.map { .init($0.code, .text($0.t(message))) }) }
}

extension Shape {
    /// What a field is called by type, as in custom fields.
    var name: String {
        switch self {
        case .text: "text"
        case .longText: "long_text"
        case .email: "email"
        case .phone: "phone"
        case .url: "url"
        case .integer: "number"
        case .exact: "decimal"
        case .money: "money"
        case .boolean: "boolean"
        case .day: "day"
        case .instant: "instant"
        case .choice: "choice"
        case .link: "link"
        case .reference: "reference"
        }
    }

    /// The tests of the condition language that suit it.
    var tests: [String] {
        var tests = ["is", "is_not", "in"]
        if isText || options != nil { tests += ["contains", "starts_with"] }
        if isOrdered || isText { tests += ["at_least", "at_most", "more_than", "less_than", "between"] }
        if self == .day || self == .instant { tests += ["before", "after", "within"] }
        tests.append("empty")
        if linkTarget == "user" { tests.append("is_me") }
        return tests
    }
}

extension Schema {
    /// The tests that suit a field: what its shape takes, and “under” where what it links to stands in a tree.
    func tests(of field: FieldSpec, in kind: Kind) -> [String] {
        field.shape.tests + (tree(above: field, of: kind) == nil ? [] : ["under"])
    }
}
