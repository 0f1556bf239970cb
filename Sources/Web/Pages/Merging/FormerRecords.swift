import Records
import Storage

/// Addresses of records that were merged into others go on working: pages lead on to the survivor, for the time being
/// (a merge can be undone), and the API answers with it.
package enum FormerRecords {
    package static func answering(
        _ request: Request, _ context: Context, _ handler: Routes<Context>.Handler
    ) async throws -> Response {
        do {
            return try await handler(request, context)
        } catch let refusal as Refusal where refusal.type == .notFound {
            guard let place = place(request), let kind = context.schema.kind(plural: place.plural),
                let survivor = try await context.read({ try $0.survivor(of: place.id, kind) })
            else { throw refusal }
            return try await answer(request, context, handler, place, survivor, kind)
        }
    }

    /// Where a path names a record: after the root of the API, or at its beginning.
    private struct Place {
        let plural: String
        let id: Int64
        let before: String
        let rest: String

        func path(_ id: Int64) -> String { "\(before)/\(plural)/\(id)\(rest)" }
    }

    private static func place(_ request: Request) -> Place? {
        guard request.route?.pattern.contains("/:plural/:id") == true else { return nil }
        let isApi = request.path.hasPrefix(Api.root + "/")
        let path = isApi ? request.path.dropFirst(Api.root.count) : request.path[...]
        let pieces = path.split(separator: "/", maxSplits: 2).map(String.init)
        guard pieces.count >= 2, let id = Int64(pieces[1]) else { return nil }
        return Place(
            plural: pieces[0], id: id, before: isApi ? Api.root : "", rest: pieces.count > 2 ? "/" + pieces[2] : "")
    }

    private static func answer(
        _ request: Request, _ context: Context, _ handler: Routes<Context>.Handler, _ place: Place,
        _ survivor: Int64, _ kind: Kind
    ) async throws -> Response {
        let isLooking = request.method == .get || request.method == .head, path = place.path(survivor)
        let query = request.query.items.isEmpty ? "" : "?" + request.query.encoded
        if request.path.hasPrefix(Api.root + "/") {
            if isLooking {
                var again = request
                again.parameters["id"] = String(survivor)
                return try await handler(again, context).with("Content-Location", path)
            }
            // What was sent may be read once only: the sender asks again there.
            if request.method != .delete || !place.rest.isEmpty { return .redirect(path + query, status: 307) }
        } else if isLooking {
            return .redirect(path + query, status: 302)
        }
        throw merged(into: survivor, kind)
    }

    /// Whoever deletes or changes what is no longer there shall look first.
    private static func merged(into survivor: Int64, _ kind: Kind) -> Refusal {
        Refusal(
            .conflict, code: "merged",
            Message("This record was merged into another one. Open that one and do it there."),
            details: ["into": .text(String(survivor)), "kind": .text(kind.name)])
    }
}

extension Transaction {
    /// Does something to a record, or to what it has become by a merge; answers to which.
    func following(_ id: Int64, _ kind: Kind, _ body: (Int64) throws -> Void) throws -> Int64 {
        do {
            try body(id)
            return id
        } catch let refusal as Refusal where refusal.type == .notFound {
            guard let survivor = try survivor(of: id, kind) else { throw refusal }
            try body(survivor)
            return survivor
        }
    }
}
