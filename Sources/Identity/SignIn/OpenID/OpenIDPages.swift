import Foundation
import Localisation
import Records
import Storage
import Web

/// The doors to providers: out to them, and back with an answer.
enum OpenIDPages {
    static func register(in registry: inout Registry, _ directory: OpenIDDirectory) {
        // Each way out is a row for ten minutes.
        let ways = RateLimiter(burst: 30, secondsPerToken: 4, now: { Instant(Date()) })
        registry.routes.get("/sign-in/with/:key", .anonymous) {
            try ways.take($0.remoteAddress)
            return try await begin($0, $1, directory)
        }
        registry.routes.get("/sign-in/with/:key/back", .anonymous) { try await back($0, $1, directory) }
    }

    private static func begin(
        _ request: Request, _ context: Context, _ directory: OpenIDDirectory
    ) async throws -> Response {
        let next = Response.localAddress(request.query["next"])
        let (address, cookie) = try await OpenIDSignIn.begin(
            request.parameter("key"), next: next, request, context, directory)
        return Response.redirect(address).setting(cookie).with("Cache-Control", "no-store")
    }

    private static func back(
        _ request: Request, _ context: Context, _ directory: OpenIDDirectory
    ) async throws -> Response {
        let key = request.parameter("key"), state = request.query["state"] ?? ""
        do {
            guard let way = try await OpenIDSignIn.take(state, key, request, context) else {
                throw SecondStepPages.expired
            }
            // A provider that says who it is must be the one asked.
            if let issuer = request.query["iss"], issuer != way.provider.issuer { throw IDToken.unfit }
            guard let code = request.query["code"], !code.isEmpty else {
                throw Refusal(
                    code: "openid_refused", Message("The provider did not let you in. Try again, or another way."))
            }
            let person = try await way.person(code, request, context, directory)
            let user = try await admitted(person, way.provider, context)
            return try await Entrance.admit(
                user, request, context, next: way.next, isComplete: way.provider.isSecondStep
            ).setting(Cookie(OpenIDSignIn.cookieName, "", maxAgeSeconds: 0))
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            let status = refusal.type == .unauthenticated ? 422 : ErrorResponse.status(of: refusal.type)
            return try await SignInPages.page(
                request, context, email: "", next: nil, refusal: refusal.message, status: status)
        }
    }

    private static func admitted(
        _ person: OpenIDPerson, _ provider: OpenIDProvider, _ context: Context
    ) async throws -> Int64 {
        let user = try await context.workspace.write(.house, .screen) { try person.user(of: provider, in: $0) }
        do {
            try await context.workspace.write(.house, .screen) { try person.follow(user, provider, in: $0) }
        } catch let refusal as Refusal where refusal.code == "last_administrator" {
            // Whoever is the last to administer the company stays it, whatever the groups say.
            context.workspace.logger.warning(
                "the last administrator kept the role though a provider’s groups give another")
        }
        return user
    }
}
