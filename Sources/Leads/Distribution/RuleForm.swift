import Identity
import Localisation
import Records
import Storage
import Web

/// The form of one distribution rule: which leads, made with the filters of their list; to whom, and in what way.
struct RuleForm: Sendable {
    private let rule: DistributionRule
    private let condition: ConditionField
    private let people: [ChoiceOption]
    private let isChanged: Bool
    var refusal: Refusal?

    /// What is stored, under what the form or the filter editor says.
    static func filled(_ stored: DistributionRule, _ form: Form) -> DistributionRule {
        var rule = stored
        rule.name = form["name"] ?? rule.name
        rule.position = form["position"].flatMap { Int($0) } ?? rule.position
        rule.way = form["way"].flatMap { DistributionWay(rawValue: $0) } ?? rule.way
        rule.condition = form["filter"] ?? form["condition"] ?? rule.condition
        if rule.condition == "" { rule.condition = nil }
        if let active = form["is_active"] { rule.isActive = active == "true" }
        if let to = form["to"] {
            (rule.user, rule.team) = (nil, nil)
            if to.hasPrefix("user:") { rule.user = Int64(to.dropFirst(5)).map { ID($0) } }
            if to.hasPrefix("team:") { rule.team = Int64(to.dropFirst(5)).map { ID($0) } }
        }
        return rule
    }

    static func load(_ stored: DistributionRule, _ form: Form, in transaction: Transaction) throws -> RuleForm {
        let rule = filled(stored, form), kind = transaction.schema.kind(of: Lead.self)
        let teams = try transaction.all(Team.self).sorted { $0.name < $1.name }
        let users = try transaction.all(
            User.self, where: .test(path: ["is_active"], .equals(.boolean(true)))
        ).sorted { $0.name < $1.name }
        let people =
            teams.map {
                ChoiceOption("team:\($0.id.number)", Message("Team {name}", ["name": .text($0.name)]))
            } + users.prefix(300).map { ChoiceOption("user:\($0.id.number)", .verbatim($0.name)) }
        return RuleForm(
            rule: rule,
            condition: try ConditionField.load(rule.wanted ?? .everything, of: kind, goal: goal(rule), in: transaction),
            people: people, isChanged: form["filter"] != nil)
    }

    private static func to(_ rule: DistributionRule) -> String {
        rule.team.map { "team:\($0.number)" } ?? rule.user.map { "user:\($0.number)" } ?? ""
    }

    /// This page again, with all that is not saved yet.
    private static func goal(_ rule: DistributionRule) -> String {
        let id = rule.id.number
        var items: [Form.Item] = [.init("way", rule.way.rawValue), .init("position", String(rule.position))]
        if !rule.name.isEmpty { items.append(.init("name", rule.name)) }
        if !to(rule).isEmpty { items.append(.init("to", to(rule))) }
        return "\(RulePages.path)/rules/\(id == 0 ? "new" : String(id))?" + Form(items).encoded
    }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t, id = rule.id.number
        return SettingsFrame(request, context).page(
            id == 0 ? t("Add a rule") : rule.name, status: refusal == nil ? 200 : 422
        ) { html in
            if let refusal { html.notice(t(refusal.message), .bad) }
            if isChanged { html.notice(t("The filter is not saved yet. Save the rule to keep it."), .warn) }
            html.card(t("For leads that fulfil")) { html in
                if rule.wanted == .everything { html.p(t("All leads."), .class("s muted")) }
                condition.render(&html, context)
            }
            html.card(t("To whom")) { html in form(&html, context) }
            if id != 0 {
                html.postButton(
                    Action(t("Delete the rule"), icon: "trash-2", look: .danger),
                    to: "\(RulePages.path)/rules/\(id)/delete", csrf: context.csrfToken ?? "", ajax: false)
            }
        }
    }

    private func form(_ html: inout HTML, _ context: Context) {
        let t = context.t, id = rule.id.number
        let specs: [(FieldSpec, String)] = [
            (FieldSpec(name: "name", label: Message("Name"), shape: .text, traits: [.required, .max(120)]), rule.name),
            (
                FieldSpec(name: "to", label: Message("To"), shape: .choice(people), traits: [.required]),
                RuleForm.to(rule)
            ),
            (
                FieldSpec(
                    name: "way", label: Message("Within the team"), shape: DistributionWay.shape, traits: [.required]),
                rule.way.rawValue
            ),
            (
                FieldSpec(
                    name: "position", label: Message("Position"), shape: .integer,
                    traits: [.required, .help("Rules are asked from the smallest number on.")]), String(rule.position)
            ),
            (FieldSpec(name: "is_active", label: Message("In use"), shape: .boolean), rule.isActive ? "true" : "false"),
        ]
        html.form(
            .class("form two"), .method("post"),
            .action(id == 0 ? "\(RulePages.path)/rules" : "\(RulePages.path)/rules/\(id)"), .data("keep")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("condition"), .value(rule.condition ?? ""))
            for (spec, text) in specs {
                var field = FormField(spec, text: text)
                field.error = refusal?.fields.first { $0.field == spec.name }.map { t($0.message) }
                html.field(field, t)
            }
            html.div(.class("row wide")) { html in
                html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                html.action(Action(t("Cancel"), look: .quiet, href: RulePages.path))
            }
        }
    }
}
