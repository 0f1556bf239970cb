import Localisation
import Records
import Storage

/// The page that takes a change back, and the form it sends.
enum RevertRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/:id/history/:entry/revert") { try await show($0, $1) }
        registry.routes.post("/:plural/:id/history/:entry/revert", [], revert)
    }

    private static func show(
        _ request: Request, _ context: Context, refusal: Message? = nil, status: Int = 200
    ) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = try request.identifier(), number = try request.identifier("entry")
        let history = RecordHistory(kind: kind, context: context)
        var page = try await context.read { transaction in
            let record = try transaction.record(id, of: kind)
            let entry = try History.entry(number, of: kind, id, in: transaction)
            let differences = History.differences(of: entry, from: record, kind, context.viewer)
            var references = history.references([entry]).union(RecordLinks.references(in: [record], of: kind))
            if let user = entry.user { references.insert(Reference(kind: "user", id: user)) }
            return RevertPage(
                kind: kind, record: record, entry: entry, differences: differences, history: history,
                showing: try RecordLinks.showing(references, context.t, in: transaction),
                csrf: context.csrfToken ?? "")
        }
        page.refusal = refusal
        return PageFrame(request, context).page(page.title, status: status) { page.write(&$0) }
    }

    /// What the person chose is what the page showed: the version they saw must still be the stored one.
    @Sendable private static func revert(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let id = try request.identifier(), number = try request.identifier("entry")
        let form = try await request.form()
        let chosen = Set(form.items.compactMap { $0.value == "before" ? $0.choiceName : nil })
        guard !chosen.isEmpty else { return .redirect("/\(kind.plural)/\(id)/history") }
        do {
            try await context.write { transaction in
                let entry = try History.entry(number, of: kind, id, in: transaction)
                try History.revert(
                    entry, of: kind, fields: chosen, overwriting: chosen,
                    expectedVersion: form["version"].flatMap { Int64($0) }, in: transaction)
            }
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            let message =
                refusal.type == .preconditionFailed
                ? Message("Somebody has just changed this record. Look again and choose.") : refusal.message
            return try await show(
                request, context, refusal: message, status: ErrorResponse.status(of: refusal.type))
        }
        return Response.accepted(request, next: "/\(kind.plural)/\(id)/history")
            .saying(Toast(context.t("The change was taken back.")))
    }
}

extension Form.Item {
    /// `city` of `choice[city]`.
    var choiceName: String? {
        guard name.hasPrefix("choice["), name.hasSuffix("]") else { return nil }
        return String(name.dropFirst(7).dropLast())
    }
}
