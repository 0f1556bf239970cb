import Localisation
import Records
import Storage

/// The filter editor: which field, then which test; what it makes is the list's new address.
enum FilterRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/list/filter", [], edit)
        registry.routes.post("/:plural/list/filter", [], apply)
        registry.routes.post("/:plural/list/filter/field", [], choose)
        registry.routes.get("/:plural/list/fields", [], pickField)
    }

    /// Without a field: which one? With one: which test? With a chip: the test it stands for.
    @Sendable private static func edit(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let query = request.query
        let state = try await read(kind, query["state"], context)
        let chip = query["chip"].flatMap { Int($0) }.flatMap { state.condition.chips.indices.contains($0) ? $0 : nil }
        var field = (query["field"].map { $0.split(separator: ".").map(String.init) })
            .flatMap { FilterField($0, of: kind, schema: context.schema) }
        if let chip, case .test(let path, _) = state.condition.chips[chip] {
            field = field ?? FilterField(path, of: kind, schema: context.schema)
        }
        if let target = field, !sees(target, kind, context) { field = nil }
        let titles = try await context.read { transaction in
            try transaction.titles(state.condition.references(transaction.schema.kind(kind.name), transaction.schema))
        }
        let editor = FilterEditor(
            state: state, field: field, chip: chip, titles: titles, isSheet: request.isFetched && chip == nil,
            context: context)
        if request.isFetched { return .fragment { editor.render(&$0) } }
        return PageFrame(request, context).page(context.t("Filter")) { html in
            html.topbar(
                parent: context.t(kind.pluralLabel), href: state.address.link, title: context.t("Filter"), context.t)
            html.div(.class("content padded narrow stack")) { editor.render(&$0) }
        }
    }

    /// A chosen field opens its sheet.
    @Sendable private static func choose(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let form = try await request.form()
        let address = ListAddress(plural: kind.plural, state: form["state"])
        let sheet = address.tool("filter", [Form.Item("field", form["field"] ?? "")])
        guard request.isFetched else { return .redirect(sheet) }
        return Response.noContent.with("X-Sheet", sheet)
    }

    @Sendable private static func apply(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let form = try await request.form()
        let state = try await read(kind, form["state"], context)
        let reader = FilterReader(kind: kind, context: context)
        var chips = state.condition.chips
        let chip = form["chip"].flatMap { Int($0) }.flatMap { chips.indices.contains($0) ? $0 : nil }
        let made = try await reader.condition(form)
        if let chip, form["or"] == "1" {
            chips[chip] = Condition.either(chips[chip], made)
        } else if let chip {
            chips[chip] = made
        } else if let other = form["with"].flatMap({ Int($0) }), chips.indices.contains(other) {
            chips[other] = Condition.either(chips[other], made)
        } else {
            chips.append(made)
        }
        let condition = Condition.together(chips)
        try await context.read { transaction in
            _ = try ListParameters.condition(
                condition.json, "where", transaction.schema.kind(kind.name), transaction.compiler)
        }
        return request.goingTo(state.address.link { $0.set(condition) })
    }

    /// Fields by what their names contain: a picker's answer.
    @Sendable private static func pickField(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let words = Records.words(of: request.query["q"] ?? "").prefix(8)
        let t = context.t
        let isColumn = request.query["for"] == "columns"
        let options: [HTML.PickerOption]
        if isColumn {
            options = ListColumn.all(of: kind, schema: context.schema, viewer: context.viewer)
                .map { HTML.PickerOption(value: $0.name, title: t($0.label)) }
        } else {
            options = FilterField.all(of: kind, schema: context.schema, viewer: context.viewer)
                .map { HTML.PickerOption(value: $0.name, title: $0.label(t)) }
        }
        let found = options.filter { option in
            let title = folded(option.title)
            return words.allSatisfy { title.contains($0) || option.value.contains($0) }
        }
        return .fragment { $0.pickerOptions(Array(found.prefix(12)), create: nil, t) }
    }

    private static func sees(_ target: FilterField, _ kind: Kind, _ context: Context) -> Bool {
        FilterField.all(of: kind, schema: context.schema, viewer: context.viewer).contains { $0.path == target.path }
            || target.path.count > 2
    }

    static func read(_ kind: Kind, _ state: String?, _ context: Context) async throws -> ListState {
        let address = ListAddress(plural: kind.plural, state: state)
        return try await context.read { transaction in
            let kind = transaction.schema.kind(kind.name)
            return ListState(kind, address, try ListViews(of: kind, in: transaction), transaction)
        }
    }
}

extension Condition {
    /// One or the other, side by side with further alternatives.
    static func either(_ first: Condition, _ second: Condition) -> Condition {
        if case .any(let list) = first { return .any(list + [second]) }
        return .any([first, second])
    }
}

extension Request {
    /// A form was accepted: the browser goes there, whether a script sent the form or the browser itself.
    func goingTo(_ address: String) -> Response {
        !isFetched ? .redirect(address) : Response.noContent.with("X-Location", address)
    }
}
