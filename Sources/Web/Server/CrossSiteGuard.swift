import Crypto
import Foundation
import Records

/// Makes sure that a change was meant by the person whose cookie came with it, and not by a page elsewhere (CSRF).
///
/// A change must come from our own pages, and with a session it must carry the session's token, in the header
/// `X-CSRF-Token` or the form field `_csrf` (the first part, in a multipart form). Bearer tokens are never sent by a
/// browser on its own, so they need neither.
struct CrossSiteGuard: Sendable {
    static let field = "_csrf"

    func check(_ request: Request, expected: String?) async throws {
        guard !request.method.isSafe, request.bearerToken == nil,
            !(request.route?.options.contains(.otherSites) ?? false)
        else { return }
        guard isFromHere(request) else {
            throw Refusal(
                .forbidden, code: "cross_site",
                Message("This came from another site and was not carried out. Do it from a page of this one."))
        }
        guard let expected else { return }
        guard let sent = try await token(in: request), sameSecret(sent, expected) else {
            throw Refusal(
                .forbidden, code: "csrf_token",
                Message("This page is too old to be sent. Reload it and try again; nothing was changed."))
        }
    }

    /// Programs send neither header; browsers send at least one with every change.
    private func isFromHere(_ request: Request) -> Bool {
        if let site = request.headers["Sec-Fetch-Site"], site != "same-origin", site != "none" { return false }
        guard let origin = request.headers["Origin"] else { return true }
        guard let mark = origin.range(of: "://") else { return false }
        return origin[mark.upperBound...].lowercased() == request.host.lowercased()
    }

    private func token(in request: Request) async throws -> String? {
        if let header = request.headers["X-CSRF-Token"] { return header }
        switch request.contentType {
        case "application/x-www-form-urlencoded": return try await request.form()[CrossSiteGuard.field]
        case "multipart/form-data":
            let reader = try request.multipartReader()
            guard let first = try await reader.peek(), first.name == CrossSiteGuard.field else { return nil }
            reader.takePeeked()
            return try await first.text(limit: 256)
        default: return nil
        }
    }
}

/// The token that belongs to a session: derived, so it needs no storage, and says nothing about the session.
package func csrfToken(forSession session: String, secret: [UInt8]) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Array("csrf:\(session)".utf8), using: SymmetricKey(data: secret))
    return Data(code).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

/// Compares secrets without telling by its duration how much was right.
package func sameSecret(_ left: String, _ right: String) -> Bool {
    let left = SHA256.hash(data: Array(left.utf8)), right = SHA256.hash(data: Array(right.utf8))
    return left == right
}
