import Localisation
import Records
import Storage
import Web

/// Letters that came in and belong to no record yet: each is filed under one, or set aside.
enum UnfiledPages {
    static let path = "/unfiled-letters"
    private static let shown = 50

    static func register(in registry: inout Registry) {
        registry.navigation.append(
            NavigationEntry(label: Message("Letters to file"), icon: "inbox", path: path))
        registry.routes.get(path, [], show)
        registry.routes.post("/emails/:id/file", [], file)
        registry.routes.post("/emails/:id/set-aside", [], setAside)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Email.plural), t = context.t
        let letters = try await context.read { transaction -> [Email] in
            var query = ListQuery(condition, sort: [.init("sent_at", descending: true)], limit: shown + 1)
            query.withParts = true
            return try transaction.page(kind, query).records.map {
                try Email($0.seen(by: transaction.viewer, kind), kind: kind)
            }
        }
        return PageFrame(request, context).page(t("Letters to file")) { html in
            html.topbar(title: t("Letters to file"))
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack"), .id("unfiled"), .data("live-region")) { html in
                    if letters.isEmpty {
                        html.emptyState(
                            t("Every letter is on its record."), icon: "circle-check",
                            [Action(t("Mailboxes"), icon: "inbox", href: "/mailboxes")])
                    }
                    for letter in letters.prefix(shown) { card(letter, &html, context) }
                    if letters.count > shown {
                        html.p(t("There are more: they show as these are filed."), .class("s muted"))
                    }
                }
            }
        }
    }

    private static let condition = Condition.all([
        .test(path: ["direction"], .equals(.text("in"))), .test(path: ["about"], .empty(true)),
    ])

    private static func card(_ letter: Email, _ html: inout HTML, _ context: Context) {
        let t = context.t, id = letter.id.number
        html.section(.class("card"), .id("letter-\(id)")) { html in
            html.header { html in
                html.h2(.class("grow cut")) { html in
                    html.a(letter.subject.isEmpty ? t("(no subject)") : letter.subject, .href("/emails/\(id)"))
                }
                if let at = letter.sentAt { html.span(t.relative(at, now: context.now), .class("xs muted number")) }
            }
            html.div(.class("inside stack")) { html in
                html.p(letter.fromAddress ?? "", .class("s strong cut"))
                html.p(excerpt(letter.text), .class("s muted prose"))
                form(letter, &html, context)
            }
        }
    }

    private static func excerpt(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix(">") }.joined(separator: " ")
        return words.count > 280 ? words.prefix(280) + "…" : words
    }

    private static func form(_ letter: Email, _ html: inout HTML, _ context: Context) {
        let t = context.t, id = letter.id.number
        html.form(.class("form stack"), .method("post"), .action("/emails/\(id)/file"), .data("ajax")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.refusals(nil, [], t)
            let spec = FieldSpec(
                name: "about", label: Message("File under"), shape: .reference, traits: [])
            var field = FormField(spec, name: "about-\(id)")
            field.picker = "/pick/any"
            html.field(field, t)
            html.label(.class("row s")) { html in
                html.input(.type("checkbox"), .name("remember"), .value("true"), .attribute("checked", ""))
                html.span(t("Add the address to the contact, so that the next letter finds its way"))
            }
            html.div(.class("row")) { html in
                html.action(
                    Action(t("File", context: "verb"), icon: "folder", look: .primary, small: true, submit: true))
                html.action(
                    Action(
                        t("Set aside"), icon: "archive", look: .quiet, small: true, submit: true,
                        [.attribute("formaction", "/emails/\(id)/set-aside"), .attribute("formnovalidate", "")]))
            }
        }
    }

    @Sendable private static func file(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), form = try await request.form()
        let pieces = (form["about-\(id)"] ?? form["about"] ?? "").split(separator: ":")
        guard pieces.count == 2, let number = Int64(pieces[1]) else { throw FilingByHand.noRecord }
        let about = Reference(kind: String(pieces[0]), id: number), remember = form["remember"] == "true"
        try await context.write { try FilingByHand.file(id, under: about, remember: remember, in: $0) }
        let undo = Toast(context.t("The letter is on its record."))
        return Response.accepted(request, next: path).saying(undo)
    }

    @Sendable private static func setAside(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let journal = try await context.write { transaction in
            try transaction.delete([id], of: transaction.schema.kind(of: Email.self))
        }
        let toast = Toast(context.t("The letter is set aside."), undo: "/journal/\(journal)/undo")
        return Response.accepted(request, next: path).saying(toast)
    }
}
