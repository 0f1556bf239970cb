import Localisation
import Records
import Web

/// Above the form of an account: type a name or a number, choose, and the fields are filled. What stands in a field
/// already is only replaced where the person says so.
enum RegisterFinder {
    static func register(in registry: inout Registry) {
        registry.formAids[Account.name] = [FormAid(render: render)]
    }

    @Sendable private static func render(_ record: Record, _ kind: Kind, _ context: Context) -> HTML? {
        let t = context.t, id = record.id == 0 ? nil : record.id
        var html = HTML()
        html.details(.class("register-finder"), .data("register-finder"), .flag("open", record.id == 0)) { html in
            html.summary(t("Fill from the French company register"), .class("link s"))
            html.div(.class("stack")) { html in
                html.registerSearch("", account: id, answers: "/registers/french/answers", t)
                html.div(.data("register-place"), .aria("live", "polite")) { _ in }
                html.div(.data("register-differences"), .hidden()) { html in
                    html.p(t("These fields hold something else. Tick those to replace."), .class("s"))
                    html.div(.class("stack"), .data("register-choices")) { _ in }
                    html.action(Action(t("Replace"), icon: "check", small: true, [.data("register-replace")]))
                }
                html.p(
                    t("Filled from the register. Look it over, then save."), .class("s"), .data("register-filled"),
                    .role("status"), .hidden())
            }
        }
        return html
    }
}
