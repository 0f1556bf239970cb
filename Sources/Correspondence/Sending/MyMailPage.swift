import Localisation
import Messaging
import Records
import Storage
import Web

/// Everybody's own: the words under their letters, and the mail server they write through, if it is not the company's.
enum MyMailPage {
    static let path = "/settings/my-mail"

    static func register(in registry: inout Registry) {
        registry.storage.tables.append(PersonalMail.table)
        registry.storage.rules.add(to: "user", deleting: PersonalMail.forget)
        registry.settings.append(
            SettingsEntry(label: Message("My letters"), icon: "pencil", path: path, permission: Emails.sending))
        registry.routes.get(path, [], show)
        registry.routes.post(path, [], save)
        registry.routes.post(path + "/test", [], test)
    }

    private static var specs: [FieldSpec] {
        [
            FieldSpec(
                name: "host", label: Message("Mail server"), shape: .text,
                traits: [.max(250), .help("Such as smtp.example.com. Empty: the company’s server sends your mails.")]),
            FieldSpec(name: "port", label: Message("Port"), shape: .text, traits: [.max(5)]),
            FieldSpec(
                name: "protection", label: Message("Encryption"),
                shape: .choice([
                    ChoiceOption("starttls", Message("STARTTLS (usual, port 587)")),
                    ChoiceOption("tls", Message("TLS from the first byte (port 465)")),
                    ChoiceOption("none", Message("None (only a program on this machine)")),
                ]), traits: [.required]),
            FieldSpec(name: "user", label: Message("User name"), shape: .text, traits: [.max(250)]),
            FieldSpec(name: "from", label: Message("Sender’s address"), shape: .email, traits: [.max(254)]),
            FieldSpec(name: "name", label: Message("Sender’s name"), shape: .text, traits: [.max(120)]),
        ]
    }

    private static let signature = FieldSpec(
        name: "signature", label: Message("Signature"), shape: .longText,
        traits: [.max(4000), .help("Stands under every mail you write. **bold**, *italic* and links are understood.")])

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Emails.sending)
        let kept = try await context.read { try PersonalMail.of($0.viewer.user, in: $0) }
        return page(form(kept), kept.server?.password.isEmpty == false, [], request, context)
    }

    private static func form(_ mail: PersonalMail) -> Form {
        let server = mail.server
        return Form([
            .init("signature", mail.signature), .init("host", server?.host ?? ""),
            .init("port", server.map { String($0.port) } ?? "587"),
            .init("protection", server?.protection.rawValue ?? "starttls"), .init("user", server?.user ?? ""),
            .init("from", server?.from.address ?? ""), .init("name", server?.from.name ?? ""),
        ])
    }

    private static func page(
        _ typed: Form, _ hasPassword: Bool, _ refusals: [FieldRefusal], _ request: Request, _ context: Context
    ) -> Response {
        let t = context.t
        func field(_ spec: FieldSpec) -> FormField {
            var field = FormField(spec, text: typed[spec.name] ?? "")
            field.error = refusals.first { $0.field == spec.name }.map { t($0.message) }
            return field
        }
        return SettingsFrame(request, context).page(t("My letters"), status: refusals.isEmpty ? 200 : 422) { html in
            html.form(.class("form two"), .method("post"), .action(path), .data("keep")) { html in
                html.csrfField(context.csrfToken ?? "")
                html.div(.class("wide")) { $0.field(field(signature), t) }
                html.div(.class("wide")) { html in html.heading(t("My own mail server")) }
                for spec in specs { html.field(field(spec), t) }
                html.div(.class("field"), .data("field", "password")) { html in
                    html.label(t("Password"), .for("field-own-password"))
                    html.input(
                        .class("input"), .id("field-own-password"), .type("password"), .name("password"),
                        .attribute("autocomplete", "off"), .attribute("maxlength", "400"),
                        .placeholder(hasPassword ? t("Unchanged") : ""))
                }
                html.div(.class("wide")) { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
            html.card(t("Try it")) { html in
                html.div(.class("stack")) { html in
                    html.p(
                        t("A short mail to your own address, sent at once with the saved settings."), .class("muted s"))
                    html.postButton(
                        Action(t("Send a test mail"), icon: "send"), to: path + "/test", csrf: context.csrfToken ?? "")
                }
            }
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Emails.sending)
        let typed = try await request.form()
        let old = try await context.read { try PersonalMail.of($0.viewer.user, in: $0) }
        var mail = PersonalMail(), refusals: [FieldRefusal] = []
        mail.signature = String((typed["signature"] ?? "").replacing("\r\n", with: "\n").prefix(4000))
        mail.server = server(typed, old.server, &refusals)
        guard refusals.isEmpty else {
            if request.wantsJSON { throw Refusal(fields: refusals) }
            return page(typed, old.server?.password.isEmpty == false, refusals, request, context)
        }
        let saved = mail
        try await context.write { try saved.save(for: $0.viewer.user, in: $0) }
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }

    private static func server(_ typed: Form, _ old: MailServer?, _ refusals: inout [FieldRefusal]) -> MailServer? {
        func text(_ name: String) -> String { (typed[name] ?? "").trimmingWhitespace() }
        let host = text("host").lowercased()
        if host.isEmpty { return nil }
        if !host.unicodeScalars.allSatisfy({
            $0.properties.isAlphabetic || "0123456789.-:_".unicodeScalars.contains($0)
        }) {
            let message = Message("This is the name of a machine, such as smtp.example.com.")
            refusals.append(FieldRefusal("host", code: "invalid_value", message))
        }
        let port = Int(text("port")) ?? 0
        if !(1...65535).contains(port) {
            let message = Message("A whole number from 1 to {limit} is expected.", ["limit": .number(65535)])
            refusals.append(FieldRefusal("port", code: "out_of_range", message))
        }
        let from = MailAddress(text("from"), name: text("name"))
        if from == nil {
            let message = Message("“{value}” is not an e-mail address.", ["value": .text(text("from"))])
            refusals.append(FieldRefusal("from", code: "invalid_email", message))
        }
        guard let from, refusals.isEmpty else { return nil }
        let protection = MailServer.Protection(rawValue: text("protection")) ?? .startTLS
        var server = MailServer(
            host: host, port: port, protection: protection, user: text("user"), password: typed["password"] ?? "",
            from: from)
        // A password typed for one server is not sent to another one.
        if server.password.isEmpty, let old, old.host == host, old.user == server.user {
            server.password = old.password
        }
        return server
    }

    @Sendable private static func test(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Emails.sending)
        let sender = try await context.read { try MailSender.of($0.viewer.user, in: $0.asHouse) }
        return try await TestMail.send(
            through: sender.server, from: sender.from, trust: sender.trust, next: path, request, context)
    }
}
