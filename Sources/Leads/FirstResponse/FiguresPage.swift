import Localisation
import Records
import Storage
import Web

/// How soon leads are answered, on one small page and for programs.
enum FiguresPage {
    static let path = "/lead-figures"
    private static let days = 90

    static func register(in registry: inout Registry) {
        registry.routes.get(path, [], show)
        registry.api(.get, "/api/v1/lead-figures", .code(operation), figures)
    }

    private static func span(_ query: Form, _ today: Day) throws(Refusal) -> (from: Day, to: Day) {
        var refusals: [FieldRefusal] = []
        func day(_ name: String, _ usual: Day) -> Day {
            guard let text = query[name], !text.isEmpty else { return usual }
            if let day = Day(iso: text) { return day }
            refusals.append(
                FieldRefusal(name, code: "invalid_type", Message("A day such as “2026-12-31” is expected.")))
            return usual
        }
        let to = day("to", today), from = day("from", to.adding(days: -days))
        if from > to || to.number - from.number > 3660 {
            refusals.append(
                FieldRefusal(
                    "from", code: "out_of_range",
                    Message("The first day is not after the last, nor ten years before it.")))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        return (from, to)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        _ = try context.kind(plural: Lead.plural)
        let span = try span(request.query, context.today)
        let figures = try await context.read { try LeadFigures(from: span.from, to: span.to, in: $0) }
        let t = context.t
        return PageFrame(request, context).page(t("Answering leads")) { html in
            html.topbar(parent: t(Lead.pluralLabel), href: "/leads", title: t("Answering leads"), t)
            html.div(.class("content padded"), .tabindex(0)) { html in
                html.div(.class("narrow stack")) { html in
                    period(span, &html, t)
                    head(figures, &html, t)
                    table(t("People"), figures.people, figures, "user", &html, t)
                    table(t("Teams"), figures.teams, figures, "team", &html, t)
                    sources(figures, &html, context)
                }
            }
        }
    }

    private static func period(_ span: (from: Day, to: Day), _ html: inout HTML, _ t: Translator) {
        html.form(.class("row wrap"), .method("get"), .action(path)) { html in
            for (name, label, day) in [("from", t("From"), span.from), ("to", t("To"), span.to)] {
                html.label(label, .for("figures-" + name), .class("s"))
                html.input(
                    .class("input"), .style("width:auto"), .type("date"), .id("figures-" + name), .name(name),
                    .value(day.iso))
            }
            html.action(Action(t("Show"), small: true, submit: true))
        }
    }

    private static func head(_ figures: LeadFigures, _ html: inout HTML, _ t: Translator) {
        let all = figures.all
        html.div(.class("row wrap")) { html in
            html.badge(Badge(t(Message("{count} lead", "{count} leads", count: all.leads)), icon: "inbox"))
            if let median = all.median {
                let words = ResponseClock.words(median, t)
                html.badge(
                    Badge(t(Message("Half answered within {time}", ["time": .text(words)])), .accent, icon: "timer"))
            }
            if let share = all.share {
                html.badge(
                    Badge(
                        t(Message("{share} % in time", ["share": .number(share)])),
                        share >= 80 ? .good : share >= 50 ? .warn : .bad, icon: "check"))
            }
            html.badge(
                Badge(t(Message("{count} converted", "{count} converted", count: all.converted)), icon: "arrow-right"))
        }
    }

    private static func table(
        _ title: String, _ lines: [LeadFigures.Line], _ figures: LeadFigures, _ kind: String, _ html: inout HTML,
        _ t: Translator
    ) {
        guard !lines.isEmpty else { return }
        grid([title, t("Leads"), t("Median"), t("In time"), t("Converted")], title, &html) { html in
            for line in lines {
                let reference = line.key.flatMap { Int64($0) }.map { Reference(kind: kind, id: $0) }
                html.tr { html in
                    html.th(
                        reference.map { figures.names[$0] ?? "–" } ?? t("In the pool"), .attribute("scope", "row"))
                    numbers(line, &html, t)
                }
            }
        }
    }

    private static func numbers(_ line: LeadFigures.Line, _ html: inout HTML, _ t: Translator) {
        html.td(t.number(line.leads), .class("amount"))
        html.td(line.median.map { ResponseClock.words($0, t) } ?? "–", .class("amount"))
        html.td(line.share.map { t(Message("{share} %", ["share": .number($0)])) } ?? "–", .class("amount"))
        html.td(t.number(line.converted), .class("amount"))
    }

    private static func sources(_ figures: LeadFigures, _ html: inout HTML, _ context: Context) {
        let t = context.t, currency = context.workspace.settings.currency
        guard !figures.sources.isEmpty else { return }
        let heads = [t("Source"), t("Leads"), t("Median"), t("In time"), t("Converted"), t("Won"), t("Won revenue")]
        grid(heads, t("Sources"), &html) { html in
            for line in figures.sources {
                html.tr { html in
                    html.th(line.key ?? t("No source given"), .attribute("scope", "row"))
                    numbers(line, &html, t)
                    html.td(t.number(line.won), .class("amount"))
                    html.td(
                        line.revenue.map { t.moneyRounded(Money(minor: $0, currency: currency)) } ?? "–",
                        .class("amount"))
                }
            }
        }
    }

    private static func grid(_ heads: [String], _ label: String, _ html: inout HTML, rows: (inout HTML) -> Void) {
        html.card(label) { html in
            html.div(.class("scroll"), .tabindex(0)) { html in
                html.table(.class("table plain"), .aria("label", label)) { html in
                    html.thead { html in
                        html.tr { html in
                            for (place, head) in heads.enumerated() {
                                html.th(head, .attribute("scope", "col"), .class(place == 0 ? nil : "amount"))
                            }
                        }
                    }
                    html.tbody(content: rows)
                }
            }
        }
    }

    @Sendable private static func figures(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["from", "to"])
        _ = try context.kind(plural: Lead.plural)
        // A form sends fields that nobody filled; a program means what it sends.
        for name in ["from", "to"] where request.query[name]?.isEmpty == true {
            throw Refusal(fields: [
                FieldRefusal(name, code: "invalid_type", Message("A day such as “2026-12-31” is expected."))
            ])
        }
        let span = try span(request.query, context.today)
        let figures = try await context.read { try LeadFigures(from: span.from, to: span.to, in: $0) }
        let currency = context.workspace.settings.currency
        func json(_ line: LeadFigures.Line, _ key: String?, _ kind: String?) -> JSON {
            var members: [JSON.Member] = []
            if let key { members.append(.init(key, line.key.map { .text($0) } ?? .null)) }
            if let kind {
                let name = line.key.flatMap { Int64($0) }.flatMap { figures.names[Reference(kind: kind, id: $0)] }
                members.append(.init("name", name.map { .text($0) } ?? .null))
            }
            func number(_ value: Int?) -> JSON { value.map { .number(String($0)) } ?? .null }
            members += [
                .init("leads", number(line.leads)), .init("median_minutes", number(line.median)),
                .init("in_time_percent", number(line.share)), .init("converted", number(line.converted)),
            ]
            if key == "source" {
                members.append(.init("won", number(line.won)))
                let revenue = line.revenue.map { Money(minor: $0, currency: currency) }
                members.append(
                    .init(
                        "won_revenue",
                        revenue.map { .record(["amount": .text($0.amount), "currency": .text($0.currency)]) } ?? .null))
            }
            return .object(members)
        }
        return .json(
            .record([
                "from": .text(figures.from.iso), "to": .text(figures.to.iso), "all": json(figures.all, nil, nil),
                "people": .array(figures.people.map { json($0, "user", "user") }),
                "teams": .array(figures.teams.map { json($0, "team", "team") }),
                "sources": .array(figures.sources.map { json($0, "source", nil) }),
            ]))
    }

    private static let operation = #"""
        {"summary":"How soon leads are answered, and what was won of them","tags":["leads"],
        "description":"Minutes are minutes of work. By person, team and source; the leads you see.",
        "parameters":[{"name":"from","in":"query","required":false,"schema":{"type":"string","format":"date"}},
        {"name":"to","in":"query","required":false,"schema":{"type":"string","format":"date"}}],
        "responses":{"200":{"description":"Figures","content":{"application/json":{"schema":{"type":"object"}}}}}}
        """#
}
