import Localisation
import Records
import Storage
import Web

/// On an account's page: what the registers say of it, since when, with which proof; and whether it may be prospected.
struct RegisterPanel: Sendable {
    let account: Account
    let id: Int64
    let checks: [RegisterCheck]
    let mayCheck: Bool
    private static let shown = 4

    static func register(in registry: inout Registry) {
        registry.panel(
            on: Account.name,
            Panel("registers", column: .later, replacing: [RegisterCheck.name]) { record, kind, context, transaction in
                guard let panel = try load(record, kind, context, in: transaction) else { return nil }
                var html = HTML()
                panel.render(&html, context)
                return html
            })
    }

    /// Nothing where there is nothing to say and nothing to ask.
    static func load(_ record: Record, _ kind: Kind, _ context: Context, in transaction: Transaction) throws
        -> RegisterPanel?
    {
        let account = try Account(record.seen(by: transaction.viewer, kind), kind: kind)
        let checks =
            transaction.viewer.grants(for: RegisterCheck.name).isEmpty
            ? [] : try RegisterCheck.recent(of: ID(record.id), limit: 12, in: transaction)
        let mayCheck = context.viewer.may(.change, kind)
        if checks.isEmpty, !mayCheck, account.prospectingBarred == nil { return nil }
        return RegisterPanel(account: account, id: record.id, checks: checks, mayCheck: mayCheck)
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t, csrf = context.csrfToken ?? ""
        html.div(.id("account-registers"), .data("live-region")) { html in
            html.heading(t("Registers"))
            if let bar = account.prospectingBarred {
                html.div(.class("register-bar")) { html in
                    html.div { $0.badge(Badge(t("Do not prospect"), .bad, icon: "shield-check", title: t(bar.label))) }
                    html.p(t(bar.reason), .class("s"))
                }
            }
            line(.french, account.siren ?? account.siret, &html, t, csrf)
            line(.vies, account.vatNumber, &html, t, csrf)
            if mayCheck {
                html.div(.class("row wrap")) { html in
                    html.action(
                        Action(
                            t("Fill from the register"), icon: "search", look: .quiet, small: true,
                            href: "/accounts/\(id)/register"))
                }
            }
            history(&html, t)
        }
    }

    private func line(_ register: Register, _ number: String?, _ html: inout HTML, _ t: Translator, _ csrf: String) {
        let last = checks.first { $0.register == register }
        let answered = checks.first { $0.register == register && $0.state != .unavailable }
        guard number != nil || last != nil else { return }
        html.div(.class("register-line")) { html in
            html.div(.class("row wrap")) { html in
                html.span(t(register.label), .class("s strong grow"))
                if let answered { html.badge(badge(answered, t)) }
            }
            if let answered {
                html.p(
                    t(Message("Checked {when}", ["when": .text(t.instant(answered.confirmedAt))])),
                    .class("xs muted"))
                if let proof = answered.proof {
                    html.p(t(Message("Request identifier: {proof}", ["proof": .text(proof)])), .class("xs muted"))
                }
            } else if last == nil {
                html.p(t("Never checked"), .class("xs muted"))
            }
            if let last, last.state == .unavailable {
                html.p(
                    t(Message("No answer {when}", ["when": .text(t.instant(last.checkedAt))])), .class("xs muted"))
            }
            guard mayCheck, number != nil else { return }
            html.div(.class("row wrap")) { html in
                html.postButton(
                    Action(t("Check now"), icon: "refresh-cw", look: .quiet, small: true),
                    to: "/accounts/\(id)/checks/\(register.rawValue)", csrf: csrf, ajax: true)
                if last?.state == .unavailable {
                    html.postButton(
                        Action(t("Ask again later"), icon: "clock", look: .quiet, small: true),
                        to: "/accounts/\(id)/checks/\(register.rawValue)/later", csrf: csrf, ajax: true)
                }
            }
        }
    }

    private func badge(_ check: RegisterCheck, _ t: Translator) -> Badge {
        let text = check.register == .french && check.state == .valid ? "In business" : check.state.label
        switch check.state {
        case .valid: return Badge(t(text), .good, icon: "check")
        case .closed, .invalid: return Badge(t(text), .bad, icon: "circle-x")
        case .notFound: return Badge(t(text), .warn, icon: "triangle-alert")
        case .unavailable: return Badge(t(text))
        }
    }

    private func history(_ html: inout HTML, _ t: Translator) {
        guard checks.count > 1 else { return }
        html.details(.class("s")) { html in
            html.summary(t("Earlier checks"))
            html.ul(.class("stack")) { html in
                for check in checks.prefix(RegisterPanel.shown * 3) {
                    html.li { html in
                        html.a(
                            "\(t.instant(check.checkedAt)) · \(t(check.register.label)) · \(t(check.state.label))",
                            .class("link xs target"), .href("/register_checks/\(check.id.number)"))
                    }
                }
            }
        }
    }
}
