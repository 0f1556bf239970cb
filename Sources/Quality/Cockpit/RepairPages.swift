import Localisation
import Records
import Storage
import Web

/// The queue of repairs: one record at a time with what it lacks as a small form, worst or most valuable first.
enum RepairPages {
    static let path = "/quality/repair"

    static func register(in registry: inout Registry) {
        registry.routes.get(path, [], show)
        registry.routes.post(path + "/:plural/:id", [], save)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(CockpitPages.permission)
        let wish = try RepairWish(request.query, context)
        return try await context.read { try RepairPage.load(wish, context, in: $0) }.answer(request, context)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(CockpitPages.permission)
        let id = try request.identifier(), form = try await request.form()
        let wish = try RepairWish(form.setting("kind", to: request.parameter("plural")), context)
        let names = (form["names"] ?? "").split(separator: ",").map(String.init)
        do {
            try await PartialForm.save(id, form, only: names, of: wish.kind, context)
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            var page = try await context.read { transaction in
                try RepairPage.load(wish, context, only: id, typed: form, refusals: refusal.fields, in: transaction)
            }
            page.refusal = refusal
            return page.answer(request, context)
        }
        let toast = Toast(context.t("Saved. Here is the next one."))
        return Response.accepted(request, next: wish.address(after: form["next"])).saying(toast)
    }
}

/// Which queue somebody works through, and how far they are.
struct RepairWish: Sendable {
    enum Order: String, Sendable, CaseIterable {
        case worst, value
    }

    let kind: Kind
    let criterion: Int64?
    let order: Order
    let after: String?

    init(_ query: Form, _ context: Context) throws(Refusal) {
        let plural = query["kind"] ?? context.schema.entities.first { $0.isScored }?.plural ?? ""
        kind = try context.kind(plural: plural, to: .change)
        guard kind.isScored else { throw .notFound() }
        criterion = query["criterion"].flatMap { Int64($0) }
        order = query["order"].flatMap { Order(rawValue: $0) } ?? .worst
        after = query["after"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What makes one record worth more than another.
    var valueField: FieldSpec? { kind["revenue"] ?? kind["amount"] }

    var sort: [ListQuery.Sort] {
        guard order == .value, let field = valueField else { return [.init("quality")] }
        return [.init(field.name, descending: true)]
    }

    func address(after: String? = nil, order: Order? = nil) -> String {
        var items = [Form.Item("kind", kind.plural)]
        if let criterion { items.append(.init("criterion", String(criterion))) }
        if (order ?? self.order) != .worst { items.append(.init("order", (order ?? self.order).rawValue)) }
        if let after, !after.isEmpty { items.append(.init("after", after)) }
        return "\(RepairPages.path)?" + Form(items).encoded
    }
}
