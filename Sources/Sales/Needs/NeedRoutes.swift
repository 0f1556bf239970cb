import Localisation
import People
import Records
import Storage
import Web

/// Needs on the screen and for programs: noting one in passing, and making a sale of it.
enum NeedRoutes {
    static func register(in registry: inout Registry) {
        registry.add(Need.self)
        registry.storage.rules.add(to: Need.name, prepare: Need.prepare)
        registry.storage.rules.add(to: Opportunity.name, saved: Need.followSales)
        registry.panel(
            on: Account.name,
            Panel("needs", column: .later, replacing: [Need.name]) { record, _, context, transaction in
                guard let panel = try NeedPanel.load(record.id, in: transaction) else { return nil }
                var html = HTML()
                panel.render(&html, context)
                return html
            })
        registry.panel(on: Need.name, answers)
        NeedBoardRoutes.register(in: &registry)
        registry.action(
            on: Need.name,
            RecordAction(
                Message("Create opportunity"), icon: Opportunity.icon, shortcut: "o",
                path: { "/needs/\($0)/opportunity" },
                applies: { record, kind in
                    record.value("status", in: kind).text == NeedStatus.open.rawValue
                        && record.value("opportunity", in: kind).isNull
                }))
        registry.routes.post("/accounts/:id/needs", [], add)
        registry.routes.post("/needs/:id/opportunity", [], sell)
        registry.routes.post("/needs/:id/answer", [], answer)
        registry.api(.post, "/api/v1/needs/:id/opportunity", .code(sellOperation), sellForPrograms)
        registry.navigation.append(
            NavigationEntry(
                section: Message("Sales"), label: Message(Need.pluralLabel), icon: Need.icon, path: "/needs"))
    }

    /// On the page of an open need: what we sell that may answer it.
    private static let answers = Panel("answers") { record, kind, context, transaction in
        let need = try Need(record.seen(by: transaction.viewer, kind), kind: kind), t = context.t
        guard need.status == .open, need.product == nil else { return nil }
        let matches = try NeedMatches.find([need], in: transaction)[need.id] ?? []
        let mayAnswer = context.viewer.may(.change, kind)
        var html = HTML()
        html.heading(t("What may answer it"))
        if matches.isEmpty { html.p(t("No product speaks of the same things."), .class("s muted")) }
        for match in matches {
            html.div(.class("linked row wrap")) { html in
                html.a(match.name, .class("grow target"), .href("/products/\(match.id)"))
                guard mayAnswer else { return }
                html.postButton(
                    Action(t("This answers it"), icon: "check", look: .quiet, small: true),
                    to: "/needs/\(record.id)/answer?product=\(match.id)", csrf: context.csrfToken ?? "")
            }
        }
        return html
    }

    @Sendable private static func add(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Need.plural, to: .create), id = try request.identifier()
        let form = try await request.form(), title = (form["title"] ?? "").trimmingWhitespace()
        guard !title.isEmpty else {
            throw Refusal(fields: [
                FieldRefusal("title", code: "required", Message("Say in a few words what it is about."))
            ])
        }
        var draft = Draft(fields: ["title": [.text(title)], "account": [.integer(id)]])
        if let priority = form["priority"].flatMap({ NeedPriority(rawValue: $0) }) {
            draft.fields["priority"] = [.text(priority.rawValue)]
        }
        let saved = draft
        _ = try await context.write { try $0.save(saved, as: kind) }
        let toast = Toast(context.t("Need noted."))
        if request.isFetched { return Response.noContent.announcing(toast) }
        return Response.redirect(request.back(form, or: "/accounts/\(id)")).saying(toast)
    }

    @Sendable private static func answer(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Need.plural, to: .change), id = try request.identifier()
        guard let product = request.query["product"].flatMap({ Int64($0) }) else { throw Refusal.notFound() }
        _ = try await context.write { transaction in
            try transaction.save(
                Draft(id: id, fields: ["product": [.integer(product)], "status": [.text("answered")]]), as: kind)
        }
        return Response.accepted(request, next: "/needs/\(id)").saying(Toast(context.t("The need is answered.")))
    }

    // A sale of a need

    @Sendable private static func sell(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), product = request.query["product"].flatMap { Int64($0) }
        let sale = try await context.write { try NeedSale(need: id, product: product).make(in: $0) }
        return Response.accepted(request, next: "/opportunities/\(sale)", .record(["id": .text(String(sale))]))
            .saying(Toast(context.t("The opportunity was made of the need. Complete it here.")))
    }

    @Sendable private static func sellForPrograms(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["product"])
        let id = try request.identifier()
        var product: Int64?
        if let text = request.query["product"] {
            guard let number = Int64(text) else {
                throw Refusal(fields: [
                    FieldRefusal(
                        "product", code: "invalid_type", Message("The identifier of a record is expected."))
                ])
            }
            product = number
        }
        let chosen = product
        return try await context.write { transaction in
            let sale = try NeedSale(need: id, product: chosen).make(in: transaction)
            let kind = transaction.schema.kind(of: Opportunity.self), record = try transaction.record(sale, of: kind)
            let seen = kind.fields.filter { transaction.viewer.sees($0, of: kind) }
            let members = seen.map { JSON.Member($0.name, $0.json(record.values($0.name, in: kind))) }
            return Response.json(.object(members), status: 201)
        }
    }

    private static let sellOperation = #"""
        {"summary":"Make an opportunity of a need","tags":["needs"],
        "description":"Title, account, budget, source and day come from the need, which keeps the link; when the \#
        opportunity is won, the need is answered.",
        "parameters":[{"name":"product","in":"query","required":false,
        "schema":{"type":"string","pattern":"^[0-9]{1,18}$"}}],
        "responses":{"201":{"description":"The opportunity","content":{"application/json":{"schema":{
        "type":"object"}}}}}}
        """#
}

/// A sale made of a need, in one transaction: what is known of the need goes over, and the need keeps the link.
struct NeedSale: Sendable {
    let need: Int64
    let product: Int64?

    func make(in transaction: Transaction) throws -> Int64 {
        let kind = transaction.schema.kind(of: Need.self), sales = transaction.schema.kind(of: Opportunity.self)
        let need = try Need(transaction.record(need, of: kind).seen(by: transaction.viewer, kind), kind: kind)
        guard need.status == .open, need.opportunity == nil else {
            throw Refusal(
                .conflict, code: "already_answered",
                Message("This need is closed, or has its opportunity already. Open that one."))
        }
        var fields: [String: [Value]] = [
            "title": need.title.values, "account": [need.account.map { .integer($0.number) } ?? .null],
        ]
        func take(_ name: String, _ values: [Value]) {
            guard let field = sales[name], transaction.viewer.mayWrite(field, of: sales) else { return }
            fields[name] = values
        }
        if let budget = need.budget { take("amount", budget.values) }
        if let source = need.source { take("source", [.text(source)]) }
        if let day = need.wishedOn { take("closes_on", [.day(day)]) }
        if let text = need.description { take("description", [.text(text)]) }
        if let product = product ?? need.product?.number { take("product", [.integer(product)]) }
        let sale = try transaction.save(Draft(fields: fields), as: sales)
        try transaction.save(Draft(id: need.id.number, fields: ["opportunity": [.integer(sale)]]), as: kind)
        return sale
    }
}
