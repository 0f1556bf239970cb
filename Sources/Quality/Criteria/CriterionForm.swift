import Localisation
import Records
import Storage
import Web

/// The form of one criterion: what it is called and weighs, what a good record fulfils, and of which it is asked. The
/// conditions are made with the filters of the records' own list.
struct CriterionForm: Sendable {
    private let criterion: QualityCriterion
    private let kind: Kind
    private let condition: ConditionField
    private let applies: ConditionField
    private let isChanged: Bool
    var refusal: Refusal?

    /// What is stored, under what `form` says: sent with the form, or chosen in the filter editor a moment ago.
    static func load(_ stored: QualityCriterion, _ form: Form, _ context: Context, in transaction: Transaction) throws
        -> CriterionForm
    {
        var criterion = stored
        criterion.name = form["name"] ?? criterion.name
        criterion.kind = form["kind"] ?? criterion.kind
        criterion.aspect = form["aspect"].flatMap { QualityAspect(rawValue: $0) } ?? criterion.aspect
        criterion.weight = form["weight"].flatMap { Int($0) } ?? criterion.weight
        criterion.repair = form["repair"] ?? criterion.repair
        criterion.condition = form["condition"] ?? criterion.condition
        criterion.appliesWhen = form["applies_when"] ?? criterion.appliesWhen
        if let active = form["is_active"] { criterion.isActive = active == "true" }
        if let filter = form["filter"] {
            if form["set"] == "applies_when" { criterion.appliesWhen = filter } else { criterion.condition = filter }
        }
        guard let kind = transaction.schema[criterion.kind], kind.isScored else { throw Refusal.notFound() }
        func field(_ text: String?, _ name: String) throws -> ConditionField {
            try ConditionField.load(
                text.flatMap { CriterionForm.condition($0) } ?? .everything, of: kind, goal: goal(criterion, name),
                in: transaction)
        }
        return CriterionForm(
            criterion: criterion, kind: kind, condition: try field(criterion.condition, "condition"),
            applies: try field(criterion.appliesWhen, "applies_when"), isChanged: form["filter"] != nil)
    }

    static func condition(_ text: String) -> Condition? {
        guard case .success(let condition) = Result(catching: { try Condition(json: JSON(parsing: text)) }) else {
            return nil
        }
        return condition
    }

    /// This page again, with all that is not saved yet.
    private static func goal(_ criterion: QualityCriterion, _ set: String) -> String {
        var items: [Form.Item] = [.init("set", set), .init("kind", criterion.kind)]
        if !criterion.name.isEmpty { items.append(.init("name", criterion.name)) }
        items.append(.init("aspect", criterion.aspect.rawValue))
        items.append(.init("weight", String(criterion.weight)))
        if let repair = criterion.repair { items.append(.init("repair", repair)) }
        if let condition = criterion.condition { items.append(.init("condition", condition)) }
        if let applies = criterion.appliesWhen { items.append(.init("applies_when", applies)) }
        return address(criterion) + "?" + Form(items).encoded
    }

    private static func address(_ criterion: QualityCriterion) -> String {
        let id = criterion.id.number
        return "\(CriteriaPages.path)/\(id == 0 ? "new" : String(id))"
    }

    /// What is typed here goes along when a filter is chosen above.
    private static let typed = "name aspect weight repair is_active"

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t, id = criterion.id.number
        let title = id == 0 ? t("Add a criterion") : criterion.name
        return SettingsFrame(request, context).page(title, status: refusal == nil ? 200 : 422) { html in
            if let refusal, refusal.fields.isEmpty { html.notice(t(refusal.message), .bad) }
            if isChanged { html.notice(t("The filter is not saved yet. Save the criterion to keep it."), .warn) }
            html.card(t("A good record fulfils")) { html in
                if criterion.condition == nil, criterion.aspect == .uniqueness {
                    html.p(t("No open pair of possible duplicates"), .class("s"))
                }
                condition.render(&html, context)
                error("condition", &html, t)
            }
            html.card(t("Asked of which records")) { html in
                if (criterion.appliesWhen ?? "{}") == "{}" { html.p(t("Of all of them."), .class("s muted")) }
                applies.render(&html, context)
                error("applies_when", &html, t)
            }
            html.card(t(kind.pluralLabel)) { html in form(&html, context) }
            if id != 0 {
                html.postButton(
                    Action(t("Delete the criterion"), icon: "trash-2", look: .danger),
                    to: "\(CriteriaPages.path)/\(id)/delete", csrf: context.csrfToken ?? "", ajax: false)
            }
        }
    }

    private func error(_ field: String, _ html: inout HTML, _ t: Translator) {
        for fault in refusal?.fields ?? [] where fault.field == field { html.notice(t(fault.message), .bad) }
    }

    private func form(_ html: inout HTML, _ context: Context) {
        let t = context.t, id = criterion.id.number
        html.form(
            .class(isChanged ? "form two touched" : "form two"), .method("post"),
            .action(id == 0 ? CriteriaPages.path : "\(CriteriaPages.path)/\(id)"), .data("keep"),
            .data("carry", CriterionForm.address(criterion)), .data("carried", CriterionForm.typed)
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("kind"), .value(criterion.kind))
            html.input(.type("hidden"), .name("position"), .value(String(criterion.position)))
            for (spec, text) in specs(context) {
                var field = FormField(spec, text: text)
                field.error = refusal?.fields.first { $0.field == spec.name }.map { t($0.message) }
                html.field(field, t)
            }
            html.details(.class("wide")) { html in
                html.summary(t("Conditions as JSON"), .class("s"))
                for (name, label, text) in [
                    ("condition", Message("A good record fulfils"), criterion.condition),
                    ("applies_when", Message("Asked of records that fulfil"), criterion.appliesWhen),
                ] {
                    html.field(
                        FormField(
                            FieldSpec(name: name, label: label, shape: .longText, traits: [.max(20_000)]),
                            text: text ?? ""),
                        t)
                }
            }
            html.div(.class("row wide")) { html in
                html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                html.action(Action(t("Cancel"), look: .quiet, href: CriteriaPages.path))
            }
        }
    }

    private func specs(_ context: Context) -> [(FieldSpec, String)] {
        let own = context.schema.kind(of: QualityCriterion.self)
        func spec(_ name: String, _ shape: Shape? = nil, _ traits: [Trait] = []) -> FieldSpec {
            FieldSpec(name: name, label: own[name]?.label ?? .verbatim(name), shape: shape ?? .text, traits: traits)
        }
        return [
            (spec("name", nil, [.required, .max(120)]), criterion.name),
            (spec("aspect", own["aspect"]?.shape, [.required]), criterion.aspect.rawValue),
            (
                spec("weight", .integer, [.required, .help("From 1 to 100: how much it counts beside the others.")]),
                String(criterion.weight)
            ),
            (
                spec("repair", .choice(repairs(context)), [.help("Where the link beside a missing criterion leads.")]),
                criterion.repair ?? ""
            ),
            (spec("is_active", .boolean), criterion.isActive ? "true" : "false"),
        ]
    }

    private func repairs(_ context: Context) -> [ChoiceOption] {
        var options = kind.declared.filter { !$0.isReadOnly }.map { ChoiceOption($0.name, $0.label) }
        options += kind.parts.map { ChoiceOption($0.name, $0.kind.label) }
        for (name, link) in (context.schema.reverse[kind.name] ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let other = context.schema[link.kind], other.owner == nil, kind[name] == nil, kind.part(name) == nil
            else { continue }
            options.append(ChoiceOption(name, Message("Add: {kind}", ["kind": .message(other.label)])))
        }
        return options
    }
}
