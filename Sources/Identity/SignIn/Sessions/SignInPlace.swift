import Web

/// Where somebody signs in from: the browser, its network address, and the session it held before.
package struct SignInPlace: Sendable {
    let agent: String
    let address: String
    let session: String?

    package init(_ request: Request) {
        agent = String((request.headers["User-Agent"] ?? "").prefix(200))
        address = request.remoteAddress
        session = request.cookie(Authenticator.cookie)
    }
}
