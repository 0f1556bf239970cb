import Foundation
import Localisation
import Records
import Storage
import Web

/// Finds out who sends a request: the session's cookie of a person, the bearer token of a program, or nobody.
package struct Authenticator: Sendable {
    package static let cookie = "entregent_session"
    let workspace: Workspace
    let product: Product
    private let holders = RecentHolders()
    private let viewers = RecentViewers()

    package init(workspace: Workspace, product: Product) {
        self.workspace = workspace
        self.product = product
    }

    package func context(for request: Request) async throws -> Context {
        let session = request.cookie(Authenticator.cookie), token = request.bearerToken
        let holder = try await holder(session: session, token: token, at: request.remoteAddress)
        if token != nil, holder == nil {
            throw Refusal(
                .unauthenticated, code: "invalid_token",
                Message("This token is not valid. Make a new one with “entregent token create”."))
        }
        try holder?.scope?.check(
            isSafe: request.method.isSafe, path: request.path, kind: { workspace.schema.kind(plural: $0)?.name })
        let settings = workspace.settings
        let language = holder?.language ?? fallback(request, signedIn: holder != nil)
        let person = holder.map { Person(id: $0.id, name: $0.name, email: $0.email, language: language) }
        var context = Context(
            workspace: workspace, product: product, person: person,
            viewer: holder?.viewer ?? Viewer(user: 0, grants: [:]), door: token == nil ? .screen : .api,
            t: product.catalogues.translator(language, timeZone: holder?.timeZone ?? settings.timeZone),
            now: workspace.clock(),
            csrfToken: holder != nil && token == nil ? session.map { csrfToken(forSession: $0, secret: secret) } : nil,
            origin: request.remoteAddress)
        context.mustEnrol = holder?.mustEnrol ?? false
        return context
    }

    private func holder(session: String?, token: String?, at address: String) async throws -> RecentHolders.Holder? {
        guard let secret = token.map({ "token " + $0 }) ?? session.map({ "session " + $0 }) else { return nil }
        let (viewers, permissions) = (viewers, Set(product.registry.permissions.keys))
        return try await holders.holder(secret, in: workspace) { _ in
            let found = try await workspace.read(.house) { transaction -> RecentHolders.Holder? in
                guard let known = try Credentials.holder(session: session, token: token, in: transaction) else {
                    return nil
                }
                return try RecentHolders.Holder(known, viewers, permissions, in: transaction)
            }
            if let found { await noteSeen(found, session: session, token: token, at: address) }
            return found
        }
    }

    /// When a session or token was last used, written down now and then. That it could not be is no reason to turn
    /// somebody away.
    private func noteSeen(
        _ holder: RecentHolders.Holder, session: String?, token: String?, at address: String
    ) async {
        let now = workspace.clock()
        let pause = token == nil ? Credentials.sessionSeenSeconds : Credentials.tokenSeenSeconds
        if let seen = holder.seenAt, now < seen.adding(seconds: pause) { return }
        do {
            try await workspace.database.write { connection in
                if let token {
                    try Credentials.noteUsed(token, at: now, connection)
                } else if let session {
                    try Credentials.noteSeen(session, at: address, now, connection)
                }
            }
        } catch {
            workspace.logger.warning("the last use of a session could not be noted", metadata: ["error": "\(error)"])
        }
    }

    private func fallback(_ request: Request, signedIn: Bool) -> Language {
        if let chosen = request.cookie("language").flatMap({ Language(rawValue: $0) }) { return chosen }
        let house = Language(rawValue: workspace.settings.language) ?? .french
        if signedIn { return house }
        return request.acceptedLanguages.compactMap { Language(rawValue: String($0.prefix(2))) }.first ?? house
    }

    private var secret: [UInt8] { Array((workspace.settings.extra["secret"]?.text ?? "").utf8) }

    /// Stands around every handler: strangers reach only what is open to them, and somebody whose role asks for a
    /// second step reaches only the pages to set one up.
    package static func demandSignIn(
        _ request: Request, _ context: Context, _ handler: @escaping Routes<Context>.Handler
    ) async throws -> Response {
        let isOpen = request.route?.options.contains(.anonymous) ?? false
        if context.person == nil, !isOpen {
            if request.wantsJSON || request.method != .get {
                throw Refusal(
                    .unauthenticated, code: "not_signed_in", Message("Sign in first, or send a bearer token."))
            }
            let isNew = try await !context.workspace.read(.house) { try Credentials.exist(in: $0) }
            if isNew { return .redirect("/setup") }
            let here = request.query.items.isEmpty ? request.path : "\(request.path)?\(request.query.encoded)"
            return .redirect(here == "/" ? "/sign-in" : "/sign-in?next=\(percentEncoded(here))")
        }
        if context.mustEnrol, !isOpen, !isForEnrolling(request.path) {
            if request.method == .get, !request.wantsJSON { return .redirect(AccessPages.path) }
            throw Refusal(
                .forbidden, code: "second_step_missing",
                Message("Your role asks for a second step when you sign in. Set one up to go on; it takes a minute."))
        }
        return try await handler(request, context)
    }

    private static func isForEnrolling(_ path: String) -> Bool {
        path == AccessPages.path || path == "/preferences"
            || [OwnSecondStepPages.path, AccessPages.path + "/passkeys"].contains {
                path == $0 || path.hasPrefix($0 + "/")
            }
    }
}
