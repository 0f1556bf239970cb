import Localisation
import Records
import Storage
import Web

/// A filtered list kept as a group: under a new name, or as the new condition of a group that is there.
struct DefineForm: Sendable {
    let kind: Kind
    let condition: Condition
    private let count: Int
    private let titles: [Reference: String]
    private let groups: [(id: Int64, name: String)]
    var name = ""
    var refusal: Refusal?

    static func load(_ form: Form, in transaction: Transaction) throws -> DefineForm {
        guard let subject = form["kind"].flatMap({ GroupSubject(rawValue: $0) }),
            let kind = transaction.schema[subject.rawValue], transaction.viewer.may(.read, kind)
        else { throw Refusal.notFound() }
        try transaction.refuse(.create, transaction.schema.kind(of: CustomerGroup.self))
        let condition: Condition
        do throws(FieldRefusal) {
            condition = try StoredCondition.read(form["where"] ?? "{}", "where", of: kind, in: transaction)
        } catch { throw Refusal(fields: [error]) }
        let own = transaction.schema.kind(of: CustomerGroup.self)
        let all = transaction.schema.groups.of(kind)
        let mine = try transaction.allowed(all.map(\.id), of: own, to: .change)
        var page = DefineForm(
            kind: kind, condition: condition, count: try transaction.count(kind, where: condition, cap: 10_001),
            titles: try transaction.titles(condition.references(kind, transaction.schema)),
            groups: all.filter { mine.contains($0.id) }.map { ($0.id, $0.name) })
        page.name = String((form["name"] ?? "").prefix(80))
        return page
    }

    private init(
        kind: Kind, condition: Condition, count: Int, titles: [Reference: String], groups: [(id: Int64, name: String)]
    ) {
        (self.kind, self.condition, self.count, self.titles, self.groups) = (kind, condition, count, titles, groups)
    }

    func write(_ html: inout HTML, _ context: Context) {
        let t = context.t, titles = titles
        let sentence = ConditionSentence(
            schema: context.schema, translator: t, currency: context.workspace.settings.currency
        ) { kind, id in titles[Reference(kind: kind, id: id)] }.sentence(condition, of: kind)
        html.form(.class("stack"), .method("post"), .action("/groups/define"), .data("ajax")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("kind"), .value(kind.name))
            html.input(.type("hidden"), .name("where"), .value(condition.json.string))
            html.refusals(nil, [], t)
            html.p(
                "\(t(kind.pluralLabel)) · \(count > 10_000 ? t.number(10_000) + "+" : t.number(count)) · \(sentence)",
                .class("s muted"))
            if condition == .everything {
                html.notice(t("No filter is set: this group will hold everything."), .warn)
            }
            if !groups.isEmpty {
                html.div(.class("field")) { html in
                    html.label(t("Group"), .for("define-group"))
                    html.select(.class("input"), .id("define-group"), .name("group")) { html in
                        html.option(t("A new group"), .value(""))
                        for group in groups {
                            html.option(
                                t(Message("New condition of “{name}”", ["name": .text(group.name)])),
                                .value(String(group.id)))
                        }
                    }
                }
            }
            var field = FormField(
                FieldSpec(name: "name", label: Message("Name of a new group"), shape: .text, traits: [.max(80)]),
                text: name)
            field.error = refusal?.fields.first { $0.field == "name" }.map { t($0.message) }
            field.hasFocus = true
            html.field(field, t)
            colours(&html, t)
            html.div(.class("row")) {
                $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
            }
        }
    }

    private func colours(_ html: inout HTML, _ t: Translator) {
        html.div(.class("field")) { html in
            html.label(t("Colour"), .for("define-colour"))
            html.select(.class("input"), .id("define-colour"), .name("colour")) { html in
                for colour in GroupColour.allCases { html.option(t(colour.label), .value(colour.rawValue)) }
            }
        }
    }
}
