import Localisation
import Records
import Storage
import Web

/// The page of one's own keys.
struct AccessPage: Sendable {
    /// What somebody holds.
    struct Keys: Sendable {
        let hasPassword: Bool
        let hasApp: Bool
        let recoveryCodes: Int?
        let passkeys: [Passkey]
        let sessions: [Session]
        let tokens: [Token]

        init(of user: Int64, in transaction: Transaction) throws {
            hasPassword = try Credentials.hash(of: user, in: transaction) != nil
            hasApp = try SecondFactor.hasApp(user, in: transaction)
            recoveryCodes = try RecoveryCodes.left(user, in: transaction)
            passkeys = try Passkey.all(of: user, in: transaction)
            sessions = try Credentials.sessions(of: user, in: transaction)
            tokens = try Credentials.tokens(of: user, in: transaction)
        }
    }

    let t: Translator
    let csrf: String
    let now: Instant
    let keys: Keys
    /// The fingerprint of the session that looks at the page.
    let current: String?
    let site: PasskeySite
    /// A role demands a second step that is missing: nothing else is offered.
    let mustEnrol: Bool
    let kinds: [(name: String, label: String)]
    let refusal: Refusal?
    let typed: Form
    /// A token just made, and recovery codes: shown this once.
    let made: String?
    let codes: [String]?

    func error(_ name: String) -> String? { refusal?.fields.first { $0.field == name }.map { t($0.message) } }

    func write(_ html: inout HTML) {
        if let refusal, refusal.fields.isEmpty { html.notice(t(refusal.message), .bad) }
        if let codes { write(codes: codes, &html) }
        if mustEnrol {
            html.notice(
                t("Your role asks for a second step when you sign in. Set one up to go on; it takes a minute."), .warn)
            writeSecondStep(&html)
            writePasskeys(&html)
            return
        }
        if keys.hasPassword { writePassword(&html) }
        writeSecondStep(&html)
        writePasskeys(&html)
        writeSessions(&html)
        writeTokens(&html)
    }

    private func writePassword(_ html: inout HTML) {
        html.spacedCard(t("Password")) { html in
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
    }

    // Sessions

    private func writeSessions(_ html: inout HTML) {
        html.spacedCard(t("Where you are signed in")) { html in
            html.ul(.class("stack")) { html in for session in keys.sessions { html.li { write(session, &$0) } } }
            if keys.sessions.count > 1 {
                html.postButton(
                    Action(t("Sign out everywhere but here"), look: .danger, small: true),
                    to: AccessPages.path + "/sessions/close", csrf: csrf, ajax: false)
            }
        }
    }

    private func write(_ session: Session, _ html: inout HTML) {
        let isHere = session.fingerprint == current
        html.div(.class("row wrap")) { html in
            html.icon("monitor", .small)
            html.div(.class("grow")) { html in
                html.p(name(session.agent), .class("s"), .title(session.agent))
                var facts = [t(Message("since {instant}", ["instant": .instant(session.openedAt)]))]
                if !isHere {
                    facts.append(
                        t(Message("last seen {when}", ["when": .text(t.relative(session.seenAt, now: now))])))
                }
                if !session.address.isEmpty { facts.insert(session.address, at: 0) }
                html.p(facts.joined(separator: " · "), .class("muted xs"))
            }
            if isHere {
                html.badge(Badge(t("This browser"), .good))
            } else {
                html.postButton(
                    Action(t("Sign out there"), small: true),
                    to: "\(AccessPages.path)/sessions/\(session.fingerprint)/close", csrf: csrf, ajax: false)
            }
        }
    }

    private func name(_ agent: String) -> String {
        let name = BrowserName(agent)
        guard !name.browser.isEmpty else { return t("Unknown browser") }
        guard let system = name.system else { return name.browser }
        return t(Message("{browser} on {system}", ["browser": .text(name.browser), "system": .text(system)]))
    }
}
