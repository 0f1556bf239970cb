import Localisation
import Records
import Web

/// The same records told apart: by team, owner and source, and how far each field is filled in.
struct BreakdownTables {
    let figures: CockpitFigures

    private var t: Translator { figures.t }
    private var kind: Kind { figures.kind }
    private var counted: QualityFigures { figures.view.figures }

    private struct Line {
        let name: String
        let group: QualityFigures.Group
        let condition: Condition?
    }

    func render(_ html: inout HTML) {
        html.div(.class("columns")) { html in
            if kind["owner"] != nil {
                groups(t("By team"), teams, &html)
                groups(t("By owner"), owners, &html)
            }
            if kind["source"] != nil, figures.context.viewer.sees(kind["source"]!, of: kind) {
                groups(t("By source"), sources, &html)
            }
            fields(&html)
        }
    }

    private func name(_ kind: String, _ id: Int64) -> String {
        figures.page.names[Reference(kind: kind, id: id)] ?? String(id)
    }

    private var owners: [Line] {
        counted.owners.map { id, group in
            Line(name: id.map { name("user", $0) } ?? t("Nobody’s"), group: group, condition: ListLink.owner(id))
        }
    }

    private var teams: [Line] {
        var groups: [Int64?: QualityFigures.Group] = [:]
        for (owner, group) in counted.owners {
            let team = owner.flatMap { figures.page.teams[$0] }
            groups[team] = (groups[team] ?? .init()) + group
        }
        return groups.map { id, group in
            Line(name: id.map { name("team", $0) } ?? t("No team"), group: group, condition: ListLink.team(id))
        }
    }

    private var sources: [Line] {
        var lines = counted.sources.map { source, group in
            Line(name: source ?? t("No source given"), group: group, condition: ListLink.source(source))
        }
        if counted.otherSources.records > 0 {
            lines.append(Line(name: t("Further sources, together"), group: counted.otherSources, condition: nil))
        }
        return lines
    }

    private func groups(_ title: String, _ lines: [Line], _ html: inout HTML) {
        if lines.isEmpty { return }
        let sorted = lines.sorted { ($1.group.records, $0.name) < ($0.group.records, $1.name) }
        html.card(title) { html in
            table([title, t("Records"), t("Mean score")], title, &html) { html in
                for line in sorted.prefix(CockpitLimits.shown) { row(line, &html) }
            }
            let rest = sorted.dropFirst(CockpitLimits.shown)
            guard !rest.isEmpty else { return }
            html.details(.class("s")) { html in
                html.summary(t(Message("{count} more", "{count} more", count: rest.count)))
                table([title, t("Records"), t("Mean score")], title, &html) { html in
                    for line in rest { row(line, &html) }
                }
            }
        }
    }

    private func row(_ line: Line, _ html: inout HTML) {
        html.tr { html in
            html.th(line.name, .attribute("scope", "row"))
            html.td(.class("amount")) { figures.number(line.group.records, line.condition, &$0) }
            html.td(.class("amount")) { html in
                if let mean = line.group.mean { html.badge(QualityWords.badge(mean, t)) } else { html.text("–") }
            }
        }
    }

    private func fields(_ html: inout HTML) {
        html.card(t("By field")) { html in
            table([t("Field"), t("Filled in"), t("Share of records"), t("Empty")], t("By field"), &html) { html in
                for name in figures.view.fields {
                    guard let share = counted.fields[name] else { continue }
                    let label = kind[name]?.label ?? kind.part(name)?.kind.label ?? .verbatim(name)
                    html.tr { html in
                        html.th(t(label), .attribute("scope", "row"))
                        html.td(.class("amount")) {
                            figures.number(share.met, ListLink.filled(name, true, of: kind), &$0)
                        }
                        html.td(
                            share.percent.map { t(Message("{share} %", ["share": .number($0)])) } ?? "–",
                            .class("amount"))
                        html.td(.class("amount")) {
                            figures.number(share.failing, ListLink.filled(name, false, of: kind), &$0)
                        }
                    }
                }
            }
        }
    }

    private func table(_ heads: [String], _ label: String, _ html: inout HTML, rows: (inout HTML) -> Void) {
        html.div(.class("scroll")) { html in
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

enum CockpitLimits {
    /// Lines of a table before the rest is folded away.
    static let shown = 12
}
