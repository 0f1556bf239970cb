import Localisation
import Records
import Storage

/// Taking one change back: for each of its fields, the value it had before beside the one it has now.
struct RevertPage: Sendable {
    let kind: Kind
    let record: Record
    let entry: History.Entry
    let differences: [History.Difference]
    let history: RecordHistory
    let showing: Showing
    let csrf: String
    /// Why the form came back.
    var refusal: Message?

    private var t: Translator { showing.t }
    var address: String { "/\(kind.plural)/\(record.id)/history" }
    var title: String { t("Take back a change") }

    /// What can still be chosen: what the viewer may write and what is not back already.
    private var open: [History.Difference] { differences.filter { $0.isWritable && !$0.isBack } }

    func write(_ html: inout HTML) {
        html.topbar(parent: record.shownTitle(in: kind, t), href: address, title: title, t)
        html.div(.class("content padded")) { html in
            html.div(.class("narrow")) { html in
                html.form(.class("stack"), .method("post"), .action("\(address)/\(entry.id)/revert")) { html in
                    html.csrfField(csrf)
                    html.input(.type("hidden"), .name("version"), .value(String(record.version)))
                    if let refusal { html.notice(t(refusal), .bad) }
                    html.p(told, .class("muted"))
                    writeFields(&html)
                }
            }
        }
    }

    private var told: String {
        let who = entry.user.flatMap { showing.links[Reference(kind: "user", id: $0)]?.title } ?? t("Entregent")
        return "\(who) \(history.sentence(entry, showing)) · \(t.instant(entry.at))"
    }

    private func writeFields(_ html: inout HTML) {
        if open.isEmpty {
            html.emptyState(t("Nothing is left to take back: everything is as it was before."), icon: "circle-check")
            return html.div(.class("row")) { $0.action(Action(t("Back to the history"), href: address)) }
        }
        if open.contains(where: \.hasChangedSince) {
            html.notice(
                t("Some of it has changed again since. Choose for each field what shall stand there."), .warn)
        }
        for difference in open { html.valueChoice(choice(difference)) }
        html.div(.class("row wrap")) { html in
            html.action(Action(t("Take back"), icon: "undo-2", look: .primary, submit: true))
            html.action(Action(t("Back to the history"), look: .quiet, href: address))
        }
    }

    private func choice(_ difference: History.Difference) -> ValueChoice {
        func text(_ json: JSON) -> String { history.text(json, difference.name, showing) }
        var choice = ValueChoice(
            name: difference.name, label: t(history.label(difference.name)),
            options: [
                .init(value: "before", title: t("Put back, as it was before"), text: text(difference.before)),
                .init(value: "now", title: t("Keep, as it is now"), text: text(difference.now)),
            ],
            chosen: difference.hasChangedSince ? "now" : "before", isWarned: difference.hasChangedSince,
            empty: t("empty"))
        if difference.hasChangedSince { choice.before = (t("This change had made it:"), text(difference.after)) }
        return choice
    }
}
