import Localisation
import People
import Records
import Storage
import Web

/// Writing a short message: a small form, and the door for programs.
enum SmsRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/text_messages/new", [], new)
        registry.routes.post("/text_messages/send", [], send)
        registry.api(.post, "/api/v1/text_messages", .code(operation), sendByProgram)
    }

    @Sendable private static func new(_ request: Request, _ context: Context) async throws -> Response {
        let t = context.t, query = request.query
        let (about, title, numbers) = try await context.read { transaction in
            let about = try Composition.about(query["about"], in: transaction)
            return (
                about, try about.flatMap { try transaction.titles([$0])[$0] },
                try SmsRoutes.numbers(about, in: transaction)
            )
        }
        let stop = SmsAdapter.of(context.workspace.settings)?.stop ?? ""
        return PageFrame(request, context).page(t("Write a short message")) { html in
            html.topbar(
                parent: title ?? t(TextMessage.pluralLabel),
                href: Emails.page(about, context.schema) ?? "/text_messages",
                title: t("Write a short message"), t)
            html.style(of: "mail")
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    html.form(
                        .class("card form mail-sms"), .method("post"), .action("/text_messages/send"), .data("ajax")
                    ) { html in
                        html.csrfField(context.csrfToken ?? "")
                        html.input(.type("hidden"), .name("about"), .value(about.map { "\($0.kind):\($0.id)" } ?? ""))
                        html.refusals(nil, [], t)
                        let spec = FieldSpec(
                            name: "to_number", label: Message("To"), shape: .phone, traits: [.required, .max(60)])
                        html.field(FormField(spec, text: query["to"] ?? numbers.first ?? ""), t)
                        let words = FieldSpec(
                            name: "text", label: Message("Text"), shape: .longText, traits: [.required, .max(1600)])
                        html.div(.data("sms-text", stop)) { html in
                            html.field(FormField(words), t)
                            html.p("", .class("xs muted"), .data("sms-count"), .role("status"))
                        }
                        let purpose = FieldSpec(
                            name: "purpose", label: Message("Purpose"), shape: EmailPurpose.shape, traits: [.required])
                        html.field(FormField(purpose, text: EmailPurpose.service.rawValue), t)
                        html.div { $0.action(Action(t("Send"), icon: "send", look: .primary, submit: true)) }
                    }
                }
            }
        }
    }

    /// The mobile numbers first.
    private static func numbers(_ about: Reference?, in transaction: Transaction) throws -> [String] {
        guard let about, let kind = transaction.schema[about.kind] else { return [] }
        let record = try transaction.record(about.id, of: kind).seen(by: transaction.viewer, kind)
        if about.kind == Contact.name {
            return try Contact(record, kind: kind).phones.filter { $0.number != nil }
                .sorted { ($0.use == .mobile ? 0 : 1) < ($1.use == .mobile ? 0 : 1) }.compactMap(\.number)
        }
        if let field = kind.declared.first(where: { $0.shape.linkTarget == Contact.name }),
            let id = record.value(field.name, in: kind).integer,
            try transaction.records([id], of: transaction.schema.kind(of: Contact.self))[id] != nil
        {
            return try numbers(Reference(kind: Contact.name, id: id), in: transaction)
        }
        return [kind["phone"].flatMap { _ in record.value("phone", in: kind).text }].compactMap(\.self)
    }

    @Sendable private static func send(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(), shelf = context.product.registry.words
        let message = try await context.write { transaction in
            var message = TextMessage()
            message.about = try Composition.about(form["about"], in: transaction)
            message.toNumber = form["to_number"] ?? ""
            message.text = form["text"] ?? ""
            message.purpose = form["purpose"].flatMap { EmailPurpose(rawValue: $0) } ?? .service
            let id = try TextMessages.send(message, words: shelf, in: transaction)
            return try transaction.asHouse.find(id)
        }
        let next = Emails.page(message.about, context.schema) ?? "/text_messages/\(message.id.number)"
        return Response.accepted(request, next: next, .record(["id": .text(String(message.id.number))]))
            .saying(Toast(context.t("The short message is on its way.")))
    }

    /// Sends at once; `about` and `contact` as everywhere.
    @Sendable private static func sendByProgram(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let body = try await request.json(), shelf = context.product.registry.words, claim = IdempotencyClaim.current
        return try await context.write { transaction in
            let reader = try SendBody(
                body, known: ["text", "to_number", "about", "contact", "purpose", "template"], required: ["to_number"])
            var message = TextMessage()
            message.about = try reader.reference("about")
            message.contact = try reader.identifier("contact").map { ID($0) }
            message.toNumber = try reader.text("to_number") ?? ""
            message.text = try reader.text("text") ?? ""
            message.purpose = try reader.purpose()
            if let id = try reader.identifier("template") {
                message.template = ID(id)
                let template = try transaction.find(ID<EmailTemplate>(id))
                let language = try RecipientLanguage.of(contact: message.contact, about: message.about, in: transaction)
                if message.text.isEmpty {
                    message.text =
                        template.version(language.rawValue, company: transaction.settings.language)?.text ?? ""
                }
            }
            let id = try TextMessages.send(message, words: shelf, in: transaction)
            let response = try SendBody.answer(
                id.number, transaction.schema.kind(of: TextMessage.self), in: transaction)
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    private static let operation = """
        {"summary":"Send a short message","tags":["text_messages"],"requestBody":{"required":true,"content":
        {"application/json":{"schema":{"type":"object","additionalProperties":false,"required":["to_number"],
        "properties":{
        "to_number":{"type":"string"},"text":{"type":"string","maxLength":1600},
        "about":{"type":"object","properties":{"kind":{"type":"string"},"id":{"type":"string"}}},
        "contact":{"type":"string"},"purpose":{"type":"string","enum":["service","prospecting"]},
        "template":{"type":"string"}}}}}},"responses":{"201":{"description":"It is on its way",
        "content":{"application/json":{"schema":{"type":"object"}}}}}}
        """
}
