import Localisation
import Records
import Sales
import Storage
import Web

/// Groups of customers: their pages beside what derives from the entity, and what programs ask.
enum GroupRoutes {
    static func register(in registry: inout Registry) {
        registry.add(CustomerGroup.self)
        registry.storage.groups = CustomerGroup.source
        registry.storage.rules.add(
            to: CustomerGroup.name, prepare: CustomerGroup.prepare, saved: CustomerGroup.saved,
            deleting: CustomerGroup.deleting)
        GroupPanels.register(in: &registry)
        BandSettings.register(in: &registry)
        for path in ["/split", "/groups/split"] { registry.routes.get(path, [], split) }
        registry.routes.get("/groups/define", [], askDefinition)
        registry.routes.post("/groups/define", [], define)
        registry.api(.get, "/api/v1/groups/split", .code(splitOperation), splitForPrograms)
        let section = Message("Sales")
        registry.navigation.append(
            NavigationEntry(
                section: section, label: Message(CustomerGroup.pluralLabel), icon: CustomerGroup.icon, path: "/groups"))
        registry.navigation.append(
            NavigationEntry(section: section, label: Message("Split"), icon: "chart-pie", path: "/split"))
    }

    private static func load(_ query: Form, _ context: Context) async throws -> SplitPage {
        let plural = query["kind"] ?? "accounts"
        let kind = try context.kind(plural: plural)
        guard GroupSubject(rawValue: kind.name) != nil else {
            throw Refusal(fields: [
                FieldRefusal(
                    "kind", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text("accounts, contacts")]))
            ])
        }
        return try await context.read { try SplitPage.load(kind, query["field"], context, in: $0) }
    }

    @Sendable private static func split(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await load(request.query, context)
        context.note(.listed, page.kind, count: page.split.lines.count)
        return PageFrame(request, context, live: "/live").page(context.t("Split")) { page.write(&$0, context) }
    }

    // Saving a filtered list as a group

    @Sendable private static func askDefinition(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(request.query, nil, request, context)
    }

    private static func answer(
        _ query: Form, _ refusal: Refusal?, _ request: Request, _ context: Context
    ) async throws -> Response {
        var form = try await context.read { try DefineForm.load(query, in: $0) }
        form.refusal = refusal
        let shown = form, t = context.t, status = refusal == nil ? 200 : 422
        if request.isFetched {
            return .fragment(status: status) { html in
                html.sheetFragment(title: t("Save as a group"), t) { shown.write(&$0, context) }
            }
        }
        return PageFrame(request, context).page(t("Save as a group"), status: status) { html in
            html.topbar(parent: t("Groups"), href: "/groups", title: t("Save as a group"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow")) { html in
                    if let refusal { html.notice(t(refusal.fields.first?.message ?? refusal.message), .bad) }
                    shown.write(&html, context)
                }
            }
        }
    }

    @Sendable private static func define(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        do {
            let (id, name) = try await context.write { transaction in try save(form, in: transaction) }
            let toast = Toast(context.t(Message("The group “{name}” is saved.", ["name": .text(name)])))
            // From its sheet too, one goes on to the group.
            let next = "/groups/\(id)"
            let answer = request.isFetched ? Response.noContent.with("X-Location", next) : .redirect(next)
            return answer.saying(toast)
        } catch let refusal as Refusal
            where !request.isFetched && !request.wantsJSON && refusal.type == .invalidRequest
        {
            return try await answer(form, refusal, request, context)
        }
    }

    private static func save(_ form: Form, in transaction: Transaction) throws -> (Int64, String) {
        let kind = transaction.schema.kind(of: CustomerGroup.self)
        let name = (form["name"] ?? "").trimmingWhitespace()
        var draft = Draft(fields: ["condition": [.text(form["where"] ?? "")]])
        if let group = form["group"].flatMap({ Int64($0) }) {
            draft.id = group
            if !name.isEmpty { draft.fields["name"] = [.text(name)] }
        } else {
            draft.fields["name"] = [name.isEmpty ? .null : .text(name)]
            draft.fields["kind"] = [.text(form["kind"] ?? "")]
            draft.fields["colour"] = [
                .text(form["colour"].flatMap { GroupColour(rawValue: $0) }?.rawValue ?? GroupColour.blue.rawValue)
            ]
        }
        let id = try transaction.save(draft, as: kind)
        return (id, try transaction.record(id, of: kind).title(in: kind))
    }

    // For programs

    @Sendable private static func splitForPrograms(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["kind", "field"])
        let page = try await load(request.query, context), t = context.t
        let currency = context.workspace.settings.currency, sight = page.split.sight
        func money(_ minor: Int64) -> JSON {
            let money = Money(minor: minor, currency: currency)
            return sight.amounts
                ? .record(["amount": .text(money.amount), "currency": .text(money.currency)]) : .null
        }
        func count(_ number: Int) -> JSON { sight.sales ? .number(String(number)) : .null }
        let values = page.split.lines.map { line in
            JSON.record([
                "value": line.key.map { page.json($0) } ?? .null, "label": .text(page.name(of: line, t)),
                "count": .number(String(line.count)), "won_count": count(line.sums.wonCount),
                "won_total": money(line.sums.wonTotal), "won_last_12_months": money(line.sums.wonLatelyTotal),
                "open_count": count(line.sums.openCount), "open_total": money(line.sums.openTotal),
                "where": line.condition.json,
            ])
        }
        return .json(
            .record([
                "kind": .text(page.kind.plural), "field": .text(page.chosen.name),
                "fields": .array(page.dimensions.map { .text($0.name) }), "truncated": .boolean(page.split.isCut),
                "data": .array(values),
            ]))
    }

    private static let money = #"""
        {"type":["object","null"],"properties":{"amount":{"type":"string"},"currency":{"type":"string"}}}
        """#

    private static let splitOperation = #"""
        {"summary":"Customers by one of their traits","tags":["groups"],
        "description":"How many there are of each value, what they bring in company currency, and the condition of \#
        each; as far as the caller sees them.",
        "parameters":[{"name":"kind","in":"query","required":false,"schema":{"type":"string",
        "enum":["accounts","contacts"]}},{"name":"field","in":"query","required":false,"schema":{"type":"string"},
        "description":"A field, or one of headcount, turnover, category; “fields” of the answer lists all."}],
        "responses":{"200":{"description":"The values","content":{"application/json":{"schema":{"type":"object",
        "required":["kind","field","fields","data","truncated"],"properties":{"kind":{"type":"string"},
        "field":{"type":"string"},"fields":{"type":"array","items":{"type":"string"}},"truncated":{"type":"boolean"},
        "data":{"type":"array","items":{"type":"object","properties":{"value":{},"label":{"type":"string"},
        "count":{"type":"integer"},"won_count":{"type":["integer","null"]},"won_total":\#(money),
        "won_last_12_months":\#(money),"open_count":{"type":["integer","null"]},"open_total":\#(money),
        "where":{"$ref":"#/components/schemas/condition"}}}}}}}}}}}
        """#
}

extension SplitPage {
    fileprivate func json(_ key: Value) -> JSON {
        switch chosen.by {
        case .field(let field): field.json([key])
        case .beginning: .text(key.text ?? "")
        case .cases: .number(String(key.integer ?? 0))
        }
    }
}
