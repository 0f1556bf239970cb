import Localisation
import Records
import Web

// The second step: an app, recovery codes, passkeys.
extension AccessPage {
    private static let path = OwnSecondStepPages.path

    func writeSecondStep(_ html: inout HTML) {
        html.spacedCard(t("Second step when signing in")) { html in
            if keys.hasApp {
                html.p(t("An authenticator app shows a code that is asked after your password."), .class("s"))
                html.details { html in
                    html.summary(t("Stop using the app"))
                    html.form(.class("form"), .method("post"), .action(AccessPage.path + "/remove")) { html in
                        html.csrfField(csrf)
                        html.credential(
                            "current", "password", t("Your password, to be sure"), value: "",
                            complete: "current-password", id: "second-step-current")
                        html.div { $0.action(Action(t("Stop using the app"), look: .danger, submit: true)) }
                    }
                }
            } else {
                html.p(
                    t(
                        "An app on your telephone shows six digits, new every 30 seconds. Whoever learns your password "
                            + "still cannot come in."), .class("s muted"))
                html.postButton(
                    Action(t("Set up an authenticator app"), icon: "shield-check"), to: AccessPage.path + "/begin",
                    csrf: csrf, ajax: false)
            }
            if keys.hasApp || !keys.passkeys.isEmpty { writeRecovery(&html) }
        }
    }

    private func writeRecovery(_ html: inout HTML) {
        let left = keys.recoveryCodes
        html.p(
            left.map { t(Message("{count} recovery code left.", "{count} recovery codes left.", count: $0)) }
                ?? t("You have no recovery codes. Make some, or you are locked out the day your telephone is gone."),
            .class(left ?? 0 > 2 ? "s" : "s error"))
        html.postButton(
            Action(left == nil ? t("Make recovery codes") : t("Make new recovery codes"), small: true),
            to: AccessPage.path + "/codes", csrf: csrf, ajax: false)
    }

    func write(codes: [String], _ html: inout HTML) {
        html.spacedCard(t("Your recovery codes")) { html in
            html.notice(
                t("Write these down or print them now: they are never shown again. Each opens once."), .good)
            html.ul(.class("columns")) { html in for code in codes { html.li { $0.code(code) } } }
        }
    }

    func writePasskeys(_ html: inout HTML) {
        html.spacedCard(t("Passkeys")) { html in
            html.p(
                t(
                    "A passkey lives in your telephone, computer or security stick and opens with a finger, a face or "
                        + "a PIN: no password to type, none to steal."), .class("s muted"))
            html.ul(.class("stack")) { html in for passkey in keys.passkeys { html.li { write(passkey, &$0) } } }
            guard site.isPossible else {
                html.p(
                    t("Browsers make passkeys only for sites with a name that are reached over https."),
                    .class("s muted"))
                return
            }
            html.div(.class("form"), .hidden(), .data("passkey-part")) { html in
                html.div(.class("field")) { html in
                    html.label(t("Name of the passkey"), .for("passkey-name"))
                    html.input(
                        .class("input"), .id("passkey-name"), .type("text"), .data("passkey-name"),
                        .attribute("maxlength", "120"), .attribute("autocomplete", "off"))
                }
                html.div { $0.passkeyButton(t("Add a passkey"), .add, t) }
            }
        }
    }

    private func write(_ passkey: Passkey, _ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.icon("key-round", .small)
            html.div(.class("grow")) { html in
                html.p(passkey.name, .class("s strong"))
                let used =
                    passkey.usedAt.map { t(Message("last used {when}", ["when": .text(t.relative($0, now: now))])) }
                    ?? t("never used")
                let since = t(Message("since {instant}", ["instant": .instant(passkey.madeAt)]))
                html.p("\(since) · \(used)", .class("muted xs"))
            }
            html.postButton(
                Action(t("Remove"), look: .danger, small: true),
                to: "\(AccessPages.path)/passkeys/\(passkey.id)/remove", csrf: csrf, ajax: false)
        }
    }
}

extension HTML {
    /// A card whose parts stand one below the other with room between.
    mutating func spacedCard(_ title: String, content: (inout HTML) -> Void) {
        card(title) { html in html.div(.class("stack"), content: content) }
    }
}
