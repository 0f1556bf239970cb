import Localisation
import People
import Records
import Storage
import Web

/// Where the link under a letter of prospecting leads. Looking at the page changes nothing: programs that check links
/// look too. Only a POST says no, from the page or by one click in the mail program, without signing in.
enum UnsubscribePages {
    static let path = "/unsubscribe"

    static func register(in registry: inout Registry) {
        registry.routes.get(path + "/:token", [.anonymous], show)
        registry.routes.post(path + "/:token", [.anonymous, .otherSites], leave)
    }

    private static func meaning(_ request: Request, _ context: Context) throws(Refusal) -> (
        email: Int64, address: String
    ) {
        let words = MailLinkToken.read(request.parameter("token"), context.workspace.settings) ?? []
        guard words.count == 3, words[0] == "unsubscribe", let id = Int64(words[1]) else { throw .notFound() }
        return (id, words[2])
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let (_, address) = try meaning(request, context)
        let t = context.t
        return page(context) { html in
            html.p(
                t(
                    Message(
                        "{company} will write no more letters of advertising to {address}. Letters about your orders "
                            + "and questions still come.",
                        ["company": .text(context.workspace.settings.company), "address": .text(address)])))
            html.form(.class("card form"), .method("post"), .action(request.path)) { html in
                html.action(Action(t("Write to me no more"), icon: "check", look: .primary, submit: true))
            }
        }
    }

    @Sendable private static func leave(_ request: Request, _ context: Context) async throws -> Response {
        let (id, address) = try meaning(request, context)
        let origin = context.origin
        try await context.workspace.write(.house, .screen, origin: origin) { transaction in
            try object(address, email: id, origin: origin, in: transaction)
        }
        let t = context.t
        return page(context) { html in
            html.notice(
                t(Message("It is done: no more advertising goes to {address}.", ["address": .text(address)])), .good)
        }
    }

    /// Said once, however often the button is pressed.
    private static func object(_ address: String, email id: Int64, origin: String?, in transaction: Transaction) throws
    {
        let kind = transaction.schema.kind(of: Email.self)
        let email = try transaction.records([id], of: kind)[id].map { try Email($0, kind: kind) }
        let key = Opposition.fingerprint(address)
        let known = try transaction.connection.integer(
            """
            SELECT id FROM consent WHERE address_key = \(key) AND channel = 'email' AND purpose IS NULL
            AND state = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM consent AS c WHERE c.address_key = \(key)
            AND c.channel = 'email' AND c.state = 'given' AND c.said_at > consent.said_at) LIMIT 1
            """)
        if known != nil { return }
        var consent = Consent()
        consent.about = email?.contact.map { Reference(kind: Contact.name, id: $0.number) } ?? email?.about
        (consent.address, consent.channel, consent.state) = (address, .email, .withdrawn)
        (consent.source, consent.saidAt, consent.ipAddress) = (.mail, transaction.now, origin)
        consent.proof = email?.messageID.map { "Message-ID: <\($0)>" }
        try Consents.record(consent, in: transaction)
    }

    private static func page(_ context: Context, _ content: (inout HTML) -> Void) -> Response {
        let frame = BarePage(t: context.t, assets: PageFrame.assets)
        return Response.html(frame.page(title: context.t("Advertising by mail"), content: content))
            .with("Cache-Control", "no-store")
    }
}
