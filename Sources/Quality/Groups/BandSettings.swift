import Localisation
import Records
import Storage
import Web

/// The page of the settings with the bands of size.
enum BandSettings {
    private static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(
                label: Message("Bands of size"), icon: "scale", path: "/settings/bands", permission: permission))
        registry.routes.get("/settings/bands", [], show)
        registry.routes.post("/settings/bands", [], save)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let bands = SizeBands(context.workspace.settings)
        return answer(Form(items(bands, context.t)), [], request, context)
    }

    private static func items(_ bands: SizeBands, _ t: Translator) -> [Form.Item] {
        func items(_ name: String, _ bands: [SizeBands.Band]) -> [Form.Item] {
            bands.enumerated().flatMap { number, band -> [Form.Item] in
                [
                    .init("\(name)[\(number)].name", t(band.label)),
                    .init("\(name)[\(number)].from", t.number(band.from)),
                ]
            }
        }
        return items("headcount", bands.people) + items("turnover", bands.money)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = try await request.form()
        let bands = SizeBands(people: read("headcount", form, context.t), money: read("turnover", form, context.t))
        if let fault = SizeBands.fault(bands.json) {
            if request.wantsJSON || request.isFetched { throw Refusal(fields: [fault]) }
            return answer(form, [fault], request, context)
        }
        try await context.write { try WorkspaceSettings.save(SizeBands.setting, bands.json, in: $0) }
        try await context.workspace.reload()
        return Response.accepted(request, next: "/settings/bands").saying(Toast(context.t("Saved.")))
    }

    private static func numbers(_ name: String, _ form: Form) -> [Int] {
        Set(
            form.items.compactMap { item -> Int? in
                guard item.name.hasPrefix(name + "[") else { return nil }
                return Int(item.name.dropFirst(name.count + 1).prefix { $0.isASCII && $0.isNumber })
            }
        ).sorted()
    }

    /// Lines in their order; empty ones are left out, and what is no number is refused by being out of order.
    private static func read(_ name: String, _ form: Form, _ t: Translator) -> [SizeBands.Band] {
        numbers(name, form).compactMap { number in
            let label = (form["\(name)[\(number)].name"] ?? "").trimmingWhitespace()
            let from = (form["\(name)[\(number)].from"] ?? "").trimmingWhitespace()
            if label.isEmpty, from.isEmpty { return nil }
            return SizeBands.Band(name: label, from: t.readNumber(from) ?? -1)
        }
    }

    private static func answer(
        _ form: Form, _ refusals: [FieldRefusal], _ request: Request, _ context: Context
    ) -> Response {
        let t = context.t, status = refusals.isEmpty ? 200 : 422
        return SettingsFrame(request, context).page(t("Bands of size"), status: status) { html in
            html.p(
                t("The bands by which customers are split by size. Each holds from its number up to the next band."),
                .class("muted"))
            for refusal in refusals { html.notice(t(refusal.message), .bad) }
            html.form(.class("form two"), .method("post"), .action("/settings/bands"), .data("keep")) { html in
                html.csrfField(context.csrfToken ?? "")
                editor(
                    "headcount", t("By headcount: a name, and from how many people"), Message("From how many people"),
                    form, &html, t)
                editor(
                    "turnover", t("By turnover: a name, and from how much in company currency"),
                    Message("From how much, in company currency"), form, &html, t)
                html.div(.class("wide")) { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
        }
    }

    private static func editor(
        _ name: String, _ label: String, _ from: Message, _ form: Form, _ html: inout HTML, _ t: Translator
    ) {
        func row(_ number: String) -> [FormField] {
            let specs = [
                FieldSpec(name: "name", label: Message("Name"), shape: .text, traits: [.max(60)]),
                FieldSpec(name: "from", label: from, shape: .integer),
            ]
            return specs.map { spec in
                let path = "\(name)\(number).\(spec.name)"
                return FormField(spec, name: path, text: form[path] ?? "")
            }
        }
        html.partsEditor(
            name: name, label: label, addLabel: t("Add a band"), rows: numbers(name, form).map { row("[\($0)]") },
            blank: row("[#]"), t)
    }
}
