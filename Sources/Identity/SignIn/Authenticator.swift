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
        let holder = try await holder(session: session, token: token)
        if token != nil, holder == nil {
            throw Refusal(
                .unauthenticated, code: "invalid_token",
                Message("This token is not valid. Make a new one with “entregent token create”."))
        }
        let settings = workspace.settings
        let language = holder?.language ?? fallback(request, signedIn: holder != nil)
        let person = holder.map { Person(id: $0.id, name: $0.name, email: $0.email, language: language) }
        return Context(
            workspace: workspace, product: product, person: person,
            viewer: holder?.viewer ?? Viewer(user: 0, grants: [:]), door: token == nil ? .screen : .api,
            t: product.catalogues.translator(language, timeZone: settings.timeZone), now: workspace.clock(),
            csrfToken: holder != nil && token == nil ? session.map { csrfToken(forSession: $0, secret: secret) } : nil)
    }

    private func holder(session: String?, token: String?) async throws -> RecentHolders.Holder? {
        guard let secret = token.map({ "token " + $0 }) ?? session.map({ "session " + $0 }) else { return nil }
        let (viewers, permissions) = (viewers, Set(product.registry.permissions.keys))
        return try await holders.holder(secret, in: workspace) { _ in
            try await workspace.read(.house) { transaction in
                guard let row = try Credentials.holder(session: session, token: token, in: transaction) else {
                    return nil
                }
                let id = row[0].integer ?? 0
                return RecentHolders.Holder(
                    id: id, name: row[1].text ?? "", email: row[2].text ?? "",
                    language: row[3].text.flatMap { Language(rawValue: $0) },
                    viewer: try viewers.viewer(of: id, permissions, in: transaction))
            }
        }
    }

    private func fallback(_ request: Request, signedIn: Bool) -> Language {
        if let chosen = request.cookie("language").flatMap({ Language(rawValue: $0) }) { return chosen }
        let house = Language(rawValue: workspace.settings.language) ?? .french
        if signedIn { return house }
        return request.acceptedLanguages.compactMap { Language(rawValue: String($0.prefix(2))) }.first ?? house
    }

    private var secret: [UInt8] { Array((workspace.settings.extra["secret"]?.text ?? "").utf8) }

    /// Stands around every handler: strangers reach only what is open to them.
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
        return try await handler(request, context)
    }
}
