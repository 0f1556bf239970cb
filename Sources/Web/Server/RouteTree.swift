/// The routes as a tree of path segments.
struct RouteTree<Handler: Sendable>: Sendable {
    struct Leaf: Sendable {
        let route: RouteDescription
        let names: [String]
        let handler: Handler
    }

    enum Finding: Sendable {
        case found(Leaf, parameters: [String: String])
        /// The address exists, but not for this method.
        case otherMethods([Method])
        case nothing
        /// The address is no text.
        case malformed
    }

    private struct Node: Sendable {
        var fixed: [String: Int] = [:]
        var named: Int?
        var here: [Method: Leaf] = [:]
        var rest: [Method: Leaf] = [:]
    }

    private var nodes = [Node()]
    private(set) var inserted: [(method: Method, route: RouteDescription)] = []

    mutating func insert(_ method: Method, _ route: RouteDescription, _ handler: Handler) {
        precondition(route.pattern.hasPrefix("/"), "the pattern \(route.pattern) must begin with /")
        var at = 0, names: [String] = []
        let segments = route.pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let isOpen = segments.last == "*"
        for segment in isOpen ? segments.dropLast() : segments[...] {
            precondition(segment != "*", "in the pattern \(route.pattern), * may only stand at the end")
            if segment.hasPrefix(":") { names.append(String(segment.dropFirst())) }
            at = segment.hasPrefix(":") ? namedChild(of: at) : fixedChild(of: at, String(segment))
        }
        if isOpen { names.append("*") }
        let old = isOpen ? nodes[at].rest[method] : nodes[at].here[method]
        precondition(old == nil, "\(method.rawValue) \(route.pattern) is already answered by \(old!.route.pattern)")
        let leaf = Leaf(route: route, names: names, handler: handler)
        if isOpen { nodes[at].rest[method] = leaf } else { nodes[at].here[method] = leaf }
        inserted.append((method, route))
    }

    func find(_ method: Method, _ path: String) -> Finding {
        var segments: [String] = []
        for raw in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let segment = percentDecoded(raw) else { return .malformed }
            segments.append(segment)
        }
        let wanted = method == .head ? [method, .get] : [method]
        for method in wanted {
            var values: [String] = []
            if let leaf = search(method, segments[...], at: 0, &values) {
                return .found(leaf, parameters: Dictionary(zip(leaf.names, values)) { first, _ in first })
            }
        }
        let others = Method.allCases.filter { other in
            var values: [String] = []
            return search(other, segments[...], at: 0, &values) != nil
        }
        guard !others.isEmpty else { return .nothing }
        return .otherMethods(others + (others.contains(.get) && !others.contains(.head) ? [.head] : []) + [.options])
    }

    /// The methods of a path that is written out as it stands, without names.
    func methods(ofFixed path: String) -> [Method] {
        var at = 0
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let child = nodes[at].fixed[String(segment)] else { return [] }
            at = child
        }
        let found = Method.allCases.filter { nodes[at].here[$0] != nil }
        return found + (found.contains(.get) && !found.contains(.head) ? [.head] : [])
            + (found.isEmpty ? [] : [.options])
    }

    /// Depth first: fixed, then named, then the open end, so that a dead end falls back to the next best.
    private func search(_ method: Method, _ rest: ArraySlice<String>, at: Int, _ values: inout [String]) -> Leaf? {
        guard let segment = rest.first else { return nodes[at].here[method] }
        if let child = nodes[at].fixed[segment], let leaf = search(method, rest.dropFirst(), at: child, &values) {
            return leaf
        }
        if let child = nodes[at].named, !segment.isEmpty {
            values.append(segment)
            if let leaf = search(method, rest.dropFirst(), at: child, &values) { return leaf }
            values.removeLast()
        }
        guard let leaf = nodes[at].rest[method] else { return nil }
        values.append(rest.joined(separator: "/"))
        return leaf
    }

    private mutating func fixedChild(of parent: Int, _ segment: String) -> Int {
        if let child = nodes[parent].fixed[segment] { return child }
        nodes.append(Node())
        nodes[parent].fixed[segment] = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func namedChild(of parent: Int) -> Int {
        if let child = nodes[parent].named { return child }
        nodes.append(Node())
        nodes[parent].named = nodes.count - 1
        return nodes.count - 1
    }
}
