import Activities
import Foundation
import Identity
import Localisation
import People
import Records
import Storage
import Web

/// Mails for programs: kept as drafts, or sent; from a template; looked at before; called back.
enum EmailApi {
    static func register(in registry: inout Registry) {
        registry.api(.post, "/api/v1/emails", .code(createOperation), create)
        registry.api(.post, "/api/v1/emails/:id/send", .code(sendOperation), send)
        registry.api(.post, "/api/v1/emails/:id/back", .code(backOperation), back)
        registry.api(.post, "/api/v1/emails/:id/arrived", .code(arrivedOperation), arrived)
        registry.api(.post, "/api/v1/emails/preview", .code(previewOperation), preview)
    }

    private static let known: Set<String> = [
        "subject", "text", "to_addresses", "cc_addresses", "about", "contact", "purpose", "template", "language",
        "in_reply_to", "files", "documents", "send", "delay_seconds", "external_id",
    ]

    private static func email(_ body: SendBody, in transaction: Transaction) throws -> Email {
        try transaction.refuse(.create, transaction.schema.kind(of: Email.self))
        var email = Email()
        email.about = try body.reference("about")
        if let about = email.about {
            guard let kind = transaction.schema[about.kind], kind.owner == nil else { throw Refusal.notFound() }
            _ = try transaction.record(about.id, of: kind)
        }
        email.contact = try body.identifier("contact").map { ID($0) }
        if let contact = email.contact { _ = try transaction.find(contact) }
        email.toAddresses = try body.text("to_addresses")
        email.ccAddresses = try body.text("cc_addresses")
        email.purpose = try body.purpose()
        email.language = try body.text("language").flatMap { UserLanguage(rawValue: $0) }
        email.inReplyTo = try body.text("in_reply_to")?.trimmingCharacters(in: ["<", ">", " "])
        email.owner = transaction.author.map { ID($0) }
        (email.subject, email.text) = (try body.text("subject") ?? "", try body.text("text") ?? "")
        var documents: [Int64] = []
        if let id = try body.identifier("template") {
            documents = try fill(&email, id, try body.text("purpose") != nil, transaction)
        }
        let kind = transaction.schema.kind(of: Attachment.self)
        email.files = try (body.identifiers("files") ?? []).map { id in
            var file = EmailFile()
            (file.name, file.attachment) = (try transaction.record(id, of: kind).title(in: kind), ID(id))
            return file
        }
        email.files += try LibraryFiles.files(documents + (body.identifiers("documents") ?? []), in: transaction)
        return email
    }

    /// The template's words where the program sent none of its own; returns the documents it brings.
    private static func fill(_ email: inout Email, _ id: Int64, _ isPurposeSaid: Bool, _ transaction: Transaction)
        throws -> [Int64]
    {
        let template = try transaction.find(ID<EmailTemplate>(id))
        email.template = template.id
        if !isPurposeSaid { email.purpose = template.purpose }
        let language = try RecipientLanguage.of(email, in: transaction)
        let version = template.version(language.rawValue, company: transaction.settings.language)
        if email.subject.isEmpty { email.subject = version?.subject ?? "" }
        if email.text.isEmpty { email.text = version?.text ?? "" }
        return try LibraryFiles.files(of: template, in: transaction).files.compactMap { $0.document?.number }
    }

    @Sendable private static func create(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let json = try await request.json(), shelf = context.product.registry.words, claim = IdempotencyClaim.current
        return try await context.write { transaction in
            let body = try SendBody(json, known: known)
            let email = try email(body, in: transaction)
            let delay = try body.number("delay_seconds", 0...2_592_000) ?? 0
            let id =
                try body.boolean("send") ?? false
                ? try OutgoingEmail.send(email, delaySeconds: delay, words: shelf, in: transaction)
                : try Composition.keep(email, in: transaction)
            if let external = try body.text("external_id") {
                try transaction.asHouse.save(
                    Draft(id: id.number, fields: ["external_id": [.text(external)]]),
                    as: transaction.schema.kind(of: Email.self))
            }
            let response = try SendBody.answer(id.number, transaction.schema.kind(of: Email.self), in: transaction)
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    /// A draft that is complete; a failed one again.
    @Sendable private static func send(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier(), shelf = context.product.registry.words
        return try await context.write { transaction in
            let email = try Composition.own(id, in: transaction)
            try OutgoingEmail.send(email, words: shelf, in: transaction)
            return try SendBody.answer(id, transaction.schema.kind(of: Email.self), in: transaction, status: 200)
        }
    }

    @Sendable private static func back(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        return try await context.write { transaction in
            guard try OutgoingEmail.takeBack(ID(id), in: transaction) else { throw OutgoingEmail.alreadySent }
            return try SendBody.answer(id, transaction.schema.kind(of: Email.self), in: transaction, status: 200)
        }
    }

    @Sendable private static func arrived(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        return try await context.write { transaction in
            try OutgoingEmail.confirm(ID(id), in: transaction)
            return try SendBody.answer(id, transaction.schema.kind(of: Email.self), in: transaction, status: 200)
        }
    }

    @Sendable private static func preview(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let json = try await request.json(), shelf = context.product.registry.words, t = context.t
        return try await context.read { transaction in
            let email = try email(SendBody(json, known: known), in: transaction)
            let preview = try EmailPreview.load(email, shelf, in: transaction)
            var html = HTML()
            html.mailText(MailText(preview.email.text))
            return .json(
                .record([
                    "subject": .text(preview.email.subject), "text": .text(MailText(preview.email.text).plain),
                    "html": .text(html.string), "language": .text(preview.language.rawValue),
                    "problems": .array(
                        preview.problems.map {
                            .record(["field": .text($0.field), "code": .text($0.code), "message": .text(t($0.message))])
                        }),
                ]))
        }
    }

    private static let body = """
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "additionalProperties":false,"properties":{"subject":{"type":"string","maxLength":500},"text":{"type":"string"},
        "to_addresses":{"type":"string","description":"Addresses, separated by commas"},
        "cc_addresses":{"type":"string"},
        "about":{"type":"object","properties":{"kind":{"type":"string"},"id":{"type":"string"}}},
        "contact":{"type":"string"},"purpose":{"type":"string","enum":["service","prospecting"]},
        "template":{"type":"string"},"language":{"type":"string","enum":["fr","en"]},
        "in_reply_to":{"type":"string","description":"The Message-ID of the mail this one answers"},
        "files":{"type":"array","items":{"type":"string"},"description":"Identifiers of attachments"},
        "documents":{"type":"array","items":{"type":"string"},
        "description":"Identifiers of documents of the library: the current version of each goes with the mail"},
        "send":{"type":"boolean","description":"Send it; else it is kept as a draft"},
        "delay_seconds":{"type":"integer","minimum":0,"maximum":2592000},"external_id":{"type":"string"}}}}}}
        """
    private static let answers = """
        "responses":{"RESPONSE":{"description":"The mail","content":{"application/json":{"schema":{"type":"object"}}}}}
        """
    private static let createOperation =
        #"{"summary":"Write a mail, and send it with “send”","tags":["emails"],"# + body + ","
        + answers.replacing("RESPONSE", with: "201") + "}"
    private static let sendOperation =
        #"{"summary":"Send a draft, or again a mail that failed or perhaps left","tags":["emails"],"#
        + answers.replacing("RESPONSE", with: "200") + "}"
    private static let backOperation =
        #"{"summary":"Call a mail back while it has not left: it is a draft again","tags":["emails"],"#
        + answers.replacing("RESPONSE", with: "200") + "}"
    private static let arrivedOperation =
        #"{"summary":"Say that a mail of which it is not known has arrived","tags":["emails"],"#
        + answers.replacing("RESPONSE", with: "200") + "}"
    private static let previewOperation =
        #"{"summary":"A mail as its recipient will see it, and what keeps it from leaving","tags":["emails"],"# + body
        + "," + answers.replacing("RESPONSE", with: "200") + "}"
}
