import Localisation
import Records
import Storage

/// One fact changed where it stands. By script a piece of the page; without, a page with one field.
enum InlineEdit {
    @Sendable static func form(_ request: Request, _ context: Context) async throws -> Response {
        let (kind, field) = try field(request, context), id = try request.identifier()
        let loading = FormLoading(kind: kind, context: context)
        let fields = try await context.read { try loading.stored(id, in: $0) }
        return answer(fields, field, [.init("version", String(fields.record.version))], request, context)
    }

    @Sendable static func save(_ request: Request, _ context: Context) async throws -> Response {
        let (kind, field) = try field(request, context), id = try request.identifier()
        let form = try await request.form()
        do {
            _ = try await FormSaving(kind: kind, context: context).update(id, form, only: [field.name])
        } catch let found as EditConflict {
            let address = "/\(kind.plural)/\(id)/fields/\(field.name)"
            return try await ConflictPage.load(found, form, address: address, context).answer(request, context)
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            let refusals =
                refusal.fields.isEmpty
                ? [FieldRefusal(field.name, code: refusal.code, refusal.message)] : refusal.fields
            let loading = FormLoading(kind: kind, context: context)
            let fields = try await context.read { try loading.refused(id, form, refusals, in: $0) }
            let kept = form.items.filter { ["version", "resolved"].contains($0.name) || $0.choiceName != nil }
            return answer(fields, field, kept, request, context, status: ErrorResponse.status(of: refusal.type))
        }
        guard request.isFetched else {
            return Response.redirect("/\(kind.plural)/\(id)").saying(Toast(context.t("Saved.")))
        }
        let loaded = try await RecordLoading(kind: kind, context: context).brief(id)
        let facts = RecordFacts(
            record: loaded.record, kind: kind, viewer: context.viewer(beside: kind, loaded.acts),
            showing: loaded.showing)
        return .fragment { $0.factValue(facts.fact(field), context.t) }
    }

    private static func field(_ request: Request, _ context: Context) throws(Refusal) -> (Kind, FieldSpec) {
        let kind = try context.kind(plural: request.parameter("plural"))
        guard let field = kind[request.parameter("name")], context.viewer.mayWrite(field, of: kind) else {
            throw .notFound()
        }
        return (kind, field)
    }

    private static func answer(
        _ fields: FormFields, _ field: FieldSpec, _ hidden: [Form.Item], _ request: Request, _ context: Context,
        status: Int = 200
    ) -> Response {
        let kind = fields.kind, t = context.t, id = fields.record.id
        let address = "/\(kind.plural)/\(id)/fields/\(field.name)", csrf = context.csrfToken ?? ""
        func form(_ html: inout HTML) {
            html.inlineForm(fields.field(field), address: address, csrf: csrf, hidden: hidden, t)
        }
        if request.isFetched { return .fragment(status: status, form) }
        let record = fields.record.shownTitle(in: kind, t)
        return PageFrame(request, context).page("\(t(field.label)) · \(record)", status: status) { html in
            html.topbar(parent: record, href: "/\(kind.plural)/\(id)", title: t(field.label), t)
            html.div(.class("content padded")) { html in html.div(.class("narrow"), content: form) }
        }
    }
}
