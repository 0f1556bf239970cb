import Records
import Storage

/// With whom a record is shared, over REST.
enum ShareApi {
    static func register(in registry: inout Registry) {
        registry.apiRoute(.get, Api.root + "/:plural/:id/shares", list)
        registry.apiRoute(.post, Api.root + "/:plural/:id/shares", add)
        registry.apiRoute(.delete, Api.root + "/:plural/:id/shares/:share", remove)
    }

    private static func kind(_ request: Request, _ transaction: Transaction) throws(Refusal) -> Kind {
        let kind = try transaction.kind(plural: request.parameter("plural"))
        guard kind.isShareable else { throw .notFound() }
        return kind
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        let shares = try await context.read { try $0.shares(of: id, kind(request, $0)) }
        return .json(
            .record(["data": .array(shares.map { json($0) }), "has_more": .boolean(false), "next": .null]))
    }

    @Sendable private static func add(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier(), wish = try ShareWish(try await request.json())
        let claim = IdempotencyClaim.current
        return try await context.write { transaction in
            let kind = try kind(request, transaction)
            try transaction.share(id, of: kind, with: wish.holder, mayChange: wish.mayChange)
            guard let share = try transaction.shares(of: id, kind).first(where: { $0.holder == wish.holder }) else {
                throw Refusal.notFound()
            }
            let response = Response.json(json(share), status: 201)
                .with("Location", "\(Api.root)/\(kind.plural)/\(id)/shares/\(share.id)")
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    @Sendable private static func remove(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier(), share = try request.identifier("share")
        try await context.write { try $0.unshare(share, of: id, kind(request, $0)) }
        return .noContent
    }

    private static func json(_ share: Share) -> JSON {
        let holder = share.holder.reference
        return .record([
            "id": .text(String(share.id)), "user": holder.kind == "user" ? .text(String(holder.id)) : .null,
            "team": holder.kind == "team" ? .text(String(holder.id)) : .null,
            "may": .text(share.mayChange ? "change" : "see"), "since": .text(share.since.iso),
            "by": share.by.map { .text(String($0)) } ?? .null,
        ])
    }
}

/// `{"user":"12","may":"change"}` or `{"team":"7"}`
struct ShareWish: Sendable {
    let holder: Share.Holder
    let mayChange: Bool

    init(_ json: JSON) throws(Refusal) {
        guard let members = json.members else {
            throw Refusal(.malformed, code: "malformed_json", Message("An object in braces is expected."))
        }
        var refusals: [FieldRefusal] = []
        for member in members where !["user", "team", "may"].contains(member.name) {
            refusals.append(.unknownParameter(member.name))
        }
        let user = ShareWish.id("user", json, &refusals), team = ShareWish.id("team", json, &refusals)
        let may = json["may"] == nil ? "see" : json["may"]?.text ?? ""
        if !["see", "change"].contains(may) {
            refusals.append(
                FieldRefusal(
                    "may", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text("see, change")])))
        }
        if refusals.isEmpty, (user == nil) == (team == nil) {
            refusals.append(
                FieldRefusal("user", code: "required", Message("Name either a user or a team to share with.")))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        holder = user.map(Share.Holder.user) ?? .team(team ?? 0)
        mayChange = may == "change"
    }

    private static func id(_ name: String, _ json: JSON, _ refusals: inout [FieldRefusal]) -> Int64? {
        guard let value = json[name], value != .null else { return nil }
        if let id = value.text.flatMap({ Int64($0) }) ?? value.integer, id > 0 { return id }
        refusals.append(
            FieldRefusal(name, code: "invalid_type", Message("The identifier of a record is expected.")))
        return nil
    }
}
