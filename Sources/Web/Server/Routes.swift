/// What a route asks of the doors in front of it.
package struct RouteOptions: OptionSet, Sendable, Hashable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Answers people who are not signed in.
    package static let anonymous = RouteOptions(rawValue: 1)
    /// Other sites may post here (a form embedded in a customer's page, a webhook): no proof of origin is asked.
    package static let otherSites = RouteOptions(rawValue: 2)
}

/// The route that answers a request: its pattern names it in logs and metrics.
package struct RouteDescription: Sendable, Hashable {
    package let pattern: String
    package let options: RouteOptions
}

/// Which code answers which address. Modules register here before the port opens.
///
/// A pattern is made of fixed segments, `:name` for one segment and a trailing `*` for all the rest. Fixed wins over
/// `:name`, `:name` over `*`. HEAD is answered by GET, OPTIONS by the table itself.
package struct Routes<Context: Sendable>: Sendable {
    package typealias Handler = @Sendable (Request, Context) async throws -> Response

    private var tree = RouteTree<Handler>()

    package init() {}

    package mutating func get(_ pattern: String, _ options: RouteOptions = [], _ handler: @escaping Handler) {
        add(.get, pattern, options, handler)
    }

    package mutating func post(_ pattern: String, _ options: RouteOptions = [], _ handler: @escaping Handler) {
        add(.post, pattern, options, handler)
    }

    package mutating func put(_ pattern: String, _ options: RouteOptions = [], _ handler: @escaping Handler) {
        add(.put, pattern, options, handler)
    }

    package mutating func patch(_ pattern: String, _ options: RouteOptions = [], _ handler: @escaping Handler) {
        add(.patch, pattern, options, handler)
    }

    package mutating func delete(_ pattern: String, _ options: RouteOptions = [], _ handler: @escaping Handler) {
        add(.delete, pattern, options, handler)
    }

    package mutating func add(
        _ method: Method, _ pattern: String, _ options: RouteOptions = [], _ handler: @escaping Handler
    ) {
        tree.insert(method, RouteDescription(pattern: pattern, options: options), handler)
    }

    /// Every method and pattern, in order of registration: for the table of the API and for checks.
    package var all: [(method: Method, route: RouteDescription)] { tree.inserted }

    func find(_ method: Method, _ path: String) -> RouteTree<Handler>.Finding { tree.find(method, path) }
    func methods(ofFixed path: String) -> [Method] { tree.methods(ofFixed: path) }
}
