import Activities
import Identity
import Localisation
import Messaging
import People
import Records
import Storage
import Web

/// Writing a letter: the page, what is kept while typing, the preview, sending, and calling back.
enum ComposerRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/emails/new", [], new)
        registry.routes.get("/emails/:id/writing", [], writing)
        registry.routes.post("/emails/draft", [], keep)
        registry.routes.post("/emails/preview", [], preview)
        registry.routes.post("/emails/discard", [], discard)
        registry.routes.get("/emails/words", [], words)
        let shelf = registry.words
        registry.routes.post("/emails/send", []) { try await send($0, $1, shelf) }
        registry.routes.post("/emails/:id/back", [], takeBack)
        registry.routes.post("/emails/:id/arrived", [], arrived)
    }

    @Sendable private static func new(_ request: Request, _ context: Context) async throws -> Response {
        guard context.viewer.may(Emails.sending) else { throw OutgoingEmail.notAllowed }
        let query = request.query, t = context.t
        let page = try await context.read { transaction in
            var email = Email()
            if let reply = query["reply"].flatMap({ Int64($0) }) {
                email = try Composition.answer(to: reply, t, in: transaction)
            } else {
                email.about = try Composition.about(query["about"], in: transaction)
                if let about = email.about, about.kind == Contact.name { email.contact = ID(about.id) }
                email.toAddresses = query["to"]
            }
            let documents = query["document"].flatMap { Int64($0) }.map { [$0] } ?? []
            email.files += try LibraryFiles.files(documents, in: transaction)
            var page = try ComposerPage.load(email, context, in: transaction)
            if page.email.toAddresses == nil, page.recipients.count == 1 || email.contact != nil,
                let only = page.recipients.first
            {
                page.email.toAddresses = MailAddress(only.address, name: only.name).map {
                    MailAddresses(list: [$0]).text
                }
            }
            return page
        }
        return frame(page, request, context)
    }

    @Sendable private static func writing(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let page = try await context.read {
            try ComposerPage.load(Composition.own(id, in: $0), context, in: $0)
        }
        return frame(page, request, context)
    }

    private static func frame(_ page: ComposerPage, _ request: Request, _ context: Context, status: Int = 200)
        -> Response
    {
        let t = context.t, title = t("Write a mail")
        return PageFrame(request, context).page(title, status: status) { html in
            if let parent = page.aboutTitle, let about = page.email.about, let plural = page.aboutPlural {
                html.topbar(parent: parent, href: "/\(plural)/\(about.id)", title: title, t)
            } else {
                html.topbar(parent: t(Email.pluralLabel), href: "/emails", title: title, t)
            }
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { page.render(&$0, context) }
            }
        }
    }

    /// Keeps what was typed so far; the answer names the draft.
    @Sendable private static func keep(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        let id = try await context.write { transaction in
            try Composition.keep(Composition.email(form, in: transaction), in: transaction)
        }
        return .json(.record(["id": .text(String(id.number)), "kept": .text(context.t("Draft kept."))]))
    }

    @Sendable private static func send(
        _ request: Request, _ context: Context, _ shelf: CatalogueShelf
    ) async throws -> Response {
        let form = try await request.form(), t = context.t
        do {
            let email = try await context.write { transaction in
                let id = try OutgoingEmail.send(
                    Composition.email(form, in: transaction), delaySeconds: OutgoingEmail.undoSeconds, words: shelf,
                    in: transaction)
                return try transaction.find(id)
            }
            let next = Emails.page(email.about, context.schema) ?? "/emails/\(email.id.number)"
            let toast = Toast(
                t(Message("The mail leaves in {seconds} seconds.", ["seconds": .number(OutgoingEmail.undoSeconds)])),
                undo: "/emails/\(email.id.number)/back")
            return Response.accepted(request, next: next, .record(["id": .text(String(email.id.number))])).saying(toast)
        } catch let refusal as Refusal where !request.isFetched && !request.wantsJSON {
            let page = try await context.read { transaction in
                try ComposerPage.load(Composition.email(form, in: transaction), context, in: transaction)
            }
            var shown = page
            shown.refusals =
                refusal.fields.isEmpty ? [FieldRefusal("", code: refusal.code, refusal.message)] : refusal.fields
            return frame(shown, request, context, status: 422)
        }
    }

    /// Somebody has asked the customer.
    @Sendable private static func arrived(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        try await context.write { try OutgoingEmail.confirm(ID(id), in: $0) }
        return Response.accepted(request, next: "/emails/\(id)").saying(Toast(context.t("Saved.")))
    }

    /// While it has not left, it is a draft again.
    @Sendable private static func takeBack(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let isBack = try await context.write { try OutgoingEmail.takeBack(ID(id), in: $0) }
        guard isBack else {
            throw Refusal(
                .conflict, code: "already_sent", Message("Too late: the mail has left. You can write another one."))
        }
        return Response.accepted(request, next: "/emails/\(id)/writing").saying(
            Toast(context.t("The mail stays here, as a draft.")))
    }

    @Sendable private static func discard(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        let page = try await context.write { transaction -> String? in
            let about = try Composition.about(form["about"], in: transaction)
            if let id = form["id"].flatMap({ Int64($0) }) {
                _ = try Composition.own(id, in: transaction)
                _ = try transaction.asHouse.delete([id], of: transaction.schema.kind(of: Email.self))
            }
            return Emails.page(about, transaction.schema)
        }
        return Response.accepted(request, next: page ?? "/emails").saying(Toast(context.t("Draft discarded.")))
    }

    /// As the recipient will see it.
    @Sendable private static func preview(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(), shelf = context.product.registry.words
        let preview = try await context.read { transaction in
            try EmailPreview.load(Composition.email(form, in: transaction), shelf, in: transaction)
        }
        if request.isFetched { return .fragment { preview.render(&$0, context.t) } }
        let page = try await context.read { transaction in
            try ComposerPage.load(Composition.email(form, in: transaction), context, in: transaction)
        }
        let t = context.t
        return PageFrame(request, context).page(t("Preview")) { html in
            html.topbar(parent: t(Email.pluralLabel), href: "/emails", title: t("Preview"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    preview.render(&html, t)
                    page.render(&html, context)
                }
            }
        }
    }

    /// The words of a template, in the recipient's language.
    @Sendable private static func words(_ request: Request, _ context: Context) async throws -> Response {
        let query = request.query, t = context.t
        guard let id = query["template"].flatMap({ Int64($0) }) else { throw Refusal.notFound() }
        return try await context.read { transaction in
            let template = try transaction.find(ID<EmailTemplate>(id))
            var email = Email()
            email.about = try Composition.about(query["about"], in: transaction)
            email.contact = query["contact"].flatMap { Int64($0) }.map { ID($0) }
            email.toAddresses = query["to"]
            email.language = query["language"].flatMap { UserLanguage(rawValue: $0) }
            try EmailContact.complete(&email, in: transaction)
            let language = try RecipientLanguage.of(email, in: transaction)
            let version = template.version(language.rawValue, company: transaction.settings.language)
            let (files, missing) = try LibraryFiles.files(of: template, in: transaction)
            return .json(
                .record([
                    "subject": .text(version?.subject ?? ""), "text": .text(version?.text ?? ""),
                    "language": .text(version?.language.rawValue ?? ""), "purpose": .text(template.purpose.rawValue),
                    "documents": .array(files.compactMap(\.document).map { .text(String($0.number)) }),
                    "missing": missing.isEmpty ? .null : .text(t(LibraryFiles.notAttached(missing, t))),
                ]))
        }
    }
}

extension Emails {
    /// The page of what a letter is about.
    static func page(_ about: Reference?, _ schema: Schema) -> String? {
        about.flatMap { about in schema[about.kind].map { "/\($0.plural)/\(about.id)" } }
    }
}
