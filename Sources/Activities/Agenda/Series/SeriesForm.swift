import Localisation
import Records
import Storage
import Web

/// Several of a series changed at once: what, where, with whom and when, of this one and the following, or of all still
/// to come. The usual form of an activity says that it is for one only, and leads here.
enum SeriesForm {
    static func register(in registry: inout Registry) {
        registry.routes.get("/activities/:id/series", [], show)
        registry.routes.post("/activities/:id/series", [], save)
        registry.formAids[Activity.name, default: []].append(FormAid(render: aid))
    }

    static func address(_ id: Int64) -> String { "/activities/\(id)/series" }

    /// Above the form of one of a series.
    @Sendable private static func aid(_ record: Record, _ kind: Kind, _ context: Context) -> HTML? {
        guard record.id != 0, ["series", "recurrence"].contains(where: { !record.value($0, in: kind).isNull })
        else { return nil }
        let t = context.t
        var html = HTML()
        html.div(.class("stack s"), .style("margin-bottom:18px")) { html in
            html.notice(t("It is one of a series: what you change here holds for this one only."), icon: "repeat")
            html.div { html in
                html.action(
                    Action(
                        t("Change several at once"), icon: "repeat", small: true, href: address(record.id),
                        [.data("sheet", address(record.id))]))
            }
        }
        return html
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), t = context.t
        let (typed, record) = try await context.read { transaction in
            let record = try member(id, in: transaction)
            return (try filled(record, t, in: transaction), record)
        }
        return answer(PlanForm(typed, context, changing: record), request, context)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Activity.plural)
        let id = try request.identifier(), typed = try await request.form()
        let record = try await context.read { try member(id, in: $0) }
        var form = PlanForm(typed, context, changing: record)
        let draft = form.read(), scope = typed["scope"].flatMap { SeriesScope(rawValue: $0) } ?? .this
        do {
            if !form.refusals.isEmpty { throw Refusal(fields: form.refusals) }
            let asked = form
            let (journal, first) = try await context.write { transaction -> (Int64, ID<Activity>) in
                let journal = try Journal.begin("move", kind: Activity.name, in: transaction)
                return (journal, try Series(transaction).change(ID(id), scope, asked.completed(draft, in: transaction)))
            }
            let toast = Toast(context.t("Saved."), undo: "/journal/\(journal)/undo")
            // The one that was open was made anew with the others: what follows the first is another record.
            if first.number != id {
                let next = "/activities/\(first.number)"
                return request.isFetched
                    ? Response.noContent.with("X-Location", next).saying(toast) : .redirect(next).saying(toast)
            }
            if request.isFetched { return .json(.object([])).announcing(toast) }
            return Response.redirect(request.back(typed, or: "/activities/\(id)")).saying(toast)
        } catch let refusal as Refusal where !refusal.fields.isEmpty && !request.wantsJSON {
            form.refuse(refusal.fields)
            return answer(form, request, context, status: 422)
        }
    }

    /// One of a series, as the viewer sees it.
    private static func member(_ id: Int64, in transaction: Transaction) throws -> Record {
        let kind = transaction.schema.kind(of: Activity.self)
        let record = try transaction.record(id, of: kind).shown(to: transaction.viewer, kind)
        guard try Activity(record, kind: kind).isInSeries else { throw Refusal.notFound() }
        guard try transaction.allowed([id], of: kind, to: .change).contains(id) else {
            throw Refusal.notAllowed(to: .change)
        }
        return record
    }

    /// What stands, as the form sends it.
    private static func filled(_ record: Record, _ t: Translator, in transaction: Transaction) throws -> Form {
        let activity = try Activity(record, kind: transaction.schema.kind(of: Activity.self))
        let owner = activity.owner.map { Reference(kind: "user", id: $0.number) }
        let people = activity.participants.map { person in
            [
                "user": person.user.map { Reference(kind: "user", id: $0.number) },
                "contact": person.contact.map { Reference(kind: "contact", id: $0.number) },
            ].compactMapValues(\.self)
        }
        let named = [activity.about, owner].compactMap(\.self) + people.flatMap(\.values)
        let titles = try transaction.titles(Set(named))
        let day = activity.startsAt?.day(in: t.timeZone) ?? activity.dueOn
        var form = Form([
            .init("subject", activity.subject), .init("type", activity.type.rawValue),
            .init("day", day?.iso ?? ""), .init("place", activity.place ?? ""),
            .init("description", activity.description ?? ""), .init("scope", SeriesScope.following.rawValue),
            .init("back", "/activities/\(record.id)"),
        ])
        func add(_ name: String, _ value: String?) { if let value { form.items.append(.init(name, value)) } }
        add("start", activity.startsAt.map { t.time($0) })
        add("minutes", activity.startsAt.map { _ in String(activity.durationMinutes ?? 0) })
        add("remind", activity.remindMinutes.map { String($0) })
        add("all_day", activity.isAllDay ? "true" : nil)
        add("ends_on", activity.endsOn?.iso)
        add("about", activity.about.map { "\($0.kind):\($0.id)" })
        add("about_text", activity.about.flatMap { titles[$0] })
        add("owner", owner.map { String($0.id) })
        add("owner_text", owner.flatMap { titles[$0] })
        for (number, person) in activity.participants.enumerated() {
            let prefix = "participants[\(number)]."
            add(prefix + "id", String(person.id.number))
            add(prefix + "email", person.email ?? "")
            for (name, reference) in people[number] {
                add(prefix + name, String(reference.id))
                add(prefix + name + "_text", titles[reference] ?? "")
            }
        }
        return form
    }

    private static func answer(
        _ form: PlanForm, _ request: Request, _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.t
        if request.isFetched {
            return .fragment { html in
                html.sheetFragment(title: t("Change the series"), t) { form.render(&$0, inSheet: true) }
            }
        }
        return PageFrame(request, context).page(t("Change the series"), status: status) { html in
            html.topbar(parent: t("Agenda"), href: form.back, title: t("Change the series"), t)
            html.div(.class("content padded")) { html in html.div(.class("narrow")) { form.render(&$0, inSheet: false) }
            }
        }
    }
}
