import Records
import Storage
import Web

/// Lets in who knows the password. Strangers and wrong passwords cost the same work and hear the same sentence; whoever
/// tries too often waits, longer and longer (`SignInTries`).
enum FrontDoor {
    /// A hash of no password anybody could know: its result was drawn at random.
    private static let decoy =
        "$argon2id$v=19$m=65536,t=3,p=1$c29tZSByYW5kb20gc2FsdA$" + "kT0Qk3m1vXo8yq7tUuS0l2xq5mB1b6o9GfWw3Jr4hYc"

    /// The user whose password this is.
    static func enter(_ email: String, _ password: String, from address: String, _ context: Context) async throws
        -> Int64
    {
        let counters = [SignInTries.Counter.address(address), .account(email)]
        try await SignInTries.take(counters, in: context.workspace)
        let known = try await context.workspace.read(.house) { try Credentials.find(email: email, in: $0) }
        // Nobody has a password this long; hashing it would only cost us.
        let fits = password.utf8.count <= 1000
        let matches = try await Password.matches(fits ? password : "", known?.hash ?? decoy)
        guard matches, fits, let known else {
            // Whose account was tried is told; what was typed is not: it may be a password.
            context.note(.signInFailed, user: known?.user)
            throw Refusal(
                .invalidRequest, code: "wrong_credentials",
                Message("This e-mail and password do not go together. Check both and try again."))
        }
        try await context.workspace.write(.house, .screen) { try SignInTries.forget(counters, in: $0) }
        return known.user
    }

    /// Whether this is the password of somebody who is signed in already; guesses are counted.
    static func confirm(_ password: String, of person: Person, _ context: Context) async throws -> Bool {
        let counter = SignInTries.Counter.account(person.email)
        try await SignInTries.take([counter], in: context.workspace)
        let hash = try await context.workspace.read(.house) { try Credentials.hash(of: person.id, in: $0) }
        let fits = password.utf8.count <= 1000
        let matches = try await Password.matches(fits ? password : "", hash ?? decoy)
        guard matches, fits, hash != nil else { return false }
        try await context.workspace.write(.house, .screen) { try SignInTries.forget([counter], in: $0) }
        return true
    }
}
