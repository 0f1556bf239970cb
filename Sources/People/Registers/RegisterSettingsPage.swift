import Localisation
import Messaging
import Records
import Storage
import Web

/// The settings of the registers: how often everything is checked again, our own VAT number, and other addresses for
/// whoever has a register of the house.
enum RegisterSettingsPage {
    static let path = "/settings/registers"
    private static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(label: Message("Registers"), icon: "shield-check", path: path, permission: permission))
        registry.routes.get(path, [], show)
        registry.routes.post(path, [], save)
        registry.routes.post(path + "/check", [], checkAll)
    }

    private static let fields = [
        FieldSpec(
            name: "every_days", label: Message("Check accounts again every … days"), shape: .text,
            traits: [.max(4), .help("Empty: only when somebody asks. Thirty is a good number.")]),
        FieldSpec(
            name: "own_vat", label: Message("Our own VAT number"), shape: .text,
            traits: [.max(20), .help("With it VIES gives each answer an identifier, which proves that you asked.")]),
        FieldSpec(
            name: "french", label: Message("Address of the French company register"), shape: .text,
            traits: [.max(250), .help("Empty: the public one.")]),
        FieldSpec(
            name: "vies", label: Message("Address of VIES"), shape: .text,
            traits: [.max(250), .help("Empty: the public one.")]),
    ]

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let kept = context.workspace.settings.extra[RegisterDesk.setting]
        let items = fields.map { field in
            Form.Item(field.name, kept?[field.name]?.text ?? kept?[field.name]?.integer.map(String.init) ?? "")
        }
        return answer(Form(items), [], request, context)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = try await request.form()
        let (json, refusals) = RegisterSetting.read { form[$0] ?? "" }
        guard refusals.isEmpty else {
            if request.wantsJSON { throw Refusal(fields: refusals) }
            return answer(form, refusals, request, context, status: 422)
        }
        try await context.write { try WorkspaceSettings.save(RegisterDesk.setting, json, in: $0) }
        try await context.workspace.reload()
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }

    @Sendable private static func checkAll(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        try await context.write { try RegisterJobs.checkNow(in: $0) }
        return Response.accepted(request, next: path)
            .saying(Toast(context.t("All accounts are being checked. It takes about a second for each five.")))
    }

    private static func answer(
        _ form: Form, _ refusals: [FieldRefusal], _ request: Request, _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.t, fixed = RegisterDesk(context.workspace.settings).fixed
        return SettingsFrame(request, context).page(t("Registers"), status: status) { html in
            html.p(
                t(
                    "Accounts are compared with the French company register and with VIES. "
                        + "Only their SIREN, SIRET or VAT number is sent."
                ), .class("s muted"))
            html.form(.class("form two"), .method("post"), .action(path), .data("keep")) { html in
                html.csrfField(context.csrfToken ?? "")
                for spec in fields {
                    if let register = Register(rawValue: spec.name), fixed.contains(register) { continue }
                    var field = FormField(spec, text: form[spec.name] ?? "")
                    field.error = refusals.first { $0.field == spec.name }.map { t($0.message) }
                    html.field(field, t)
                }
                if !fixed.isEmpty {
                    html.div(.class("wide")) {
                        $0.notice(t("Whoever runs this machine chose the address of a register."))
                    }
                }
                html.div(.class("wide")) { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
            html.card(t("Check everything now")) { html in
                html.div(.class("stack")) { html in
                    html.p(
                        t("Every account with a SIREN or a VAT number; whoever owns it hears of what has changed."),
                        .class("muted s"))
                    html.postButton(
                        Action(t("Check all accounts"), icon: "refresh-cw"), to: path + "/check",
                        csrf: context.csrfToken ?? "", ajax: false)
                }
            }
        }
    }
}
