import Localisation
import Records
import Storage
import Web

/// “Who sees this?”: a page beside each record, and its answer for programs.
package enum ExplainPages {
    private static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/:id/access", [], show)
        registry.routes.get(Api.root + "/:plural/:id/access") { try await answering($0, $1) }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let chosen = request.query["person"].flatMap { Int64($0) }
        let page = try await context.read { transaction -> ExplainPage in
            let explainer = try Explainer(id, of: kind, in: transaction)
            guard try context.viewer.may(permission) || transaction.acts(on: id, of: kind).contains(.change) else {
                throw Refusal.notYours()
            }
            let people = try transaction.all(User.self).sorted { folded($0.name) < folded($1.name) }
            return ExplainPage(
                kind: kind, record: explainer.record, people: people.map { ($0.id.number, $0.name) }, chosen: chosen,
                explanations: try chosen.map { try explainer.explain($0) } ?? [], onlookers: try explainer.onlookers())
        }
        return page.answer(request, context)
    }

    /// For oneself, or for anybody for whoever manages the settings.
    private static func answering(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["user"])
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let asked = request.query["user"].flatMap { Int64($0) }
        if request.query["user"] != nil, asked == nil {
            throw Refusal(fields: [
                FieldRefusal("user", code: "invalid_value", Message("The identifier of a record is expected."))
            ])
        }
        let person = asked ?? context.viewer.user, t = context.t
        let explanations = try await context.read { transaction in
            let explainer = try Explainer(id, of: kind, in: transaction)
            guard person == context.viewer.user || context.viewer.may(permission) else {
                throw Refusal(
                    .forbidden, code: "not_allowed",
                    Message("You may ask only about yourself. Ask an administrator about others."))
            }
            return try explainer.explain(person)
        }
        return .json(ExplainPages.json(person, kind, id, explanations) { t($0) })
    }

    package static func json(
        _ person: Int64, _ kind: Kind, _ id: Int64, _ explanations: [Explanation], _ t: (Message) -> String
    ) -> JSON {
        .record([
            "user": .text(String(person)),
            "record": .record(["kind": .text(kind.name), "id": .text(String(id))]),
            "acts": .array(
                explanations.map { explanation in
                    .record([
                        "act": .text(explanation.act.rawValue), "allowed": .boolean(explanation.isAllowed),
                        "reasons": .array(explanation.reasons.map { .text(t($0)) }),
                    ])
                }),
        ])
    }
}

/// Who sees a record, and why one person does or does not.
struct ExplainPage: Sendable {
    let kind: Kind
    let record: Record
    let people: [(id: Int64, name: String)]
    let chosen: Int64?
    let explanations: [Explanation]
    let onlookers: [Explainer.Onlooker]

    private var address: String { "/\(kind.plural)/\(record.id)" }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t, title = record.shownTitle(in: kind, t)
        return PageFrame(request, context).page(t("Who sees this?")) { html in
            html.topbar(parent: title, href: address, title: t("Who sees this?"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    question(&html, t)
                    if !explanations.isEmpty { reasons(&html, t) }
                    everybody(&html, t)
                }
            }
        }
    }

    private func question(_ html: inout HTML, _ t: Translator) {
        html.form(.class("row wrap"), .method("get"), .action(address + "/access")) { html in
            html.select(.class("input"), .name("person"), .aria("label", t("Person")), .required()) { html in
                html.option(t("Choose a person"), .value(""))
                for person in people {
                    html.option(person.name, .value(String(person.id)), .selected(person.id == chosen))
                }
            }
            html.action(Action(t("Why?"), icon: "circle-question-mark", look: .primary, submit: true))
        }
    }

    private func reasons(_ html: inout HTML, _ t: Translator) {
        html.card(people.first { $0.id == chosen }?.name ?? t("Person")) { html in
            html.ul(.class("stack"), .id("reasons")) { html in
                for explanation in explanations {
                    for reason in explanation.reasons {
                        html.li(.class("row")) { html in
                            html.icon(explanation.isAllowed ? "check" : "x", .small)
                            html.span(t(reason))
                        }
                    }
                }
            }
        }
    }

    private func everybody(_ html: inout HTML, _ t: Translator) {
        html.heading(t("Who sees it today"), detail: t.number(onlookers.count))
        html.ul(.class("stack s"), .id("onlookers")) { html in
            for person in onlookers {
                html.li(.class("row wrap")) { html in
                    html.a(person.name, .class("link"), .href("\(address)/access?person=\(person.id)"))
                    html.span(person.role, .class("muted"))
                    if person.mayChange { html.badge(Badge(t("may change it"), icon: "pencil")) }
                }
            }
        }
    }
}
