import Localisation
import Records
import Storage
import Web

/// Finishing an activity, and what comes next.
enum ActivityRoutes {
    static func register(in registry: inout Registry) {
        // The next open activity of each card on a board.
        registry.storage.index(Activity.self, "activity_next", ["about_kind", "about_id", "is_done", "due_on"])
        // What is open and late, of all and of one person: what is done outnumbers it a hundred times.
        registry.storage.index(Activity.self, "activity_open", ["is_done", "due_on", "id"])
        registry.storage.index(Activity.self, "activity_open_owned", ["owner", "is_done", "due_on", "id"])
        registry.routes.post("/activities/:id/done", [], done)
        registry.routes.get("/activities/:id/next", [], next)
        registry.action(
            on: Activity.name,
            RecordAction(Message("Done"), icon: "check", path: { "/activities/\($0)/done?done=true" }) { record, kind in
                record.value("is_done", in: kind).boolean == false
            })
        registry.action(
            on: Activity.name,
            RecordAction(Message("Not done"), icon: "undo-2", path: { "/activities/\($0)/done?done=false" }) {
                record, kind in
                record.value("is_done", in: kind).boolean == true
            })
        registry.homeParts.append(
            HomePart { context in
                guard let part = try await TodayPart.load(context) else { return nil }
                var html = HTML()
                part.render(&html, context)
                return html
            })
    }

    /// `done=true` finishes it and at once proposes the next; `done=false` takes that back.
    @Sendable private static func done(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        var form = request.query
        if request.contentType == "application/x-www-form-urlencoded" {
            form.items = try await request.form().items + form.items
        }
        let isDone = form["done"].map { ["true", "1", "on"].contains($0) } ?? true
        let (about, hasNext) = try await context.write { transaction -> (Reference?, Bool) in
            let kind = transaction.schema.kind(of: Activity.self)
            try transaction.save(Draft(id: id, fields: ["is_done": [.boolean(isDone)]]), as: kind)
            let activity = try transaction.find(ID<Activity>(id))
            return (activity.about, try Series(transaction).hasNext(activity))
        }
        let t = context.t
        let toast = Toast(isDone ? t("Done.") : t("Open again."), undo: "/activities/\(id)/done?done=\(!isDone)")
        // The next of a series is planned already.
        let proposes = isDone && about != nil && !hasNext
        if request.isFetched {
            let response = Response.noContent.announcing(toast)
            return proposes ? response.with("X-Sheet", "/activities/\(id)/next") : response
        }
        let page = about.flatMap { reference in context.schema[reference.kind].map { "/\($0.plural)/\(reference.id)" } }
        return Response.redirect(proposes ? "/activities/\(id)/next" : page ?? "/activities/\(id)").saying(toast)
    }

    @Sendable private static func next(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let proposal = try await context.read { try NextProposal.load(id, in: $0) }
        let t = context.t
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: t("What next?"), t) { proposal.render(&$0, context) } }
        }
        return PageFrame(request, context).page(t("What next?")) { html in
            html.topbar(parent: proposal.aboutTitle, href: proposal.page, title: t("What next?"), t)
            html.div(.class("content padded")) { html in html.div(.class("narrow")) { proposal.render(&$0, context) } }
        }
    }
}

/// What is proposed when an activity is finished: the same again in three working days, unless there is something
/// better.
struct NextProposal: Sendable {
    let subject: String
    let type: ActivityType
    let dueOn: Day
    let plural: String
    let about: Reference
    let aboutTitle: String

    var page: String { "/\(plural)/\(about.id)" }

    static func load(_ id: Int64, in transaction: Transaction) throws -> NextProposal {
        let activity = try transaction.find(ID<Activity>(id))
        guard let about = activity.about, let kind = transaction.schema[about.kind] else { throw Refusal.notFound() }
        let title = try transaction.titles([about])[about]
        guard let title else { throw Refusal.notFound() }
        return NextProposal(
            subject: activity.subject, type: activity.type, dueOn: try openDay(3, activity, transaction),
            plural: kind.plural, about: about,
            aboutTitle: title)
    }

    /// So many of its owner’s working days from today.
    private static func openDay(_ count: Int, _ activity: Activity, _ transaction: Transaction) throws -> Day {
        let time =
            try activity.owner.map { try WorkingTime.of($0.number, in: transaction) }
            ?? transaction.settings.workingTime
        return time.day(count, openDaysAfter: transaction.today)
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(
            .class("form stack"), .method("post"), .action("/timeline/\(plural)/\(about.id)/activities"), .data("ajax")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.refusals(nil, [], t)
            html.p(t(Message("Done. What comes next for {record}?", ["record": .text(aboutTitle)])))
            html.div(.class("field"), .data("field", "text")) { html in
                html.label(t("Subject"), .for("next-subject"))
                html.input(
                    .class("input"), .id("next-subject"), .type("text"), .name("text"), .value(subject), .required(),
                    .attribute("maxlength", "240"), .flag("autofocus"))
            }
            html.div(.class("form two")) { html in
                html.div(.class("field")) { html in
                    html.label(t("Type"), .for("next-type"))
                    html.select(.class("input"), .id("next-type"), .name("type")) { html in
                        for choice in ActivityType.allCases {
                            html.option(t(choice.label), .value(choice.rawValue), .selected(choice == type))
                        }
                    }
                }
                html.div(.class("field"), .data("field", "due_on")) { html in
                    html.label(t("Due"), .for("next-due"))
                    html.input(.class("input"), .id("next-due"), .type("date"), .name("due_on"), .value(dueOn.iso))
                }
            }
            html.div(.class("row")) { html in
                html.action(Action(t("Plan it"), icon: "calendar-plus", look: .primary, submit: true))
                html.action(Action(t("Nothing for now"), look: .quiet, href: page, [.data("close")]))
            }
        }
    }
}
