import Localisation
import Records
import Storage
import Web

/// Something still to do, as pages show it: what, when, who, about whom.
package struct PlannedActivity: Sendable {
    package let id: Int64
    package let subject: String
    package let type: ActivityType
    package let dueOn: Day?
    package let startsAt: Instant?
    package let ownerName: String?
    package let about: Reference?
    package let aboutTitle: String?

    /// Open activities about the records of a timeline, the most urgent first.
    static func about(_ scopes: [TimelineScope], in transaction: Transaction) throws -> [PlannedActivity] {
        guard !transaction.viewer.grants(for: Activity.name).isEmpty else { return [] }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Activity.self))
        let records = scopes.map { scope in
            "SELECT \(scope.kind.name) AS kind, r.id AS id, r.title AS title FROM (\(scope.records)) AS r" as SQL
        }
        return try read(
            """
            \(place.from) JOIN (\(SQL.joined(records, " UNION ALL "))) AS s
            ON \(place.column("about_kind")) = s.kind AND \(place.column("about_id")) = s.id
            """, place, title: "s.title", "\(place.column("is_done")) = FALSE", limit: 20, transaction)
    }

    /// Activities from `from` that meet the condition and that the viewer sees, the most urgent first; those without a
    /// day last.
    static func read(
        _ from: SQL, _ place: ConditionCompiler.Place, title: SQL, _ condition: SQL, limit: Int,
        _ transaction: Transaction
    ) throws -> [PlannedActivity] {
        let user = ConditionCompiler.Place(transaction.schema.kind("user"), depth: 1)
        let seenUser = try transaction.compiler.rights(at: user).map { " AND \($0)" as SQL } ?? ""
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let columns = ["id", "subject", "type", "due_on", "starts_at", "about_kind", "about_id"].map {
            place.column($0)
        }
        return try transaction.connection.rows(
            """
            SELECT \(SQL.joined(columns, ", ")), \(user.column("name")), \(title)
            FROM \(from) LEFT JOIN \(user.from) ON \(user.column("id")) = \(place.column("owner"))\(seenUser)
            WHERE \(condition)\(rights)
            ORDER BY \(place.column("due_on")) NULLS LAST, \(place.column("id")) LIMIT \(limit)
            """, .integer, .text, .text, .day, .instant, .text, .integer, .text, .text
        ).map(PlannedActivity.init)
    }

    private init(_ row: [Value]) {
        id = row[0].integer ?? 0
        subject = row[1].text ?? ""
        type = row[2].text.flatMap { ActivityType(rawValue: $0) } ?? .task
        dueOn = row[3].day
        startsAt = row[4].instant
        about = row[5].text.flatMap { kind in row[6].integer.map { Reference(kind: kind, id: $0) } }
        ownerName = row[7].text
        aboutTitle = row[8].text
    }

    /// A card with its “Done” button; without script it is a form like any other. On the page of its own record it does
    /// not repeat what it is about.
    func render(_ html: inout HTML, _ context: Context, on page: Reference? = nil) {
        let t = context.t
        let urgency = Urgency(dueOn: dueOn, startsAt: startsAt, today: context.today)
        html.div(.class("card next-step \(urgency.tone.rawValue)"), .id("planned-\(id)")) { html in
            html.span(.class("mark")) { $0.icon(type.icon) }
            html.div(.class("grow cut")) { html in
                // Both links are at least 24 pixels high, for fingers (WCAG 2.5.8).
                html.a(
                    subject, .class("strong cut"), .style("display:block;padding-block:4px"),
                    .href("/activities/\(id)"))
                html.div(.class("row wrap xs muted")) { html in
                    html.icon(urgency.icon, .small)
                    html.span(urgency.words(t, today: context.today), .class("number"))
                    if let ownerName { html.span(ownerName) }
                    if let about, about != page, let aboutTitle, let kind = context.schema[about.kind] {
                        html.a(
                            aboutTitle, .class("link cut target"),
                            .href("/\(kind.plural)/\(about.id)"))
                    }
                }
            }
            html.postButton(
                Action(t("Done"), icon: "check", small: true), to: "/activities/\(id)/done?done=true",
                csrf: context.csrfToken ?? "")
        }
    }
}

/// How soon something is to be done, said by colour, icon and words.
package struct Urgency: Sendable, Hashable {
    package let dueOn: Day?
    package let startsAt: Instant?
    package let tone: Tone
    package let icon: String

    package init(dueOn: Day?, startsAt: Instant?, today: Day) {
        self.dueOn = dueOn
        self.startsAt = startsAt
        guard let dueOn else {
            (tone, icon) = (.neutral, "calendar")
            return
        }
        if dueOn < today {
            (tone, icon) = (.bad, "alarm-clock")
        } else {
            (tone, icon) = dueOn == today ? (.good, "clock") : (.neutral, "calendar")
        }
    }

    /// `14:30` today, `demain`, `il y a 3 j`.
    package func words(_ t: Translator, today: Day) -> String {
        guard let dueOn else { return t("No date") }
        if dueOn == today, let startsAt { return t.time(startsAt) }
        let distance = Int(dueOn.number - today.number)
        return abs(distance) < 7 ? t.relativeDay(dueOn, today: today) : t.shortDay(dueOn, today: today)
    }
}
