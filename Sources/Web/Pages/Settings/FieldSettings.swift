import Localisation
import Records
import Storage

/// Custom fields: which there are, and adding one to the running server.
enum FieldSettings {
    static func register(in registry: inout Registry) {
        registry.routes.get("/settings/fields", [], show)
        registry.routes.post("/settings/fields", [], add)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        return answer(request.query, [], request, context)
    }

    @Sendable private static func add(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        let form = try await request.form()
        var field = CustomField(
            kind: text(form, "kind"), name: text(form, "name").lowercased(), labelFrench: text(form, "label_fr"),
            labelEnglish: text(form, "label_en"), type: text(form, "type"))
        if field.labelEnglish.isEmpty { field.labelEnglish = field.labelFrench }
        if field.name.isEmpty { field.name = proposedName(field.labelFrench) }
        field.choices = text(form, "choices").split(whereSeparator: \.isNewline)
            .map { String($0).trimmingWhitespace() }.filter { !$0.isEmpty }
        field.target = text(form, "target").isEmpty ? nil : text(form, "target")
        field.isListed = form["is_listed"] == "true"
        let added = field
        do {
            try await context.write { try added.add(in: $0) }
        } catch let refusal as Refusal where !request.wantsJSON {
            return answer(form, refusal.fields, request, context, status: 422)
        }
        try await context.workspace.reload()
        let toast = Toast(context.t(Message("The field “{name}” was added.", ["name": .text(added.labelFrench)])))
        return Response.accepted(request, next: "/settings/fields").saying(toast)
    }

    private static func text(_ form: Form, _ name: String) -> String { (form[name] ?? "").trimmingWhitespace() }

    /// `Niveau de fidélité` → `niveau_de_fidelite`
    private static func proposedName(_ label: String) -> String {
        let name = Records.words(of: label).joined(separator: "_")
        return String(name.drop { !$0.isLetter }.prefix(40))
    }

    private static func answer(
        _ form: Form, _ refusals: [FieldRefusal], _ request: Request, _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.t
        return SettingsFrame(request, context).page(t("Custom fields"), status: status) { html in
            for kind in context.schema.entities {
                let custom = kind.fields.filter(\.isCustom)
                guard !custom.isEmpty else { continue }
                html.card(t(kind.pluralLabel)) { html in
                    html.ul(.class("stack")) { html in
                        for field in custom {
                            html.li(.class("row wrap")) { html in
                                html.icon(field.shape.icon, .small)
                                html.span(t(field.label), .class("strong"))
                                html.code(field.name)
                                html.badge(Badge(t(field.shape.typeLabel)))
                            }
                        }
                    }
                }
            }
            html.card(t("Add a field")) { html in
                html.form(.class("form two"), .method("post"), .action("/settings/fields"), .data("keep")) { html in
                    html.csrfField(context.csrfToken ?? "")
                    for spec in specs(context) {
                        var field = FormField(spec, text: form[spec.name] ?? "")
                        if spec.name == "is_listed", form["kind"] == nil { field.text = "true" }
                        let names = spec.name == "label_fr" ? ["label_fr", "label"] : [spec.name]
                        field.error = refusals.first { names.contains($0.field) }.map { t($0.message) }
                        html.field(field, t)
                    }
                    html.div(.class("wide")) {
                        $0.action(Action(t("Add the field"), icon: "plus", look: .primary, submit: true))
                    }
                }
            }
        }
    }

    private static func specs(_ context: Context) -> [FieldSpec] {
        let kinds = context.schema.entities.filter { $0.title != "id" }.map { ChoiceOption($0.name, $0.label) }
        let types = CustomField.types.map { ChoiceOption($0, Message(typeLabels[$0] ?? $0)) }
        return [
            FieldSpec(name: "kind", label: Message("Of which records"), shape: .choice(kinds), traits: [.required]),
            FieldSpec(name: "type", label: Message("Type"), shape: .choice(types), traits: [.required]),
            FieldSpec(
                name: "label_fr", label: Message("Label in French"), shape: .text, traits: [.required, .max(80)]),
            FieldSpec(name: "label_en", label: Message("Label in English"), shape: .text, traits: [.max(80)]),
            FieldSpec(
                name: "name", label: Message("Name for programs"), shape: .text,
                traits: [.max(40), .help("Left empty, it is made from the label. It never changes afterwards.")]),
            FieldSpec(
                name: "target", label: Message("Links to"), shape: .choice(kinds),
                traits: [.help("For a link to another record.")]),
            FieldSpec(
                name: "choices", label: Message("Choices"), shape: .longText,
                traits: [.help("For a choice: one on each line.")]),
            FieldSpec(name: "is_listed", label: Message("Shown in lists"), shape: .boolean),
        ]
    }

    // translated
    static let typeLabels: [String: String] = [
        "text": "Text", "long_text": "Text of several lines", "number": "Whole number",
        "decimal": "Number with decimals",
        "money": "Amount of money", "boolean": "Yes or no", "day": "Day", "choice": "Choice",
        "link": "Link to a record",
    ]
}

extension Shape {
    fileprivate var typeLabel: Message {
        let name =
            switch self {
            case .longText: "long_text"
            case .integer: "number"
            case .exact: "decimal"
            case .money: "money"
            case .boolean: "boolean"
            case .day, .instant: "day"
            case .choice: "choice"
            case .link, .reference: "link"
            case .text, .email, .phone, .url: "text"
            }
        return Message(FieldSettings.typeLabels[name] ?? name)
    }
}
