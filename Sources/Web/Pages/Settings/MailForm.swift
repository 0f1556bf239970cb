import Localisation
import Messaging
import Records
import Storage

/// The form of the mail settings: what stands in it, and what is wrong with it. A stored password is never shown; left
/// empty it stays as it is.
struct MailForm: Sendable {
    private let typed: Form
    private let hasPassword: Bool
    let isByEnvironment: Bool
    private(set) var refusals: [FieldRefusal] = []

    init(_ typed: Form, _ settings: WorkspaceSettings) {
        self.typed = typed
        hasPassword = settings.extra[MailSettings.name]?["password"]?.text?.isEmpty == false
        isByEnvironment = MailSettings(settings).isByEnvironment
    }

    init(_ settings: WorkspaceSettings, _ request: Request) {
        let kept = settings.extra[MailSettings.name]
        func item(_ name: String, _ fallback: String = "") -> Form.Item {
            .init(name, kept?[name]?.text ?? fallback)
        }
        // A proposal that somebody looks at and saves; never used before.
        let proposed = PublicAddress.normalised("\(request.isSecure ? "https" : "http")://\(request.host)") ?? ""
        self.init(
            Form([
                item("host"), .init("port", kept?["port"]?.integer.map(String.init) ?? "587"),
                item("protection", MailServer.Protection.startTLS.rawValue), item("user"), item("from"), item("name"),
                .init("public_address", PublicAddress.of(settings) ?? proposed),
            ]), settings)
    }

    private var fields: [FieldSpec] {
        [
            FieldSpec(
                name: "host", label: Message("Mail server"), shape: .text,
                traits: [.max(250), .help("Such as smtp.example.com. Empty: no mail is sent.")]),
            FieldSpec(name: "port", label: Message("Port"), shape: .text, traits: [.max(5)]),
            FieldSpec(
                name: "protection", label: Message("Encryption"),
                shape: .choice(MailServer.Protection.allCases.map { ChoiceOption($0.rawValue, Message($0.label)) }),
                traits: [.required]),
            FieldSpec(name: "user", label: Message("User name"), shape: .text, traits: [.max(250)]),
        ]
    }

    private var senders: [FieldSpec] {
        [
            FieldSpec(name: "from", label: Message("Sender’s address"), shape: .email, traits: [.max(254)]),
            FieldSpec(name: "name", label: Message("Sender’s name"), shape: .text, traits: [.max(120)]),
        ]
    }

    func write(_ html: inout HTML, _ t: Translator) {
        let address = FieldSpec(
            name: "public_address", label: Message("Address of this server"), shape: .text,
            traits: [.required, .max(250), .help("How people reach it: links in mails and invitations begin with it.")])
        html.div(.class("wide")) { $0.field(field(address, t), t) }
        if isByEnvironment {
            html.div(.class("wide")) {
                $0.notice(t("Whoever runs this machine chose the mail server: ENTREGENT_SMTP_URL is set."))
            }
            return
        }
        for spec in fields { html.field(field(spec, t), t) }
        html.div(.class("field"), .data("field", "password")) { html in
            html.label(t("Password"), .for("field-mail-password"))
            html.input(
                .class("input"), .id("field-mail-password"), .type("password"), .name("password"),
                .attribute("autocomplete", "off"), .attribute("maxlength", "400"),
                .placeholder(hasPassword ? t("Unchanged") : ""))
        }
        for spec in senders { html.field(field(spec, t), t) }
    }

    private func field(_ spec: FieldSpec, _ t: Translator) -> FormField {
        var field = FormField(spec, text: typed[spec.name] ?? "")
        field.error = refusals.first { $0.field == spec.name }.map { t($0.message) }
        return field
    }

    /// The server to keep (nil for none) and the address; what cannot be is refused.
    mutating func read(_ settings: WorkspaceSettings) -> (MailServer?, String) {
        func text(_ name: String) -> String { (typed[name] ?? "").trimmingWhitespace() }
        let address = PublicAddress.normalised(text("public_address"))
        if address == nil {
            refuse("public_address", "invalid_value", Message("Write it as https://crm.example.com, without a path."))
        }
        if isByEnvironment || text("host").isEmpty { return (nil, address ?? "") }
        let host = text("host").lowercased()
        if !host.unicodeScalars.allSatisfy({
            $0.properties.isAlphabetic || "0123456789.-:_".unicodeScalars.contains($0)
        }) {
            refuse("host", "invalid_value", Message("This is the name of a machine, such as smtp.example.com."))
        }
        let port = Int(text("port")) ?? 0
        if !(1...65535).contains(port) {
            refuse(
                "port", "out_of_range",
                Message("A whole number from 1 to {limit} is expected.", ["limit": .number(65535)]))
        }
        let protection = MailServer.Protection(rawValue: text("protection")) ?? .startTLS
        let from = MailAddress(text("from"), name: text("name"))
        if from == nil {
            let message = Message("“{value}” is not an e-mail address.", ["value": .text(text("from"))])
            refuse("from", "invalid_email", message)
        }
        guard let from, refusals.isEmpty else { return (nil, address ?? "") }
        var server = MailServer(
            host: host, port: port, protection: protection, user: text("user"), password: typed["password"] ?? "",
            from: from)
        // A password typed for one server is not sent to another one.
        let old = try? MailSettings(settings, environment: [:]).server()
        if server.password.isEmpty, let old, old.host == host, old.user == server.user {
            server.password = old.password
        }
        return (server, address ?? "")
    }

    private mutating func refuse(_ name: String, _ code: String, _ message: Message) {
        refusals.append(FieldRefusal(name, code: code, message))
    }
}

extension MailServer.Protection {
    var label: String {
        switch self {
        case .startTLS: "STARTTLS (usual, port 587)"
        case .tls: "TLS from the first byte (port 465)"
        case .none: "None (only a program on this machine)"
        }
    }
}
