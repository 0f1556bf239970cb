import Localisation

extension HTML {
    /// A link that opens something to whoever holds it, shown once: to copy, with what to do with it and the way back.
    package mutating func secretLink(_ address: String, _ advice: String, back: Action, _ t: Translator) {
        card(t("Copy this link now: it is never shown again.")) { html in
            html.div(.class("stack")) { html in
                html.input(
                    .class("input"), .type("text"), .id("secret-link"), .value(address), .attribute("readonly", ""),
                    .aria("label", t("Link")))
                html.p(advice, .class("muted s"))
                html.div(.class("row wrap")) { html in
                    html.action(
                        Action(
                            t("Copy"), icon: "copy", look: .primary,
                            [.data("copy", "secret-link"), .data("copied", t("Copied."))]))
                    html.action(back)
                }
            }
        }
    }
}
