import Localisation
import Records
import Storage
import Web

/// The repetition of an activity: said on its page, changed by a form in plain words, deleted one or all.
enum SeriesRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/activities/:id/repeat", [], show)
        registry.routes.post("/activities/:id/repeat", [], save)
        registry.routes.post("/activities/:id/series/delete", [], delete)
        registry.panel(on: Activity.name, Panel("series", column: .side, render: panel))
    }

    /// On the activity’s page: the rule in words, the next days, and the way to change it.
    @Sendable private static func panel(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        let activity = try Activity(record, kind: kind)
        let mayChange = try !transaction.allowed([record.id], of: kind, to: .change).isEmpty
        guard activity.isInSeries || (mayChange && !activity.isDone && activity.dueOn != nil) else { return nil }
        let t = context.t, link = "/activities/\(record.id)/repeat"
        let head = try Series(transaction).first(of: activity)
        let days = activity.isInSeries ? try upcoming(head, transaction) : []
        var html = HTML()
        html.card(
            t("Repetition"),
            mayChange
                ? [
                    Action(
                        t("Change"), icon: "repeat", look: .quiet, small: true, href: link,
                        [.data("sheet", link)])
                ] : []
        ) { html in
            html.div(.class("stack s")) { html in
                switch rule(of: head) {
                case .success(let rule?): html.p(rule.words(t).capitalizedFirst, .class("strong"))
                case .success(nil):
                    html.p(t(activity.isInSeries ? "The series has ended." : "It comes once."), .class("muted"))
                case .failure(let refusal): html.notice(t(refusal.message), .warn)
                }
                for (id, day) in days {
                    html.a(t.longDay(day), .class("link number"), .href("/activities/\(id)"))
                }
                if mayChange, activity.isInSeries {
                    let several = SeriesForm.address(record.id)
                    html.div { html in
                        html.action(
                            Action(
                                t("Change several at once"), icon: "pencil", small: true, href: several,
                                [.data("sheet", several)]))
                    }
                }
            }
        }
        return html
    }

    /// A rule that cannot be read is said to be so, where it can be changed.
    private static func rule(of head: Activity) -> Result<Recurrence?, Refusal> {
        do throws(Refusal) {
            return .success(try head.recurrence.map { text throws(Refusal) in try Recurrence(text) })
        } catch {
            return .failure(error)
        }
    }

    private static func upcoming(_ head: Activity, _ transaction: Transaction) throws -> [(Int64, Day)] {
        try transaction.connection.rows(
            """
            SELECT id, due_on FROM \(name: transaction.schema.kind(of: Activity.self).table)
            WHERE series = \(head.id) AND is_done = FALSE AND due_on > \(transaction.today) ORDER BY due_on, id LIMIT 3
            """, .integer, .day
        ).compactMap { row in row[0].integer.flatMap { id in row[1].day.map { (id, $0) } } }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let (activity, head) = try await context.read { transaction in
            let activity = try transaction.find(ID<Activity>(id))
            return (activity, try Series(transaction).first(of: activity))
        }
        switch rule(of: head) {
        case .success(let rule): return answer(activity, RepetitionForm(rule), [], request, context)
        case .failure(let refusal):
            let said = [FieldRefusal("repeat", code: refusal.code, refusal.message)]
            return answer(activity, RepetitionForm(nil as Recurrence?), said, request, context)
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), form = try await request.form()
        let activity = try await context.read { try $0.find(ID<Activity>(id)) }
        var repetition = RepetitionForm(form)
        let rule = repetition.read(activity.dueOn ?? context.today, context.t, today: context.today)
        guard repetition.refusals.isEmpty else {
            if request.wantsJSON { throw Refusal(fields: repetition.refusals) }
            return answer(activity, repetition, repetition.refusals, request, context, status: 422)
        }
        let journal = try await context.write { transaction -> Int64 in
            let journal = try Journal.begin("move", kind: Activity.name, in: transaction)
            let draft = Draft(fields: ["recurrence": [rule.map { .text($0.text) } ?? .null]])
            let scope: SeriesScope = activity.isInSeries ? .following : .this
            try Series(transaction).change(ID(id), scope, draft)
            return journal
        }
        let toast = Toast(
            rule.map { context.t(Message("It comes {often}.", ["often": .text($0.words(context.t))])) }
                ?? context.t("It comes once."), undo: "/journal/\(journal)/undo")
        if request.isFetched { return .json(.object([])).announcing(toast) }
        return Response.redirect("/activities/\(id)").saying(toast)
    }

    @Sendable private static func delete(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), form = try await request.form()
        let scope = form["scope"].flatMap { SeriesScope(rawValue: $0) } ?? .this
        let journal = try await context.write { try Series($0).delete(ID(id), scope) }
        let toast = Toast(context.t("Deleted."), undo: "/journal/\(journal)/undo")
        return Response.accepted(request, next: Agenda.path).saying(toast)
    }

    private static func answer(
        _ activity: Activity, _ form: RepetitionForm, _ refusals: [FieldRefusal], _ request: Request,
        _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.t, page = "/activities/\(activity.id.number)"
        func render(_ html: inout HTML) {
            html.form(
                .class("form two"), .method("post"), .action(page + "/repeat"), .data("ajax", if: request.isFetched)
            ) { html in
                html.csrfField(context.csrfToken ?? "")
                html.div(.class("wide")) { html in
                    let unreadable = refusals.first { $0.field == "repeat" }
                    html.refusals(unreadable.map { t($0.message) }, [], t)
                }
                if activity.isInSeries {
                    html.p(t("It holds from this one on; those before stay as they are."), .class("muted s wide"))
                }
                form.render(&html, refusals, t)
                html.div(.class("row wide")) { html in
                    html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                    html.action(Action(t("Cancel"), look: .quiet, href: page, [.data("close")]))
                }
            }
            if activity.isInSeries { deletion(&html) }
        }
        func deletion(_ html: inout HTML) {
            html.form(.class("form"), .method("post"), .action(page + "/series/delete")) { html in
                html.csrfField(context.csrfToken ?? "")
                html.fieldset(.class("field")) { html in
                    html.legend(t("Delete"))
                    for scope in SeriesScope.allCases {
                        html.label(.class("tick")) { html in
                            html.input(
                                .type("radio"), .name("scope"), .value(scope.rawValue), .checked(scope == .this))
                            html.span(t(scope.label))
                        }
                    }
                }
                html.div { $0.action(Action(t("Delete"), icon: "trash-2", look: .danger, submit: true)) }
            }
        }
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: t("Repetition"), t) { render(&$0) } }
        }
        return PageFrame(request, context).page(t("Repetition"), status: status) { html in
            html.topbar(parent: activity.subject, href: page, title: t("Repetition"), t)
            html.div(.class("content padded")) { html in html.div(.class("narrow stack")) { render(&$0) } }
        }
    }
}
