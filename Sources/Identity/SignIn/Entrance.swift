import Records
import Storage
import Web

/// The last door: somebody has shown one proof of who they are. Either that is enough and a session begins, or a second
/// step is asked. Every way in ends here.
package enum Entrance {
    /// `isComplete` where what they showed counts as two proofs.
    package static func admit(
        _ user: Int64, _ request: Request, _ context: Context, next: String?, isComplete: Bool = false
    ) async throws -> Response {
        let place = SignInPlace(request), next = Response.localAddress(next)
        let result = try await context.workspace.write(.house, .screen) { transaction -> Result in
            if !isComplete, try SecondFactor.isAsked(of: user, in: transaction) {
                return .waits(try WaitingSignIn.open(user, next: next, in: transaction))
            }
            return .enters(
                try Credentials.openSession(user, from: place, isComplete: isComplete, in: transaction),
                try Preferences.of(user, in: transaction))
        }
        switch result {
        case .waits(let secret):
            return Response.accepted(request, next: WaitingSignIn.path).setting(WaitingSignIn.cookie(secret))
        case .enters(let secret, let choices):
            context.note(.signedIn, user: user)
            var response = Response.accepted(request, next: next ?? "/").setting(session(secret))
            if request.cookie(WaitingSignIn.cookieName) != nil { response = response.setting(WaitingSignIn.cleared) }
            for cookie in Choices.cookies(choices) { response = response.setting(cookie) }
            return response
        }
    }

    private enum Result: Sendable {
        case waits(String)
        case enters(String, JSON)
    }

    static func session(_ secret: String) -> Cookie {
        Cookie(Authenticator.cookie, secret, maxAgeSeconds: Credentials.sessionDays * 86_400)
    }
}
