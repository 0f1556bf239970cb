import Records
import Storage
import Web

/// Lets in who knows the password. Strangers and wrong passwords cost the same work and hear the same sentence; whoever
/// tries too often waits, longer and longer, by address and by e-mail.
final class FrontDoor: Sendable {
    private let byAddress: RateLimiter
    private let byEmail: RateLimiter
    private let decoy = Decoy()

    /// Twenty tries from one address and eight for one e-mail at once; then one every half minute, one every minute.
    init(now: @escaping @Sendable () -> Instant) {
        byAddress = RateLimiter(burst: 20, secondsPerToken: 30, now: now)
        byEmail = RateLimiter(burst: 8, secondsPerToken: 60, now: now)
    }

    /// The user who may come in.
    func enter(_ email: String, _ password: String, from address: String, _ context: Context) async throws -> Int64 {
        let key = EmailAddress.normalised(email) ?? folded(email)
        try byAddress.take(address)
        try byEmail.take(key)
        let known = try await context.workspace.read(.house) { try Credentials.find(email: email, in: $0) }
        let hash: String
        if let known { hash = known.hash } else { hash = try await decoy.hash() }
        // Nobody has a password this long; hashing it would only cost us.
        let fits = password.utf8.count <= 1000
        let matches = try await Password.matches(fits ? password : "", hash)
        guard matches, fits, let known else {
            throw Refusal(
                .invalidRequest, code: "wrong_credentials",
                Message("This e-mail and password do not go together. Check both and try again."))
        }
        byAddress.forget(address)
        byEmail.forget(key)
        return known.user
    }
}

/// A hash of a password nobody knows, made at the first wrong try.
private actor Decoy {
    private var made: String?

    func hash() async throws -> String {
        if let made { return made }
        let fresh = try await Password.hash(Secret.make())
        made = fresh
        return fresh
    }
}
