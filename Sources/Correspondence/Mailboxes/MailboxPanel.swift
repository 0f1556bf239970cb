import Localisation
import Records
import Storage
import Web

/// On the page of a mailbox: whether it is alive, what became of its letters, and what to do when it is not.
struct MailboxPanel: Sendable {
    let id: Int64
    let state: MailboxState
    let counts: [(MailboxLetter.Outcome, Int)]
    let mayChange: Bool

    private static let days = 30

    static let panel = Panel("mailbox", column: .main) { record, kind, context, transaction in
        guard let state = try MailboxState.find(record.id, in: transaction.connection) else { return nil }
        let since = transaction.now.adding(seconds: -days * 86_400)
        let panel = MailboxPanel(
            id: record.id, state: state,
            counts: try MailboxLetter.counts(record.id, since: since, in: transaction.connection),
            mayChange: try !transaction.allowed([record.id], of: kind, to: .change).isEmpty)
        var html = HTML()
        html.div(.class("stack")) { panel.render(&$0, context) }
        return html
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        let isDue = !state.hasPassword && mayChange
        html.card(t("Reading")) { html in
            html.div(.class("stack"), .id("mailbox-state"), .data("live-region")) { html in
                html.div(.class("row wrap")) { html in
                    html.badge(badge(t))
                    html.span(heartbeat(context), .class("s"))
                }
                if let failure = state.failure {
                    html.notice(t(failure), .bad)
                    if let nextAt = state.nextAt {
                        html.p(t(Message("Next attempt: {at}.", ["at": .instant(nextAt)])), .class("xs muted"))
                    }
                }
                if isDue { html.notice(t("Enter the password to begin."), .warn) }
                if mayChange, state.hasPassword {
                    html.postButton(
                        Action(t("Read now"), icon: "refresh-cw"), to: "/mailboxes/\(id)/read",
                        csrf: context.csrfToken ?? "")
                }
                if !counts.isEmpty { letters(&html, t) }
            }
        }
        if mayChange { password(&html, context) }
    }

    private func badge(_ t: Translator) -> Badge {
        if !state.hasPassword { return Badge(t("Not connected"), .warn, icon: "triangle-alert") }
        if state.failure != nil { return Badge(t("Not readable"), .bad, icon: "circle-alert") }
        if state.readAt == nil { return Badge(t("Not read yet"), .neutral, icon: "clock") }
        return Badge(t("Connected"), .good, icon: "circle-check")
    }

    private func heartbeat(_ context: Context) -> String {
        let t = context.t
        var words: [String] = []
        if let at = state.messageAt {
            words.append(
                t(Message("Last letter received {when}.", ["when": .text(t.relative(at, now: context.now))])))
        } else if state.readAt != nil {
            words.append(t("No letter has come yet."))
        }
        if let at = state.readAt {
            words.append(t(Message("Last looked {when}.", ["when": .text(t.relative(at, now: context.now))])))
        }
        return words.joined(separator: " ")
    }

    private func letters(_ html: inout HTML, _ t: Translator) {
        html.p(t("Letters of the last 30 days"), .class("s muted"))
        html.div(.class("row wrap")) { html in
            for (outcome, count) in counts {
                html.badge(
                    Badge(
                        "\(t(outcome.label)) · \(t.number(count))",
                        outcome == .unreadable ? .warn : outcome == .filed ? .good : .neutral))
            }
        }
        if counts.contains(where: { $0.0 == .unfiled }) {
            html.action(Action(t("Letters to file"), icon: "inbox", look: .quiet, small: true, href: UnfiledPages.path))
        }
    }

    private func password(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.card(t("Password")) { html in
            html.form(.class("form stack"), .method("post"), .action("/mailboxes/\(id)/password"), .data("ajax")) {
                html in
                html.csrfField(context.csrfToken ?? "")
                html.refusals(nil, [], t)
                html.div(.class("field"), .data("field", "password")) { html in
                    html.label(t("Password of the mailbox"), .for("mailbox-password"))
                    html.input(
                        .class("input"), .id("mailbox-password"), .type("password"), .name("password"), .required(),
                        .attribute("maxlength", "500"), .attribute("autocomplete", "off"),
                        .placeholder(state.hasPassword ? t("Unchanged") : nil))
                }
                html.p(
                    t("It is kept sealed and shown to nobody. Many providers want a password made for one program."),
                    .class("xs muted"))
                html.div { $0.action(Action(t("Save the password"), icon: "check", look: .primary, submit: true)) }
            }
        }
    }
}
