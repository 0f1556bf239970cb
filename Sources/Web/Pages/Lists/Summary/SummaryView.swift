import Localisation
import Records
import Storage

/// A list summed up on its page: what it goes by, a chart, and a table whose every line leads to its records.
struct SummaryView: Sendable {
    let page: ListPage
    let summary: Summary

    private var t: Translator { page.t }
    private var result: ReportResult { summary.result }
    private var words: SummaryWording {
        SummaryWording(t: t, currency: page.context.workspace.settings.currency, result: result)
    }
    /// The place of the figure that the chart shows: the sum, else the number.
    private var shown: Int { result.groupCount + (summary.figure == nil ? 0 : 1) }

    func render(_ html: inout HTML) {
        html.style(of: "summary")
        bar(&html)
        for note in summary.notes { html.notice(t(note), .warn) }
        if result.rows.isEmpty { return html.p(t("There is nothing to sum up."), .class("padded muted")) }
        let cross = summary.groups.count == 2 ? SummaryCross(result, shown: shown) : nil
        html.div(.class("summed-up")) { html in
            SummaryChart(words: words, result: result, cross: cross, shown: shown).render(&html, t)
            html.div(.class("scroll"), .tabindex(0), .role("region"), .aria("label", t("Table"))) { html in
                if let cross, cross.fits { crossTable(cross, &html) } else { table(&html) }
            }
            if result.isTruncated {
                html.notice(
                    t(
                        Message(
                            "Only the first {limit} lines are shown; the total counts all. Export to have more.",
                            ["limit": .number(summary.report.limit)])), .warn)
            }
        }
    }

    // What it goes by

    private func bar(_ html: inout HTML) {
        let choices = SummaryChoices(page.kind, page.context.schema, page.context.viewer, t)
        html.form(.method("get"), .action("/\(page.kind.plural)"), .class("toolbar summary-bar"), .id("summary-form")) {
            html in
            for item in page.state.address.firstPage.query.items
            where !["groups", "then", "figure", "rank"].contains(item.name) {
                html.input(.type("hidden"), .name(item.name), .value(item.value))
            }
            select(
                "groups", t("Group by"), choices.groups, chosen: summary.groups.first?.text, none: nil, &html)
            select(
                "then", t("Then by"), choices.groups,
                chosen: summary.groups.count > 1 ? summary.groups[1].text : nil, none: t("nothing"), &html)
            html.span(.class("row")) { html in
                html.label(t("Figure"), .for("figure"), .class("xs muted"))
                html.select(.class("input"), .id("figure"), .name("figure"), .data("submit-on-change")) { html in
                    html.option(t("Number only"), .value("none"), .selected(summary.figure == nil))
                    for field in choices.figures {
                        html.option(t(field.label), .value(field.name), .selected(field == summary.figure))
                    }
                }
            }
            html.element("noscript", []) { $0.action(Action(t("Show"), small: true, submit: true)) }
            html.span("", .class("grow"))
            if page.context.viewer.may(.export, page.kind) {
                html.action(
                    Action(
                        t("Export this table"), icon: "download", look: .quiet, small: true,
                        href: page.state.address.tool("summary", [Form.Item("format", "xlsx")])))
            }
        }
    }

    private func select(
        _ name: String, _ label: String, _ choices: [SummaryChoices.Choice], chosen: String?, none: String?,
        _ html: inout HTML
    ) {
        html.open("span", [.class("row")])
        html.label(label, .for(name), .class("xs muted"))
        html.select(.class("input"), .id(name), .name(name), .data("submit-on-change")) { html in
            if let none { html.option(none, .value(""), .selected(chosen == nil)) }
            // What was asked by address and is offered to nobody stays chosen.
            if let chosen, !choices.contains(where: { $0.name == chosen }) {
                html.option(chosen, .value(chosen), .selected(true))
            }
            var section: String?
            for choice in choices {
                if choice.section != section {
                    if section != nil { html.close("optgroup") }
                    if let next = choice.section { html.open("optgroup", [.attribute("label", next)]) }
                    section = choice.section
                }
                html.option(choice.label, .value(choice.name), .selected(choice.name == chosen))
            }
            if section != nil { html.close("optgroup") }
        }
        html.close("span")
    }

    // One line a group

    private func table(_ html: inout HTML) {
        let count = result.groupCount
        let whole = result.totals.indices.contains(shown - count) ? result.totals[shown - count].integer ?? 0 : 0
        html.table(.class("table plain summary-table"), .aria("label", t("Summary"))) { html in
            html.thead { html in
                html.tr { html in
                    for (index, column) in result.columns.enumerated() { head(column, index, &html) }
                    html.th(t("Part"), .attribute("scope", "col"), .class("amount"))
                }
            }
            html.tbody { html in
                for row in result.rows {
                    html.tr { html in
                        for (index, column) in result.columns.enumerated() {
                            if column.isMeasure {
                                html.td(words.figure(row[index], column.shape), .class("amount number"))
                            } else {
                                html.th(.attribute("scope", "row")) { html in
                                    link(words.label(row[index], column), condition(row, through: index), &html)
                                }
                            }
                        }
                        html.td(percent(row[shown].integer ?? 0, of: whole), .class("amount number muted"))
                    }
                }
            }
            html.tfoot { html in
                html.tr { html in
                    html.th(t("Total"), .attribute("scope", "row"), .attribute("colspan", String(count)))
                    for (value, column) in zip(result.totals, result.columns.dropFirst(count)) {
                        html.td(words.figure(value, column.shape), .class("amount number strong"))
                    }
                    html.td("", .class("amount"))
                }
            }
        }
    }

    private func head(_ column: ReportResult.Column, _ index: Int, _ html: inout HTML) {
        let sort = summary.report.sort
        let isHere = sort?.name == column.name
        let order = isHere ? (sort?.descending == true ? "descending" : "ascending") : nil
        html.th(
            .attribute("scope", "col"), .class(column.isMeasure ? "amount" : nil), .aria("sort", order)
        ) { html in
            let turned = isHere ? !(sort?.descending ?? false) : column.isMeasure
            let href = page.state.address.link { $0.rank = (turned ? "-" : "") + column.name }
            html.a(.href(href), .attribute("rel", "nofollow")) { html in
                html.text(heading(column, index))
                if let order { html.icon(order == "descending" ? "arrow-down" : "arrow-up", .small) }
            }
        }
    }

    private func heading(_ column: ReportResult.Column, _ index: Int) -> String { t(column.label) }

    private func percent(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0, part >= 0 else { return "" }
        let tenths = Int64((Double(part) * 1000 / Double(whole)).rounded())
        return t.percent(Exact(millionths: tenths * 100_000))
    }

    // Two groups crossed

    private func crossTable(_ cross: SummaryCross, _ html: inout HTML) {
        let shape = result.columns[shown].shape, (down, across) = (result.columns[0], result.columns[1])
        html.table(.class("table plain summary-table"), .aria("label", t("Summary"))) { html in
            html.thead { html in
                html.tr { html in
                    html.th(t(down.label), .attribute("scope", "col"))
                    for value in cross.across {
                        html.th(words.label(value, across), .attribute("scope", "col"), .class("amount"))
                    }
                    html.th(t("Total"), .attribute("scope", "col"), .class("amount"))
                }
            }
            html.tbody { html in
                for value in cross.down {
                    html.tr { html in
                        html.th(.attribute("scope", "row")) { html in
                            link(
                                words.label(value, down), words.condition(summary.groups[0], value, down), &html)
                        }
                        for other in cross.across {
                            html.td(.class("amount number")) { html in
                                guard let sum = cross.value(value, other) else { return }
                                link(
                                    words.figure(.integer(sum), shape, rounded: true),
                                    condition([value, other], through: 1), &html)
                            }
                        }
                        html.td(
                            words.figure(.integer(cross.total(down: value)), shape, rounded: true),
                            .class("amount number strong"))
                    }
                }
            }
            html.tfoot { html in
                html.tr { html in
                    html.th(t("Total"), .attribute("scope", "row"))
                    for other in cross.across {
                        html.td(
                            words.figure(.integer(cross.total(across: other)), shape, rounded: true),
                            .class("amount number strong"))
                    }
                    html.td(
                        words.figure(result.totals[shown - 2], shape, rounded: true), .class("amount number strong"))
                }
            }
        }
    }

    /// Which records stand behind a row's groups up to this one.
    private func condition(_ row: [Value], through index: Int) -> Condition? {
        var all: [Condition] = []
        for place in 0...index {
            guard let part = words.condition(summary.groups[place], row[place], result.columns[place]) else {
                return nil
            }
            all.append(part)
        }
        return .all(all)
    }

    private func link(_ text: String, _ condition: Condition?, _ html: inout HTML) {
        guard let condition else { return html.text(text) }
        let href = page.explicit.link { address in
            address.set(page.state.condition.and(condition).flattened)
            (address.layout, address.groups, address.figure, address.rank) = ("list", nil, nil, nil)
        }
        html.a(text, .class("link"), .href(href))
    }
}
