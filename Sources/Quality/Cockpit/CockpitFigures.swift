import Localisation
import Records
import Storage
import Web

/// The figures of one kind on the cockpit: each number leads to the records it counts.
struct CockpitFigures {
    let page: CockpitPage
    let view: QualityView
    let context: Context

    var t: Translator { context.t }
    var kind: Kind { view.kind }
    private var figures: QualityFigures { view.figures }

    func render(_ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.p(when, .class("s muted grow"))
            does(&html)
        }
        tiles(&html)
        html.div(.class("columns")) { html in
            html.card(t("Scores")) { scores(&$0) }
            if page.trend.count > 1 { html.card(t("Day by day")) { trend(&$0) } }
        }
        CriteriaTable(figures: self).render(&html)
        BreakdownTables(figures: self).render(&html)
    }

    private func does(_ html: inout HTML) {
        if context.schema[SourceFile.name].map({ !context.viewer.grants(for: $0.name).isEmpty }) ?? false {
            html.action(
                Action(
                    t("Source files"), icon: SourceFile.icon, look: .quiet, small: true, href: InventoryPages.path))
        }
        html.postButton(
            Action(t("Measure again"), icon: "refresh-cw", look: .quiet, small: true),
            to: CockpitPages.path + "/measure", csrf: context.csrfToken ?? "", ajax: false)
    }

    private var when: String {
        let count: Message.Argument = .message(
            Message("{count} record", "{count} records", count: figures.all.records))
        let text =
            view.isLive
            ? Message("Counted just now: the {records} that you see.", ["records": count])
            : Message(
                "Counted on {instant}: {records}, all of the company’s.",
                ["records": count, "instant": .text(t.instant(figures.at))])
        let open = figures.all.records - figures.all.scored
        if open == 0 { return t(text) }
        return t(text) + " " + t(Message("{count} has no score yet.", "{count} have no score yet.", count: open))
    }

    private func tiles(_ html: inout HTML) {
        html.div(.class("tiles")) { html in
            let mean = figures.all.mean
            tile(&html, t("Mean score"), mean.map { t.number($0) } ?? "–", tone: mean.map { QualityWords.tone($0) })
            for (aspect, label) in [
                (QualityAspect.completeness, t("Incomplete records")), (.validity, t("Invalid records")),
                (.freshness, t("Stale records")),
            ] {
                guard let share = figures.aspects[aspect] else { continue }
                let link = ListLink.failing(aspect, view.criteria).map { ListLink.to($0, of: kind) }
                tile(&html, label, t.number(share.failing), href: link)
            }
            if let duplicates = page.duplicates {
                tile(&html, t("Possible duplicates"), t.number(duplicates), href: DuplicateCount.address(kind))
            }
        }
    }

    private func tile(_ html: inout HTML, _ label: String, _ number: String, tone: Tone? = nil, href: String? = nil) {
        html.div(.class("tile \(tone?.rawValue ?? "")")) { html in
            html.span(label, .class("xs muted"))
            if let href, number != t.number(0) {
                html.a(number, .class("number link"), .href(href))
            } else {
                html.span(number, .class("number"))
            }
        }
    }

    private func scores(_ html: inout HTML) {
        html.table(.class("table plain"), .aria("label", t("Scores"))) { html in
            html.tbody { html in
                for band in QualityFigures.Band.allCases {
                    let count = figures.bands[band.rawValue]
                    html.tr { html in
                        html.th(QualityWords.band(band, t), .attribute("scope", "row"))
                        html.td { bar(count, of: figures.all.records, QualityWords.tone(band.range.upperBound), &$0) }
                        html.td(.class("amount")) { number(count, ListLink.band(band), &$0) }
                    }
                }
            }
        }
    }

    /// A number that leads to the list of what it counts.
    func number(_ count: Int, _ condition: Condition?, _ html: inout HTML) {
        guard let condition, count > 0 else { return html.span(t.number(count), .class("number")) }
        html.a(t.number(count), .class("link number target"), .href(ListLink.to(condition, of: kind)))
    }

    func bar(_ part: Int, of whole: Int, _ tone: Tone, _ html: inout HTML) {
        let percent = whole == 0 ? 0 : part * 100 / whole
        html.div(.class("bar \(tone.rawValue)"), .aria("hidden", "true")) { html in
            html.element("i", [.style("width:\(percent)%")], text: "")
        }
    }

    private func trend(_ html: inout HTML) {
        html.div(.class("trend"), .aria("hidden", "true")) { html in
            for point in page.trend {
                html.element(
                    "i",
                    [.style("height:\(max(2, point.mean))%"), .title("\(t.day(point.day)): \(t.number(point.mean))")],
                    text: "")
            }
        }
        html.details(.class("s")) { html in
            html.summary(t("As a table"))
            html.table(.class("table plain"), .aria("label", t("Day by day"))) { html in
                html.thead { html in
                    html.tr { html in
                        for label in [t("Day"), t("Mean score"), t("Records")] {
                            html.th(label, .attribute("scope", "col"))
                        }
                    }
                }
                html.tbody { html in
                    for point in page.trend.reversed() {
                        html.tr { html in
                            html.td(t.day(point.day))
                            html.td(t.number(point.mean), .class("amount"))
                            html.td(t.number(point.records), .class("amount"))
                        }
                    }
                }
            }
        }
    }
}
