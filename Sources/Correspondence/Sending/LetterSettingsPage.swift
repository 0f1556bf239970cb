import Localisation
import Messaging
import People
import Records
import Storage
import Web

/// What the company decides about its letters: whether opening them is noted, and who carries short messages.
enum LetterSettingsPage {
    static let path = "/settings/letters"
    static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(label: Message("Letters and SMS"), icon: "message-square", path: path, permission: permission)
        )
        registry.routes.get(path, [], show)
        registry.routes.post(path, [], save)
        registry.routes.post(path + "/sms", [], saveSms)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let settings = context.workspace.settings
        return try await page(SmsForm(SmsAdapter.of(settings)), [], request, context)
    }

    private static func page(
        _ sms: SmsForm, _ refusals: [FieldRefusal], _ request: Request, _ context: Context
    ) async throws -> Response {
        let t = context.t, tracking = TrackingSettings(context.workspace.settings), csrf = context.csrfToken ?? ""
        let purposes = try await context.workspace.read(.house) { try ConsentPurpose.active(in: $0) }
        return SettingsFrame(request, context).page(t("Letters and SMS"), status: refusals.isEmpty ? 200 : 422) {
            html in
            html.heading(t("Noting what is read"))
            html.p(
                t(
                    "Off unless you switch it on, and even then only for people who agreed to this very purpose: "
                        + "French law asks for their consent first."
                ),
                .class("s muted"))
            html.form(.class("form"), .method("post"), .action(path)) { html in
                html.csrfField(csrf)
                tick("opens", t("Note that a mail was opened"), tracking.opens, &html)
                tick("clicks", t("Note that a link in a mail was followed"), tracking.clicks, &html)
                html.div(.class("field")) { html in
                    html.label(t("Purpose of consent that allows it"), .for("tracking-purpose"))
                    html.select(.class("input"), .id("tracking-purpose"), .name("purpose")) { html in
                        html.option(t("None: nothing is noted"), .value(""))
                        for purpose in purposes {
                            html.option(
                                purpose.name(t.language.rawValue), .value(String(purpose.id.number)),
                                .selected(purpose.id.number == tracking.purpose))
                        }
                    }
                }
                html.div { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
            html.heading(t("Short messages"))
            html.p(
                t(
                    "Any service that takes an HTTP call with a JSON body. In the body, {to}, {text}, {sender} and "
                        + "{reference} are filled in."
                ),
                .class("s muted"))
            html.form(.class("form two"), .method("post"), .action(path + "/sms"), .data("keep")) { html in
                html.csrfField(csrf)
                sms.write(refusals, &html, t)
                html.div(.class("wide")) { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
        }
    }

    private static func tick(_ name: String, _ label: String, _ isOn: Bool, _ html: inout HTML) {
        html.label(.class("tick")) { html in
            html.input(.type("checkbox"), .name(name), .value("true"), .checked(isOn))
            html.span(label)
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = try await request.form()
        var tracking = TrackingSettings(context.workspace.settings)
        tracking.opens = form["opens"] == "true"
        tracking.clicks = form["clicks"] == "true"
        tracking.purpose = form["purpose"].flatMap { Int64($0) }
        let saved = tracking
        try await context.write { transaction in
            if let purpose = saved.purpose { _ = try transaction.asHouse.find(ID<ConsentPurpose>(purpose)) }
            try saved.save(in: transaction)
        }
        try await context.workspace.reload()
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }

    @Sendable private static func saveSms(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = SmsForm(try await request.form(), SmsAdapter.of(context.workspace.settings))
        let (adapter, refusals) = form.read(context.workspace.settings)
        guard let adapter, refusals.isEmpty else {
            if request.wantsJSON { throw Refusal(fields: refusals) }
            return try await page(form, refusals, request, context)
        }
        try await context.write { try adapter.save(in: $0) }
        try await context.workspace.reload()
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }
}

/// The form of the carrier of short messages. A stored secret is never shown; left empty it stays as it is.
struct SmsForm: Sendable {
    private let typed: Form
    private let hasSecret: Bool

    init(_ adapter: SmsAdapter?) {
        hasSecret = adapter?.secret.isEmpty == false
        typed = Form([
            .init("address", adapter?.address ?? ""), .init("header", adapter?.header ?? "Authorization"),
            .init("body", adapter?.body ?? SmsAdapter.exampleBody), .init("sender", adapter?.sender ?? ""),
            .init("stop", adapter?.stop ?? ""), .init("reference_path", adapter?.referencePath ?? "id"),
            .init("is_private", adapter?.isPrivate == true ? "true" : "false"),
        ])
    }

    init(_ typed: Form, _ old: SmsAdapter?) {
        self.typed = typed
        hasSecret = old?.secret.isEmpty == false
    }

    private var specs: [FieldSpec] {
        [
            FieldSpec(
                name: "address", label: Message("Address of the carrier"), shape: .text,
                traits: [
                    .max(500), .help("Such as https://sms.example.com/v1/messages. Empty: no short messages are sent."),
                ]),
            FieldSpec(name: "sender", label: Message("Sender"), shape: .text, traits: [.max(20)]),
            FieldSpec(name: "header", label: Message("Header of the secret"), shape: .text, traits: [.max(80)]),
            FieldSpec(
                name: "body", label: Message("Body of the call"), shape: .longText, traits: [.max(4000), .required]),
            FieldSpec(
                name: "stop", label: Message("How to stop advertising"), shape: .text,
                traits: [.max(60), .help("Such as STOP 36123: stands at the end of every advertising message.")]),
            FieldSpec(
                name: "reference_path", label: Message("Where the answer names the message"), shape: .text,
                traits: [.max(80), .help("Such as id, or messages.0.id.")]),
            FieldSpec(name: "is_private", label: Message("The carrier is a machine of the house"), shape: .boolean),
        ]
    }

    func write(_ refusals: [FieldRefusal], _ html: inout HTML, _ t: Translator) {
        for spec in specs {
            var field = FormField(spec, text: typed[spec.name] ?? "")
            field.error = refusals.first { $0.field == spec.name }.map { t($0.message) }
            html.field(field, t)
            guard spec.name == "header" else { continue }
            html.div(.class("field"), .data("field", "secret")) { html in
                html.label(t("Secret"), .for("field-sms-secret"))
                html.input(
                    .class("input"), .id("field-sms-secret"), .type("password"), .name("secret"),
                    .attribute("autocomplete", "off"), .attribute("maxlength", "1000"),
                    .placeholder(hasSecret ? t("Unchanged") : "Bearer …"))
            }
        }
    }

    func read(_ settings: WorkspaceSettings) -> (SmsAdapter?, [FieldRefusal]) {
        func text(_ name: String) -> String { (typed[name] ?? "").trimmingWhitespace() }
        let old = SmsAdapter.of(settings)
        // A secret typed for one carrier is not sent to another one.
        let kept = old?.address == text("address") ? old?.secret ?? "" : ""
        let secret = typed["secret"].flatMap { $0.isEmpty ? nil : $0 } ?? kept
        let adapter = SmsAdapter(
            address: text("address"), header: text("header"), secret: secret, body: text("body"),
            sender: text("sender"),
            stop: text("stop"), referencePath: text("reference_path"), isPrivate: typed["is_private"] == "true")
        var refusals: [FieldRefusal] = []
        let isWeb = adapter.address.hasPrefix("https://") || adapter.address.hasPrefix("http://") && adapter.isPrivate
        if !adapter.address.isEmpty, !isWeb {
            let message = Message("This is not an address of a web server. It starts with https:// and names a host.")
            refusals.append(FieldRefusal("address", code: "invalid_value", message))
        }
        let plain = (adapter.header + adapter.secret).unicodeScalars.allSatisfy { $0.value >= 32 && $0.value < 127 }
        if !plain || adapter.header.contains(":") || adapter.header.contains(" ") {
            let message = Message("A header is one word such as Authorization, its value plain letters.")
            refusals.append(FieldRefusal("header", code: "invalid_value", message))
        }
        do throws(Refusal) {
            _ = try adapter.call(to: "+33600000000", text: "é \"", reference: "1")
        } catch {
            refusals.append(FieldRefusal("body", code: error.code, error.message))
        }
        return (refusals.isEmpty ? adapter : nil, refusals)
    }
}
