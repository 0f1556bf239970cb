import Jobs
import Localisation
import Records
import Storage
import Web

/// The cockpit of quality: how good the records are, where they fall short, and the ways to put them right.
enum CockpitPages {
    static let path = "/quality"
    static let permission = "quality.see"

    static func register(in registry: inout Registry) {
        registry.permissions[permission] = Message("See the quality of the customer base")
        registry.navigation.append(
            NavigationEntry(
                section: Message("Sales"), label: Message("Quality"), icon: "scale", path: path, permission: permission)
        )
        registry.routes.get(path, [], show)
        registry.routes.post(path + "/measure", [], measure)
        registry.routes.post(path + "/normalise", [], normalise)
        RepairPages.register(in: &registry)
        QualityApi.register(in: &registry)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let wanted = request.query["kind"]
        let page = try await context.read { try CockpitPage.load(wanted, context, in: $0) }
        return page.answer(request, context)
    }

    /// Everything is measured anew, in the background.
    @Sendable private static func measure(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        try await context.write { try QualityCriteria.queueAll(in: $0) }
        context.product.jobSignal.raise()
        let toast = Toast(context.t("The records are measured again in the background."))
        return Response.accepted(request, next: path).saying(toast)
    }

    /// Saves the records that a condition finds as they are, so that the rules write telephones, addresses and
    /// identifiers in their normal form: a mass edit of no field, undone like any other.
    @Sendable private static func normalise(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = try await request.form()
        let kind = try context.kind(plural: form["plural"] ?? "", to: .change)
        let text = form["where"] ?? ""
        let job = try await context.write { transaction in
            let condition = try StoredCondition.read(text, "where", of: kind, in: transaction)
            let total = try transaction.count(kind, where: condition)
            return try JobQueue.enqueue(
                "bulk_edit",
                .record([
                    "all": true, "where": .text(text), "q": .null, "ids": .array([]), "kind": .text(kind.name),
                    "total": .number(String(total)), "until": .number(String(transaction.ids.next())),
                    "fields": .object([]),
                ]), in: transaction)
        }
        context.product.jobSignal.raise()
        return Response.accepted(request, next: "/\(kind.plural)/list/jobs/\(job)")
    }
}
