import Localisation
import Records
import Web

/// The page of one's own keys.
struct AccessPage: Sendable {
    let t: Translator
    let csrf: String
    let sessions: [Credentials.OpenSession]
    let tokens: [Credentials.Token]
    /// The fingerprint of the session that looks at the page.
    let current: String?
    var refusal: Refusal?
    /// A token just made: shown this once.
    var made: String?

    private func error(_ name: String) -> String? {
        refusal?.fields.first { $0.field == name }.map { t($0.message) }
    }

    func write(_ html: inout HTML) {
        html.card(t("Password")) { html in
            html.form(.class("form"), .method("post"), .action(AccessPages.path + "/password")) { html in
                html.csrfField(csrf)
                html.credential(
                    "current", "password", t("Current password"), value: "", complete: "current-password",
                    error: error("current"))
                html.credential(
                    "password", "password", t("New password"), value: "", complete: "new-password",
                    help: t("At least 10 characters."), error: error("password"))
                html.div { $0.action(Action(t("Change the password"), submit: true)) }
            }
        }
        html.card(t("Where you are signed in")) { html in
            html.ul(.class("stack")) { html in for session in sessions { html.li { write(session, &$0) } } }
        }
        html.card(t("Tokens for programs")) { html in
            if let made {
                html.notice(t("Copy this token now: it is never shown again."), .good)
                html.p { $0.code(made) }
            }
            if tokens.isEmpty { html.p(t("No program has a token of yours."), .class("muted s")) }
            html.ul(.class("stack")) { html in for token in tokens { html.li { write(token, &$0) } } }
            html.form(.class("form"), .method("post"), .action(AccessPages.path + "/tokens")) { html in
                html.csrfField(csrf)
                html.credential(
                    "name", "text", t("Name of the program"), value: "", complete: "off", error: error("name"))
                html.div { $0.action(Action(t("Make a token"), icon: "plus", submit: true)) }
            }
        }
    }

    private func write(_ session: Credentials.OpenSession, _ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.icon("monitor", .small)
            html.div(.class("grow")) { html in
                html.p(session.agent.isEmpty ? t("Unknown browser") : session.agent, .class("s cut"))
                html.p(t(Message("since {instant}", ["instant": .instant(session.openedAt)])), .class("muted xs"))
            }
            if session.fingerprint == current {
                html.badge(Badge(t("This browser"), .good))
            } else {
                html.postButton(
                    Action(t("Sign out there"), small: true),
                    to: "\(AccessPages.path)/sessions/\(session.fingerprint)/close", csrf: csrf, ajax: false)
            }
        }
    }

    private func write(_ token: Credentials.Token, _ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.icon("key-round", .small)
            html.div(.class("grow")) { html in
                html.p(token.name, .class("s strong"))
                html.p(t(Message("since {instant}", ["instant": .instant(token.madeAt)])), .class("muted xs"))
            }
            html.postButton(
                Action(t("Revoke"), look: .danger, small: true), to: "\(AccessPages.path)/tokens/\(token.id)/revoke",
                csrf: csrf, ajax: false)
        }
    }
}
