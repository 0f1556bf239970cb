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

    package init(workspace: Workspace, product: Product) {
        self.workspace = workspace
        self.product = product
    }

    package func context(for request: Request) async throws -> Context {
        let session = request.cookie(Authenticator.cookie), token = request.bearerToken
        var row: [Value]?
        if session != nil || token != nil {
            row = try await workspace.read(.house) { try Credentials.holder(session: session, token: token, in: $0) }
        }
        if token != nil, row == nil {
            throw Refusal(
                .unauthenticated, code: "invalid_token",
                Message("This token is not valid. Make a new one with “entregent token create”."))
        }
        let settings = workspace.settings
        let language = row?[3].text.flatMap { Language(rawValue: $0) } ?? fallback(request, signedIn: row != nil)
        let person = row.map {
            Person(id: $0[0].integer ?? 0, name: $0[1].text ?? "", email: $0[2].text ?? "", language: language)
        }
        let role = row?[4].text.flatMap { Role(rawValue: $0) }
        return Context(
            workspace: workspace, product: product, person: person,
            viewer: viewer(person, role), door: token == nil ? .screen : .api,
            t: product.catalogues.translator(language, timeZone: settings.timeZone), now: workspace.clock(),
            csrfToken: row != nil && token == nil ? session.map { csrfToken(forSession: $0, secret: secret) } : nil)
    }

    private func viewer(_ person: Person?, _ role: Role?) -> Viewer {
        guard let person, let role else { return Viewer(user: 0, grants: [:]) }
        return Rights.viewer(person.id, role, schema: workspace.schema, registry: product.registry)
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
