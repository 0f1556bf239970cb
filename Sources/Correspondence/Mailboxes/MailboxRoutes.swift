import Localisation
import Records
import Storage
import Web

/// The password of a mailbox, reading it at once, and how it stands: on the screen and for programs.
enum MailboxRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.post("/mailboxes/:id/password", [], password)
        registry.routes.post("/mailboxes/:id/read", [], read)
        registry.api(.post, "/api/v1/mailboxes/:id/password", .code(passwordOperation), passwordForPrograms)
        registry.api(.post, "/api/v1/mailboxes/:id/read", .code(readOperation), readForPrograms)
        registry.api(.get, "/api/v1/mailboxes/:id/state", .code(stateOperation), state)
    }

    private static func keep(_ password: String, _ id: Int64, _ context: Context) async throws {
        guard !password.isEmpty, password.utf8.count <= 500 else {
            throw Refusal(fields: [
                FieldRefusal(
                    "password", code: password.isEmpty ? "required" : "too_long",
                    Message("Enter the password of the mailbox."))
            ])
        }
        try await context.write { transaction in
            try demandChange(id, in: transaction)
            try MailboxState.keep(password: password, id, in: transaction)
            try MailboxReading.queue(id, in: transaction)
        }
        try await context.workspace.reload()
    }

    private static func demandChange(_ id: Int64, in transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: Mailbox.self)
        _ = try transaction.record(id, of: kind)
        guard try transaction.allowed([id], of: kind, to: .change).contains(id) else {
            throw Refusal(
                .forbidden, code: "not_yours", Message("This mailbox is somebody else’s. Ask its owner."))
        }
    }

    @Sendable private static func password(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        try await keep(try await request.form()["password"] ?? "", id, context)
        return Response.accepted(request, next: "/mailboxes/\(id)").saying(
            Toast(context.t("Saved. The mailbox is read now.")))
    }

    private static func readNow(_ id: Int64, _ context: Context) async throws {
        try await context.write { transaction in
            try demandChange(id, in: transaction)
            try MailboxReading.queue(id, in: transaction)
        }
    }

    @Sendable private static func read(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        try await readNow(id, context)
        let toast = Toast(context.t("The mailbox is being read. What comes shows in a moment."))
        return Response.accepted(request, next: "/mailboxes/\(id)").saying(toast)
    }

    @Sendable private static func passwordForPrograms(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier(), body = try await request.json()
        try await keep(body["password"]?.text ?? "", id, context)
        return .noContent
    }

    @Sendable private static func readForPrograms(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        try await readNow(try request.identifier(), context)
        return .json(.record(["queued": true]), status: 202)
    }

    @Sendable private static func state(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier(), t = context.t
        return try await context.read { transaction in
            _ = try transaction.record(id, of: transaction.schema.kind(of: Mailbox.self))
            guard let state = try MailboxState.find(id, in: transaction.connection) else { throw Refusal.notFound() }
            let counts = try MailboxLetter.counts(
                id, since: transaction.now.adding(seconds: -30 * 86_400), in: transaction.connection)
            func instant(_ at: Instant?) -> JSON { at.map { .text($0.iso) } ?? .null }
            return Response.json(
                .record([
                    "has_password": .boolean(state.hasPassword), "last_read_at": instant(state.readAt),
                    "last_message_at": instant(state.messageAt), "next_attempt_at": instant(state.nextAt),
                    "last_error": state.failure.map { .text(t($0)) } ?? .null,
                    "letters": .object(counts.map { JSON.Member($0.0.rawValue, .number(String($0.1))) }),
                ]))
        }
    }

    private static let passwordOperation = #"""
        {"summary":"Set the password of a mailbox","tags":["mailboxes"],
        "description":"It is kept sealed and given to nobody. The mailbox is read at once.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "required":["password"],"properties":{"password":{"type":"string","minLength":1,"maxLength":500}}}}}},
        "responses":{"204":{"description":"Kept"}}}
        """#
    private static let readOperation = #"""
        {"summary":"Read a mailbox now","tags":["mailboxes"],
        "description":"Otherwise it is read every few minutes.",
        "responses":{"202":{"description":"It is being read","content":{"application/json":{"schema":{
        "type":"object"}}}}}}
        """#
    private static let stateOperation = #"""
        {"summary":"How a mailbox stands","tags":["mailboxes"],
        "description":"When it was read last, when the last letter came, why it cannot be read, and what became of \#
        the letters of thirty days.",
        "responses":{"200":{"description":"The state","content":{"application/json":{"schema":{
        "type":"object"}}}}}}
        """#
}
