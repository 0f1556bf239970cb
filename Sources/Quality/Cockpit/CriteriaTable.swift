import Localisation
import Records
import Web

/// Criterion by criterion: how many records fulfil it, and what can be done about the others.
struct CriteriaTable {
    let figures: CockpitFigures

    private var t: Translator { figures.t }
    private var kind: Kind { figures.kind }

    func render(_ html: inout HTML) {
        html.card(t("Criteria")) { html in
            html.div(.class("scroll")) { html in
                html.table(.class("table plain"), .aria("label", t("Criteria"))) { html in
                    html.thead { html in
                        html.tr { html in
                            for label in [t("Criterion"), t("Aspect"), t("Share of records")] {
                                html.th(label, .attribute("scope", "col"))
                            }
                            for label in [t("Fulfil it"), t("Fall short")] {
                                html.th(label, .attribute("scope", "col"), .class("amount"))
                            }
                            html.th(.class("does")) { $0.span(t("Actions"), .class("unseen")) }
                        }
                    }
                    html.tbody { html in for criterion in figures.view.criteria { row(criterion, &html) } }
                }
            }
        }
    }

    private func row(_ criterion: CustomerReference.Criterion, _ html: inout HTML) {
        let share = figures.view.figures.criteria[criterion.id] ?? .init()
        html.tr { html in
            html.th(criterion.name, .attribute("scope", "row"))
            html.td { $0.badge(Badge(t(criterion.aspect.label))) }
            html.td { html in
                let percent = share.percent ?? 100
                html.div(.class("row")) { html in
                    figures.bar(share.met, of: share.asked, QualityWords.tone(percent), &html)
                    html.span(
                        share.percent.map { t(Message("{share} %", ["share": .number($0)])) } ?? "–", .class("number"))
                }
            }
            html.td(.class("amount")) { figures.number(share.met, criterion.met, &$0) }
            html.td(.class("amount")) { html in
                if criterion.condition == nil, share.failing > 0 {
                    let queue = DuplicateCount.address(kind)
                    html.a(t.number(share.failing), .class("link number target"), .href(queue))
                } else {
                    figures.number(share.failing, criterion.failing, &html)
                }
            }
            html.td(.class("does")) { html in
                guard figures.page.mayChange, share.failing > 0, let failing = criterion.failing else { return }
                html.div(.class("row")) { does(criterion, failing, &$0) }
            }
        }
    }

    private func does(_ criterion: CustomerReference.Criterion, _ failing: Condition, _ html: inout HTML) {
        let named: [String: Message.Argument] = ["criterion": .text(criterion.name)]
        html.action(
            Action(
                t(Message("Repair one by one: {criterion}", named)), icon: "wand-sparkles", look: .quiet, small: true,
                iconOnly: true, href: "\(RepairPages.path)?kind=\(kind.plural)&criterion=\(criterion.id)"))
        post(
            "/\(kind.plural)/list/edit", ["all": "1", "where": failing.json.string, "ids": ""],
            t(Message("Set a field of all: {criterion}", named)), "pencil", &html)
        if criterion.aspect == .validity {
            post(
                CockpitPages.path + "/normalise", ["plural": kind.plural, "where": failing.json.string],
                t(Message("Write all in their normal form: {criterion}", named)), "sparkles", &html)
        }
    }

    private func post(
        _ address: String, _ values: KeyValuePairs<String, String>, _ label: String, _ icon: String, _ html: inout HTML
    ) {
        html.form(.method("post"), .action(address)) { html in
            html.csrfField(figures.context.csrfToken ?? "")
            for (name, value) in values { html.input(.type("hidden"), .name(name), .value(value)) }
            html.action(Action(label, icon: icon, look: .quiet, small: true, iconOnly: true, submit: true))
        }
    }
}
