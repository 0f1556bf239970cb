import Localisation
import Records
import Storage
import Web

/// When a plan starts by itself: made with the filters of the records it is for, on a page of its own; the plan's page
/// says it as a sentence.
enum PlanConditionPage {
    static func register(in registry: inout Registry) {
        registry.routes.get("/follow_up_plans/:id/condition", [], show)
        registry.routes.post("/follow_up_plans/:id/condition", [], save)
        registry.panel(on: FollowUpPlan.name, panel)
    }

    private static let panel = Panel("plan_condition", column: .main) { record, kind, context, transaction in
        let plan = try FollowUpPlan(record, kind: kind), t = context.t
        var html = HTML()
        let mayChange = try !transaction.allowed([record.id], of: kind, to: .change).isEmpty
        let change = Action(
            t("Change"), icon: "pencil", look: .quiet, small: true, href: "/follow_up_plans/\(record.id)/condition")
        html.card(t("Starts by itself when"), mayChange ? [change] : []) { html in
            if let condition = plan.parsedCondition(), condition != .everything,
                let subject = transaction.schema[plan.kind.rawValue]
            {
                html.p(ConditionField.sentence(condition, of: subject, context))
                html.p(
                    t("Each record once, when it comes to meet this. Those that met it before are left alone."),
                    .class("xs muted"))
            } else {
                html.p(t("Never: somebody starts it from a record or a list."), .class("muted s"))
            }
        }
        return html
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: FollowUpPlan.plural, to: .change), id = try request.identifier()
        let t = context.t, changed = request.query["filter"]
        let (plan, field, text) = try await context.read { transaction in
            let plan = try FollowUpPlan(transaction.record(id, of: kind), kind: kind)
            guard let subject = transaction.schema[plan.kind.rawValue] else { throw Refusal.notFound() }
            var edited = plan
            if let changed { edited.condition = changed }
            let condition = edited.parsedCondition() ?? .everything
            let field = try ConditionField.load(
                condition, of: subject, goal: "/follow_up_plans/\(id)/condition?set=condition", in: transaction)
            return (plan, field, condition == .everything ? "" : condition.json.string)
        }
        return PageFrame(request, context).page(t("Starts by itself when")) { html in
            html.topbar(parent: plan.name, href: "/follow_up_plans/\(id)", title: t("Starts by itself when"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    if changed != nil { html.notice(t("The condition is not saved yet."), .warn) }
                    html.card(t("A record that meets all of this")) { field.render(&$0, context) }
                    html.p(
                        t(
                            "Without a condition it starts by hand only. Records that meet it now are left alone."
                        ),
                        .class("s muted"))
                    html.form(.class("row"), .method("post"), .action("/follow_up_plans/\(id)/condition")) { html in
                        html.csrfField(context.csrfToken ?? "")
                        html.input(.type("hidden"), .name("condition"), .value(text))
                        html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                        html.action(Action(t("Cancel"), look: .quiet, href: "/follow_up_plans/\(id)"))
                    }
                }
            }
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: FollowUpPlan.plural, to: .change), id = try request.identifier()
        let text = try await request.form()["condition"] ?? ""
        _ = try await context.write { transaction in
            try transaction.save(
                Draft(id: id, fields: ["condition": [text.isEmpty ? .null : .text(text)]]), as: kind)
        }
        return Response.accepted(request, next: "/follow_up_plans/\(id)").saying(Toast(context.t("Saved.")))
    }
}
