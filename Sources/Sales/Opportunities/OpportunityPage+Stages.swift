import Localisation
import Records
import Storage
import Web

/// On an opportunity's page: how far it is, how long it stood where, and the way to another stage. Then who buys.
struct StagePanel: Sendable {
    /// One stay in a stage.
    struct Stay: Sendable {
        let stage: String
        let enteredAt: Instant
        let leftAt: Instant?
        let who: String?
    }

    let id: Int64
    let version: Int64
    let current: Stage?
    let stages: [Stage]
    let stays: [Stay]

    /// Two queries: the pipeline's stages, and the stays with the names of who moved it.
    static func load(_ record: Record, _ kind: Kind, in transaction: Transaction) throws -> StagePanel? {
        let sale = try Opportunity(record, kind: kind)
        guard let pipeline = sale.pipeline else { return nil }
        let stages = try transaction.all(
            Stage.self, where: .test(path: ["pipeline"], .equals(.text(String(pipeline.number))))
        )
        .sorted { ($0.position, $0.id.number) < ($1.position, $1.id.number) }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: StageChange.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let user = ConditionCompiler.Place(transaction.schema.kind("user"), depth: 1)
        let seen = try transaction.compiler.rights(at: user).map { " AND \($0)" as SQL } ?? ""
        let rows = try transaction.connection.rows(
            """
            SELECT s.name, \(place.column("entered_at")), \(place.column("left_at")), \(user.column("name"))
            FROM \(place.from) JOIN stage AS s ON s.id = \(place.column("to_stage"))
            LEFT JOIN \(user.from) ON \(user.column("id")) = \(place.column("created_by"))\(seen)
            WHERE \(place.column("opportunity")) = \(record.id)\(rights)
            ORDER BY \(place.column("entered_at")) DESC, \(place.column("id")) DESC LIMIT 50
            """, .text, .instant, .instant, .text)
        let stays = rows.map {
            Stay(
                stage: $0[0].text ?? "", enteredAt: $0[1].instant ?? transaction.now, leftAt: $0[2].instant,
                who: $0[3].text)
        }
        return StagePanel(
            id: record.id, version: record.version, current: stages.first { $0.id == sale.stage }, stages: stages,
            stays: stays)
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.id("stages"), .data("live-region")) { html in
            html.heading(t("Stage"))
            strip(&html, t)
            if let kind = context.schema[Opportunity.name], context.viewer.may(.change, kind) {
                moveForm(&html, context)
            }
            html.ul(.class("stack s"), .aria("label", t("Stage history"))) { html in
                for stay in stays { line(stay, &html, context) }
            }
        }
    }

    private func strip(_ html: inout HTML, _ t: Translator) {
        let open = stages.filter { $0.outcome == .open }
        let reached =
            current?.outcome == .open ? open.firstIndex { $0.id == current?.id }.map { $0 + 1 } ?? 0 : open.count
        html.linkedRecord(
            title: current?.name ?? "–", href: "/opportunities/\(id)",
            detail: open.map(\.name).joined(separator: " › "),
            stage: (reached, max(1, open.count)))
    }

    /// “Move to” for every hand; a loss has its own button, which asks why.
    private func moveForm(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(.class("row"), .method("post"), .action("/opportunities/\(id)/stage"), .data("ajax")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("version"), .value(String(version)))
            html.select(.class("input"), .name("stage"), .aria("label", t("Move to"))) { html in
                for stage in stages where stage.outcome != .lost {
                    html.option(stage.name, .value(String(stage.id.number)), .selected(stage.id == current?.id))
                }
            }
            html.action(Action(t("Move", context: "verb"), small: true, submit: true))
        }
    }

    private func line(_ stay: Stay, _ html: inout HTML, _ context: Context) {
        let t = context.t, end = stay.leftAt ?? context.now
        let days = max(0, Int(end.day(in: t.timeZone).number - stay.enteredAt.day(in: t.timeZone).number))
        html.li { html in
            html.span(stay.stage, .class("strong"))
            html.text(" · ")
            html.time(
                t.shortDay(stay.enteredAt.day(in: t.timeZone), today: context.today),
                .attribute("datetime", stay.enteredAt.iso), .title(t.instant(stay.enteredAt)))
            html.text(" · ")
            html.span(t(Message("{count} day", "{count} days", count: days)), .class("muted number"))
            if let who = stay.who {
                html.text(" · ")
                html.span(who, .class("muted"))
            }
        }
    }
}
