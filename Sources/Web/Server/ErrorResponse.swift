import Logging
import Records

/// What an error page may show, in the reader's language.
package struct ErrorPage: Sendable {
    package let status: Int
    package let code: String
    package let message: String
    package let fields: [(field: String, message: String)]
    package let requestID: String
}

/// The only place where errors become HTTP: JSON for programs, a page for people, and nothing of our inside for either.
package struct ErrorResponse: Sendable {
    package typealias Translate = @Sendable (Message, Request) -> String
    package typealias Page = @Sendable (ErrorPage, Request) async -> [UInt8]

    private let translate: Translate
    private let page: Page
    private let logger: Logger

    package init(translate: @escaping Translate, page: @escaping Page, logger: Logger) {
        self.translate = translate
        self.page = page
        self.logger = logger
    }

    package func response(for error: any Error, _ request: Request) async -> Response {
        let (status, refusal) = read(error, request)
        var response: Response
        if request.wantsJSON {
            response = .json(json(refusal, status, request), status: status)
        } else {
            let fields = refusal.fields.map { ($0.field, translate($0.message, request)) }
            let shown = ErrorPage(
                status: status, code: refusal.code, message: translate(refusal.message, request), fields: fields,
                requestID: request.id)
            response = .html(await page(shown, request), status: status)
        }
        response.headers["Cache-Control"] = "no-store"
        addHeaders(refusal, status, request, to: &response)
        return response
    }

    private func read(_ error: any Error, _ request: Request) -> (Int, Refusal) {
        switch error {
        case let refusal as Refusal: return (ErrorResponse.status(of: refusal.type), refusal)
        case let refusal as StatusRefusal: return (refusal.status, refusal.refusal)
        case let field as FieldRefusal: return (422, Refusal(fields: [field]))
        case let json as JSONError: return (400, malformedJSON(json))
        default:
            logger.error(
                "request failed",
                metadata: [
                    "request_id": "\(request.id)", "route": "\(request.route?.pattern ?? "-")",
                    "error": "\(String(reflecting: error))",
                ])
            return (500, ErrorResponse.internalError)
        }
    }

    /// `{"error":{"type","code","field","message","fields","request_id"}}`, and the refusal's own details beside.
    private func json(_ refusal: Refusal, _ status: Int, _ request: Request) -> JSON {
        let fields = refusal.fields.map { field in
            JSON.record([
                "field": .text(field.field), "code": .text(field.code),
                "message": .text(translate(field.message, request)),
            ])
        }
        var members: [JSON.Member] = [
            .init("type", .text(status == 500 ? "internal" : refusal.type.rawValue)),
            .init("code", .text(refusal.code)),
            .init("field", refusal.fields.first.map { .text($0.field) } ?? .null),
            .init("message", .text(translate(refusal.message, request))),
            .init("fields", .array(fields)),
            .init("request_id", .text(request.id)),
        ]
        let reserved = Set(members.map(\.name))
        members += refusal.details.filter { !reserved.contains($0.key) }.sorted { $0.key < $1.key }
            .map { JSON.Member($0.key, $0.value) }
        return .object([.init("error", .object(members))])
    }

    private func addHeaders(_ refusal: Refusal, _ status: Int, _ request: Request, to response: inout Response) {
        if let seconds = refusal.details["retry_after"]?.integer { response.headers["Retry-After"] = String(seconds) }
        if let methods = refusal.details["allow"]?.array {
            response.headers["Allow"] = methods.compactMap(\.text).joined(separator: ", ")
        }
        if status == 401, request.wantsJSON { response.headers["WWW-Authenticate"] = "Bearer" }
    }

    package static func status(of type: RefusalType) -> Int {
        switch type {
        case .invalidRequest: 422
        case .malformed: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .preconditionFailed: 412
        case .tooLarge: 413
        case .unsupportedMedia: 415
        case .tooManyRequests: 429
        case .unavailable: 503
        }
    }

    private static let internalError = Refusal(
        .unavailable, code: "internal_error",
        Message("Something went wrong on our side. Try again; if it stays, tell your administrator the request number.")
    )
}
