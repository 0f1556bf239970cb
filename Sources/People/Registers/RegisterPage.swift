import Localisation
import Records
import Storage
import Web

/// An account beside what the register says of it: each difference, and which of the two shall stand.
struct RegisterPage: Sendable {
    let stored: StoredAccount
    let number: String
    let finding: RegisterFinding

    static let noNumber = Refusal(
        code: "not_a_number", Message("Choose a company from the register’s answers, by its SIREN or SIRET."))

    static func nothingToAsk(_ register: Register) -> Refusal {
        Refusal(
            code: "nothing_to_ask",
            register == .french
                ? Message("Write the SIREN or SIRET of this account first, or search the register by its name.")
                : Message("Write a VAT number of the European Union first."))
    }

    private static func page(
        _ stored: StoredAccount, _ request: Request, _ context: Context, _ content: (inout HTML) -> Void
    ) -> Response {
        let t = context.t
        return PageFrame(request, context).page(t("Company register")) { html in
            html.topbar(
                parent: stored.record.shownTitle(in: stored.kind, t), href: "/accounts/\(stored.record.id)",
                title: t("Company register"), t)
            html.div(.class("content padded")) { html in html.div(.class("narrow stack"), content: content) }
        }
    }

    static func searching(
        _ question: String, _ answers: RegisterAnswers?, _ stored: StoredAccount, _ request: Request, _ context: Context
    ) -> Response {
        page(stored, request, context) { html in
            html.registerSearch(question, account: stored.record.id, context.t)
            answers?.render(&html, context.t)
        }
    }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t, id = stored.record.id
        return RegisterPage.page(stored, request, context) { html in
            guard let entry = finding.entry else {
                html.notice(t(finding.sentence), .warn)
                html.div(.class("row wrap")) { html in
                    html.action(
                        Action(t("Try again"), icon: "refresh-cw", href: "/accounts/\(id)/register?number=\(number)"))
                    html.action(Action(t("Back to the account"), look: .quiet, href: "/accounts/\(id)"))
                }
                return
            }
            head(entry, &html, t)
            let differences = RegisterDifference.of(entry, stored.record, stored.kind, stored.viewer)
            html.form(.class("stack"), .method("post"), .action("/accounts/\(id)/register")) { html in
                html.csrfField(context.csrfToken ?? "")
                html.input(.type("hidden"), .name("number"), .value(number))
                html.input(.type("hidden"), .name("version"), .value(String(stored.record.version)))
                if differences.isEmpty {
                    html.p(t("The account says the same as the register."), .class("muted s"))
                } else {
                    html.p(t("Choose what shall stand in each field."), .class("s"))
                }
                for difference in differences { html.valueChoice(choice(difference, t)) }
                html.div(.class("row wrap")) { html in
                    html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                    html.action(Action(t("Cancel"), look: .quiet, href: "/accounts/\(id)"))
                }
            }
        }
    }

    private func head(_ entry: RegisterEntry, _ html: inout HTML, _ t: Translator) {
        if entry.isClosed {
            let day = entry.closedOn.map { t(Message("Closed on {day}.", ["day": .day($0)])) }
            html.notice(day ?? t("The register says that this company has closed."), .bad)
        }
        if entry.diffusion == .partial {
            html.notice(t(ProspectingBar.opposed.reason), .warn)
            html.p(t("Of such a company only what stays public is filled."), .class("s muted"))
        }
    }

    private func choice(_ difference: RegisterDifference, _ t: Translator) -> ValueChoice {
        let field = difference.field
        func text(_ values: [Value]) -> String { stored.showing.text(field, values[...]) }
        return ValueChoice(
            name: field.name, label: t(field.label),
            options: [
                .init(value: "register", title: t("The register says"), text: text(difference.offered)),
                .init(value: "stored", title: t("What stands there now"), text: text(difference.stored)),
            ], chosen: difference.isFilled ? "stored" : "register", isWarned: difference.isFilled, empty: t("empty"))
    }
}
