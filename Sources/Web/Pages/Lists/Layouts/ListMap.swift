import Localisation
import Records

/// The records of a list on a map, and beside it the same records as words: for whoever cannot see a map, or has no
/// script. `map.js` draws it from `/{plural}/list/map`.
struct ListMap: Sendable {
    let page: ListPage

    private var t: Translator { page.t }

    func render(_ html: inout HTML) {
        let kinds = Message.Argument.message(page.kind.pluralLabel)
        html.div(.class("map-page")) { html in
            html.div(
                .id("map"), .class("map"), .data("map", page.tool("map")), .data("words", words.string),
                .data("records", "/\(page.kind.plural)/"), .data("peeks", "/\(page.kind.plural)/list/peek/"),
                .role("region"), .aria("label", t(Message("Map: {kinds}", ["kinds": kinds])))
            ) { html in
                html.p(t("The map needs scripts. The list beside it shows the same records."), .class("muted padded"))
            }
            html.section(
                .class("map-list"), .aria("label", t(Message("On the map, as a list: {kinds}", ["kinds": kinds])))
            ) { html in
                html.p(page.countText, .class("s strong"), .data("map-count"), .aria("live", "polite"))
                if let unplaced { html.p(.class("xs muted")) { $0.a(unplaced, .class("link"), .href(withoutPlace)) } }
                html.ul(.class("plain-list"), .data("map-rows")) { html in
                    for record in page.content.records {
                        html.li { html in
                            html.a(
                                page.row.name(of: record), .class("link cut"),
                                .href("/\(page.kind.plural)/\(record.id)"))
                        }
                    }
                }
                html.p { $0.a(t("Show as a list"), .class("link s"), .data("map-all"), .href(asList)) }
            }
        }
    }

    private var asList: String { page.explicit.link { $0.layout = "list" } }

    /// “312 of them have no place yet”: a map must not hide what it cannot show.
    private var unplaced: String? {
        guard let count = page.content.unplaced, count.number > 0 else { return nil }
        let number = t.number(count.number) + (count.isExact ? "" : "+")
        return t(Message("Without a place on the map: {count}", ["count": .text(number)]))
    }

    private var withoutPlace: String {
        page.explicit.link { address in
            let without = Condition.test(path: ["latitude"], .empty(true))
            address.set(page.state.condition.and(without).flattened)
            address.layout = "list"
        }
    }

    /// What the script says itself.
    private var words: JSON {
        .record([
            "zoomIn": .text(t("Zoom in")), "zoomOut": .text(t("Zoom out")), "whole": .text(t("Show everything")),
            "here": .text(t("{count} in this part of the map")), "none": .text(t("None in this part of the map.")),
            "group": .text(t("{count} records close together: zoom in")),
            "samePlace": .text(t("{count} records in the same place: show them as a list")),
            "credit": .text(t("Outlines: IGN, INSEE, Natural Earth")),
        ])
    }
}

extension Kind {
    /// The records have a latitude and a longitude that this viewer sees.
    func isPlaced(seenBy viewer: Viewer) -> Bool {
        ["latitude", "longitude"].allSatisfy { name in
            self[name].map { $0.shape == .exact && viewer.sees($0, of: self) } ?? false
        }
    }
}
