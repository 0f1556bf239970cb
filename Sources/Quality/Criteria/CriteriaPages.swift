import Localisation
import Records
import Storage
import Web

/// The customer reference in the settings: what makes a good record, kind by kind, and the form of one criterion.
enum CriteriaPages {
    static let path = "/settings/quality"
    private static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(label: Message("Quality of records"), icon: "scale", path: path, permission: permission))
        registry.routes.get(path, [], list)
        registry.routes.get(path + "/new", [], new)
        registry.routes.post(path, [], create)
        registry.routes.get(path + "/:id", [], show)
        registry.routes.post(path + "/:id", [], save)
        registry.routes.post(path + "/:id/delete", [], delete)
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let page = try await context.read { try CriteriaListPage.load(context, in: $0) }
        return page.answer(request, context)
    }

    @Sendable private static func new(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let query = request.query
        var criterion = QualityCriterion()
        criterion.kind = query["kind"] ?? context.schema.entities.first(where: \.isScored)?.name ?? ""
        criterion.position = 1000
        let start = criterion
        return try await context.read { try CriterionForm.load(start, query, context, in: $0) }.answer(request, context)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier(), query = request.query
        return try await context.read { transaction in
            try CriterionForm.load(transaction.find(ID<QualityCriterion>(id)), query, context, in: transaction)
        }.answer(request, context)
    }

    @Sendable private static func create(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        return try await keep(nil, request, context)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        return try await keep(try request.identifier(), request, context)
    }

    private static func keep(_ id: Int64?, _ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        let reader = FormReader(context.schema.kind(of: QualityCriterion.self), context)
        do {
            let reading = reader.read(form, existing: nil)
            if reading.isRefused { throw Refusal(fields: reading.refusals) }
            _ = try await context.write { transaction in
                try transaction.save(Draft(id: id, fields: reading.fields), as: reader.kind)
            }
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            var page = try await context.read { transaction in
                let stored = try id.map { try transaction.find(ID<QualityCriterion>($0)) } ?? QualityCriterion()
                return try CriterionForm.load(stored, form, context, in: transaction)
            }
            page.refusal = refusal
            return page.answer(request, context)
        }
        context.product.jobSignal.raise()
        let toast = Toast(context.t("Saved. The records are measured again in the background."))
        return Response.accepted(request, next: path).saying(toast)
    }

    @Sendable private static func delete(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier()
        let journal = try await context.write { transaction in
            try transaction.delete([id], of: transaction.schema.kind(of: QualityCriterion.self))
        }
        let toast = Toast(context.t("The criterion is deleted."), undo: "/journal/\(journal)/undo")
        return Response.accepted(request, next: path).saying(toast)
    }
}

/// All criteria, each with its sentence; and why one cannot be asked any more.
struct CriteriaListPage: Sendable {
    private struct Line: Sendable {
        let criterion: QualityCriterion
        let sentence: String
        let isAsked: Bool
    }
    private let lines: [String: [Line]]

    static func load(_ context: Context, in transaction: Transaction) throws -> CriteriaListPage {
        let all = try transaction.all(QualityCriterion.self).sorted {
            ($0.position, $0.id.number) < ($1.position, $1.id.number)
        }
        let reference = try CustomerReference.load(in: transaction)
        var lines: [String: [Line]] = [:]
        for (name, criteria) in Dictionary(grouping: all, by: \.kind) {
            guard let kind = transaction.schema[name] else { continue }
            let asked = Set(QualityMeasure(reference, kind, transaction.asHouse.compiler).criteria.map(\.id))
            lines[name] = criteria.map { criterion in
                let condition = criterion.condition.flatMap { CriterionForm.condition($0) }
                let sentence = condition.map { ConditionField.sentence($0, of: kind, context) }
                return Line(
                    criterion: criterion, sentence: sentence ?? context.t("No open pair of possible duplicates"),
                    isAsked: !criterion.isActive || asked.contains(criterion.id.number))
            }
        }
        return CriteriaListPage(lines: lines)
    }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t
        return SettingsFrame(request, context).page(t("Quality of records")) { html in
            html.p(
                t("What makes a good record in your company. Each record shows its score and what is missing."),
                .class("prose"))
            for kind in context.schema.entities where kind.isScored {
                let new = Action(
                    t("Add a criterion"), icon: "plus", small: true, href: "\(CriteriaPages.path)/new?kind=\(kind.name)"
                )
                html.card(t(kind.pluralLabel), [new]) { html in
                    let own = lines[kind.name] ?? []
                    if own.isEmpty { html.p(t("Nothing is asked of these records yet."), .class("s muted")) }
                    html.ul(.class("stack")) { html in for line in own { html.li { write(line, &$0, t) } } }
                }
            }
        }
    }

    private func write(_ line: Line, _ html: inout HTML, _ t: Translator) {
        html.a(.class("linked"), .href("\(CriteriaPages.path)/\(line.criterion.id.number)")) { html in
            html.span(.class("row wrap")) { html in
                html.span(line.criterion.name, .class("strong grow"))
                if !line.criterion.isActive { html.badge(Badge(t("Not in use"))) }
                if !line.isAsked { html.badge(Badge(t("Cannot be asked"), .bad, icon: "circle-alert")) }
                html.badge(Badge(t(line.criterion.aspect.label)))
                html.span(t(Message("weight {weight}", ["weight": .number(line.criterion.weight)])), .class("xs muted"))
            }
            html.p(line.sentence, .class("xs muted"))
        }
    }
}
