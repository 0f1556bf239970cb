import Foundation
import Records
import Storage
import Web

/// Where the pixel and the links of followed letters lead. A link goes only where the letter itself led: its address is
/// sealed, so nobody borrows our name to send people elsewhere.
enum TrackingRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/letters/seen/:token", [.anonymous], seen)
        registry.routes.get("/letters/to/:token", [.anonymous], follow)
    }

    /// A transparent picture of one point.
    private static let picture: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x21, 0xf9, 4, 1, 0, 0,
        0,
        0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b,
    ]

    /// The picture comes whatever the token says: a reader is never shown a broken one.
    @Sendable private static func seen(_ request: Request, _ context: Context) async throws -> Response {
        let token = request.parameter("token")
        let words = MailLinkToken.read(String(token.prefix { $0 != "." }), context.workspace.settings) ?? []
        if words.count == 2, words[0] == "seen", let id = Int64(words[1]) { try await note(id, "opened_at", context) }
        return Response.bytes(picture, contentType: "image/gif").with("Cache-Control", "no-store")
    }

    @Sendable private static func follow(_ request: Request, _ context: Context) async throws -> Response {
        let words = MailLinkToken.read(request.parameter("token"), context.workspace.settings) ?? []
        guard words.count == 3, words[0] == "to", let id = Int64(words[1]), MailSpan.isAddress(words[2]) else {
            throw Refusal.notFound()
        }
        try await note(id, "clicked_at", context)
        return Response.redirect(words[2], status: 302).with("Cache-Control", "no-store")
    }

    /// The first time only; switched off meanwhile, nothing is noted.
    private static func note(_ id: Int64, _ field: String, _ context: Context) async throws {
        let settings = TrackingSettings(context.workspace.settings)
        guard field == "opened_at" ? settings.opens : settings.clicks else { return }
        try await context.workspace.write(.house, .screen) { transaction in
            let kind = transaction.schema.kind(of: Email.self)
            guard let record = try transaction.records([id], of: kind)[id], record.value(field, in: kind).isNull else {
                return
            }
            var fields: [String: [Value]] = [field: [.instant(transaction.now)]]
            // Who follows a link has opened the letter, whether pictures were shown or not.
            if record.value("opened_at", in: kind).isNull, settings.opens {
                fields["opened_at"] = [.instant(transaction.now)]
            }
            try transaction.save(Draft(id: id, fields: fields), as: kind)
        }
    }
}
