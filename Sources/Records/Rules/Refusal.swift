/// A rule says no. The code is a promise to programs; the message is one calm sentence that says what to do next.
package struct Refusal: Error, Sendable, Hashable {
    package let type: RefusalType
    package let code: String
    package let message: Message
    /// All failing fields at once.
    package let fields: [FieldRefusal]
    /// What a program may need to act: the current version in a conflict, candidates of a duplicate.
    package let details: [String: JSON]

    package init(
        _ type: RefusalType = .invalidRequest, code: String, _ message: Message, fields: [FieldRefusal] = [],
        details: [String: JSON] = [:]
    ) {
        self.type = type
        self.code = code
        self.message = message
        self.fields = fields
        self.details = details
    }

    /// One or more fields fail; the first gives code and message.
    package init(fields: [FieldRefusal]) {
        precondition(!fields.isEmpty, "a refusal of fields names at least one")
        self.init(.invalidRequest, code: fields[0].code, fields[0].message, fields: fields)
    }

    package static func notFound(_ what: String = "record") -> Refusal {
        Refusal(
            .notFound, code: "not_found",
            Message("There is nothing here, or it is not yours to see. Check the address, or ask its owner."))
    }
}

/// What kind of no: doors turn it into a status (422, 404…) or an exit code.
package enum RefusalType: String, Sendable {
    case invalidRequest = "invalid_request"  // 422
    case malformed = "malformed"  // 400
    case unauthenticated = "unauthenticated"  // 401
    case forbidden = "forbidden"  // 403
    case notFound = "not_found"  // 404
    case methodNotAllowed = "method_not_allowed"  // 405
    case conflict = "conflict"  // 409
    case preconditionFailed = "precondition_failed"  // 412
    case tooLarge = "too_large"  // 413
    case unsupportedMedia = "unsupported_media"  // 415
    case tooManyRequests = "too_many_requests"  // 429
    case unavailable = "unavailable"  // 503
}

/// Why one field was refused. `field` is the wire name, with index for parts: `emails[1].address`.
package struct FieldRefusal: Error, Sendable, Hashable {
    package let field: String
    package let code: String
    package let message: Message

    package init(_ field: String, code: String, _ message: Message) {
        self.field = field
        self.code = code
        self.message = message
    }
}
