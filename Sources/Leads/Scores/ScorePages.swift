import Localisation
import People
import Records
import Storage
import Web

/// The score on the page of a lead or a contact, point by point, and the page where the condition of a rule is chosen
/// by filters.
enum ScorePages {
    static func register(in registry: inout Registry) {
        for kind in [Lead.name, Contact.name] {
            registry.panel(
                on: kind,
                Panel("score", column: .later) { record, kind, context, transaction in
                    guard let panel = try ScorePanel.load(record, kind, context, in: transaction) else { return nil }
                    var html = HTML()
                    panel.render(&html, context.t)
                    return html
                })
        }
        registry.panel(on: ScoreRule.name, Panel("score_rule", column: .side, render: rule))
        registry.routes.get("/score_rules/:id/condition", [], show)
        registry.routes.post("/score_rules/:id/condition", [], save)
        registry.navigation.append(
            NavigationEntry(
                section: Message("Marketing"), label: Message(ScoreRule.pluralLabel), icon: ScoreRule.icon,
                path: "/score_rules"))
    }

    @Sendable private static func rule(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        let rule = try ScoreRule(record, kind: kind), t = context.t
        guard let asked = rule.asked(transaction.schema), let condition = rule.read else { return nil }
        var html = HTML()
        html.heading(t("Gives points to"))
        html.p(
            condition == .everything ? t(asked.pluralLabel) : ConditionField.sentence(condition, of: asked, context),
            .class("s"))
        if context.viewer.may(.change, kind) {
            html.div { html in
                html.action(
                    Action(
                        t("Choose by filters"), icon: "list-filter", small: true,
                        href: "/score_rules/\(record.id)/condition"))
            }
        }
        return html
    }

    private static func load(
        _ id: Int64, in transaction: Transaction
    ) throws -> (rule: ScoreRule, asked: Kind) {
        let kind = transaction.schema.kind(of: ScoreRule.self)
        let rule = try ScoreRule(transaction.record(id, of: kind), kind: kind)
        guard try transaction.allowed([id], of: kind, to: .change).contains(id) else { throw Refusal.notYours() }
        guard let asked = rule.asked(transaction.schema) else { throw Refusal.notFound() }
        return (rule, asked)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), chosen = request.query["filter"], goal = request.path + "?"
        let (rule, field, text) = try await context.read { transaction in
            let (rule, asked) = try load(id, in: transaction)
            let text = chosen ?? rule.condition ?? "{}"
            let condition = try StoredCondition.read(text, "filter", of: asked, in: transaction.asHouse)
            return (rule, try ConditionField.load(condition, of: asked, goal: goal, in: transaction), text)
        }
        let t = context.t
        return PageFrame(request, context).page(rule.name) { html in
            html.topbar(parent: rule.name, href: "/score_rules/\(id)", title: t("Condition"), t)
            html.div(.class("content padded"), .tabindex(0)) { html in
                html.div(.class("narrow stack")) { html in
                    if chosen != nil { html.notice(t("The filter is not saved yet. Save it to keep it."), .warn) }
                    field.render(&html, context)
                    html.form(.class("form"), .method("post"), .action(request.path)) { html in
                        html.csrfField(context.csrfToken ?? "")
                        html.input(.type("hidden"), .name("condition"), .value(text))
                        html.div(.class("row wrap")) { html in
                            html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                            html.action(Action(t("Cancel"), look: .quiet, href: "/score_rules/\(id)"))
                        }
                    }
                }
            }
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), text = try await request.form()["condition"] ?? ""
        _ = try await context.write { transaction in
            _ = try load(id, in: transaction)
            let values: [Value] = text.isEmpty || text == "{}" ? [.null] : [.text(text)]
            return try transaction.save(
                Draft(id: id, fields: ["condition": values]), as: transaction.schema.kind(of: ScoreRule.self))
        }
        return Response.accepted(request, next: "/score_rules/\(id)")
            .saying(Toast(context.t("Saved. The scores are worked out anew in the background.")))
    }
}

/// The score of one record: each rule that gives or takes points, with its sentence, and how the score came to be.
struct ScorePanel: Sendable {
    private let lines: [(name: String, points: Int, sentence: String)]
    private let history: [ScoreChange]
    let total: Int

    static func load(_ record: Record, _ kind: Kind, _ context: Context, in transaction: Transaction) throws
        -> ScorePanel?
    {
        guard let field = kind["score"], transaction.viewer.sees(field, of: kind) else { return nil }
        let measure = try ScoreMeasure.of(kind, in: transaction)
        let verdict = try measure.verdict(on: record.id, in: transaction.connection)
        let history = try ScoreChange.list(record.id, kind, limit: 10, in: transaction)
        if measure.rules.isEmpty, history.isEmpty { return nil }
        let lines = verdict.map { rule, points -> (name: String, points: Int, sentence: String) in
            let asked = rule.asked(transaction.schema), condition = rule.read ?? .everything
            let sentence =
                condition == .everything
                ? asked.map { context.t($0.pluralLabel) } ?? ""
                : asked.map { ConditionField.sentence(condition, of: $0, context) } ?? ""
            return (rule.name, points, sentence)
        }
        return ScorePanel(lines: lines, history: history, total: lines.reduce(0) { $0 + $1.points })
    }

    func render(_ html: inout HTML, _ t: Translator) {
        html.div(.id("score"), .data("live-region")) { html in
            html.heading(t("Score"), detail: t.number(Int64(total)))
            if lines.isEmpty { html.p(t("No rule gives it points yet."), .class("s muted")) }
            html.ul(.class("stack")) { html in
                for line in lines {
                    html.li { html in
                        html.span(.class("row wrap")) { html in
                            html.badge(Badge(ScorePanel.signed(line.points, t), line.points < 0 ? .bad : .good))
                            html.span(line.name, .class("s strong grow"))
                        }
                        html.p(line.sentence, .class("xs muted"))
                    }
                }
            }
            guard !history.isEmpty else { return }
            html.details(.class("s")) { html in
                html.summary(t("How it changed"))
                html.ul(.class("stack")) { html in
                    for change in history {
                        let before = change.previous.map { t.number(Int64($0)) } ?? "–"
                        let after = change.score.map { t.number(Int64($0)) } ?? "–"
                        html.li("\(t.instant(change.at)) · \(before) → \(after)", .class("xs muted"))
                    }
                }
            }
        }
    }

    private static func signed(_ points: Int, _ t: Translator) -> String {
        (points > 0 ? "+" : "−") + t.number(Int64(abs(points)))
    }
}
