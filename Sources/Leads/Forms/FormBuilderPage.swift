import Localisation
import Messaging
import Records
import Storage
import Web

/// Where a form is put together: its questions in order, with the page beside it as strangers see it, and the line to
/// paste into another site.
enum FormBuilderPage {
    private static let blanks = 3

    static func register(in registry: inout Registry) {
        registry.routes.get("/web_forms/:id/questions", [], show)
        registry.routes.post("/web_forms/:id/questions", [], save)
        registry.panel(
            on: WebForm.name,
            Panel("web_form", column: .side) { record, kind, context, _ in
                var html = HTML()
                panel(try WebForm(record, kind: kind), &html, context)
                return html
            })
    }

    private static func panel(_ form: WebForm, _ html: inout HTML, _ context: Context) {
        let t = context.t, path = PublicFormPages.path + form.slug
        html.heading(t("On the web"))
        html.div(.class("stack")) { html in
            html.p(
                t(
                    Message(
                        "Shown {views} times, {answers} answers",
                        ["views": .number(form.views), "answers": .number(form.answers)])), .class("s"))
            html.div(.class("row wrap")) { html in
                html.action(
                    Action(
                        t("Questions"), icon: "pencil", look: .primary, small: true,
                        href: "/web_forms/\(form.id.number)/questions"))
                html.action(
                    Action(
                        t("Open the page"), icon: "external-link", small: true, href: path,
                        [.attribute("target", "_blank")]))
            }
            html.label(t("For another site"), .class("s muted"), .for("form-script"))
            html.input(
                .class("input"), .id("form-script"), .type("text"), .attribute("readonly", ""),
                .value("<script src=\"\(base(context))\(path).js\" async></script>"))
        }
    }

    private static func base(_ context: Context) -> String {
        PublicAddress.of(context.workspace.settings) ?? "https://crm.example.com"
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await load(request, context)
        return page(form, nil, request, context)
    }

    private static func load(_ request: Request, _ context: Context) async throws -> WebForm {
        let id = try request.identifier()
        return try await context.read { transaction in
            let kind = transaction.schema.kind(of: WebForm.self)
            let record = try transaction.record(id, of: kind)
            guard try transaction.allowed([id], of: kind, to: .change).contains(id) else { throw Refusal.notYours() }
            return try WebForm(record, kind: kind)
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        var form = try await load(request, context)
        let sent = try await request.form(limit: 200_000)
        form.fields = read(sent, form.fields)
        let changed = form
        do {
            _ = try await context.write { transaction in
                let kind = transaction.schema.kind(of: WebForm.self)
                var draft = Draft(id: changed.id.number)
                draft.parts["fields"] = WebForm.parts[0].read(changed)
                return try transaction.save(draft, as: kind)
            }
        } catch let refusal as Refusal where !request.wantsJSON && !refusal.fields.isEmpty {
            return page(form, refusal, request, context)
        }
        return Response.accepted(request, next: request.path).saying(Toast(context.t("Saved.")))
    }

    /// Rows with a field, in the order of their numbers.
    private static func read(_ sent: Form, _ before: [WebFormField]) -> [WebFormField] {
        var rows: [(order: Int, field: WebFormField)] = []
        for number in 0..<200 {
            guard let name = sent["q\(number)_field"] else { break }
            if name.isEmpty { continue }
            func text(_ key: String) -> String? {
                let text = (sent["q\(number)_\(key)"] ?? "").trimmingWhitespace()
                return text.isEmpty ? nil : text
            }
            var field = WebFormField()
            if let id = text("id").flatMap({ Int64($0) }), before.contains(where: { $0.id.number == id }) {
                field.id = ID(id)
            }
            field.field = name
            (field.labelFr, field.labelEn) = (text("label_fr"), text("label_en"))
            (field.helpFr, field.helpEn, field.fixedValue) = (text("help_fr"), text("help_en"), text("fixed_value"))
            field.isRequired = sent["q\(number)_is_required"] == "true"
            field.isHidden = sent["q\(number)_is_hidden"] == "true"
            rows.append((text("order").flatMap { Int($0) } ?? (number + 1) * 10, field))
        }
        return rows.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }
            .map(\.element.field)
    }

    private static func page(
        _ form: WebForm, _ refusal: Refusal?, _ request: Request, _ context: Context
    ) -> Response {
        let t = context.t, id = form.id.number
        let lead = context.schema.kind(of: Lead.self)
        let options = WebForm.askable(lead).map { ChoiceOption($0.name, $0.label) }
        return PageFrame(request, context).page(t("Questions"), status: refusal == nil ? 200 : 422) { html in
            html.topbar(parent: form.name, href: "/web_forms/\(id)", title: t("Questions"), t)
            html.div(.class("content padded"), .tabindex(0)) { html in
                html.div(.class("stack")) { html in
                    for fault in refusal?.fields ?? [] { html.notice(t(fault.message), .bad) }
                    html.p(
                        t("Choose the fields of the lead, in order. A row without a field is left out."),
                        .class("prose"))
                    html.form(.class("form"), .method("post"), .action(request.path)) { html in
                        html.csrfField(context.csrfToken ?? "")
                        let rows = form.fields + Array(repeating: WebFormField(), count: blanks)
                        for (number, field) in rows.enumerated() { row(number, field, options, &html, t) }
                        html.div(.class("row wrap")) { html in
                            html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                            html.action(Action(t("Back"), look: .quiet, href: "/web_forms/\(id)"))
                        }
                    }
                    html.heading(t("As strangers see it"))
                    html.element(
                        "iframe",
                        [
                            .class("card"),
                            .src("\(PublicFormPages.path)\(form.slug)?preview=1&language=\(t.language.rawValue)"),
                            .title(t("Preview")), .style("width:100%;height:640px"),
                        ]
                    ) { _ in }
                }
            }
        }
    }

    private static func row(
        _ number: Int, _ field: WebFormField, _ options: [ChoiceOption], _ html: inout HTML, _ t: Translator
    ) {
        let name = "q\(number)_", isNew = field.field.isEmpty
        func spec(_ key: String, _ label: String, _ shape: Shape = .text, _ limit: Int = 300) -> FieldSpec {
            FieldSpec(name: name + key, label: Message(label), shape: shape, traits: [.max(limit)])
        }
        html.fieldset(.class("card form two"), .style("padding:16px")) { html in
            html.legend(
                isNew
                    ? t("One more question")
                    : t(Message("Question {number}", ["number": .number(number + 1)])), .class("s strong"))
            if field.id.number != 0 {
                html.input(.type("hidden"), .name(name + "id"), .value(String(field.id.number)))
            }
            html.field(FormField(spec("field", "Field of the lead", .choice(options)), text: field.field), t)
            html.field(FormField(spec("order", "Position", .integer, 6), text: String((number + 1) * 10)), t)
            html.field(FormField(spec("label_fr", "Label in French", .text, 160), text: field.labelFr ?? ""), t)
            html.field(FormField(spec("label_en", "Label in English", .text, 160), text: field.labelEn ?? ""), t)
            html.field(
                FormField(spec("is_required", "Required", .boolean), text: field.isRequired ? "true" : "false"), t)
            html.field(FormField(spec("is_hidden", "Hidden", .boolean), text: field.isHidden ? "true" : "false"), t)
            html.details(.class("wide")) { html in
                html.summary(t("Help and fixed value"), .class("s"))
                html.field(FormField(spec("help_fr", "Help in French"), text: field.helpFr ?? ""), t)
                html.field(FormField(spec("help_en", "Help in English"), text: field.helpEn ?? ""), t)
                html.field(FormField(spec("fixed_value", "Fixed value"), text: field.fixedValue ?? ""), t)
            }
        }
    }
}
