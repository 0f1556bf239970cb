/// What a request wants to do: the HTTP methods we answer.
package enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"

    /// Safe methods change nothing, so they need no proof that the person meant them.
    package var isSafe: Bool { self == .get || self == .head || self == .options }
}
