import Localisation
import Records
import Web

extension BookingPageWriter {
    /// Who one is: the last step.
    mutating func visitor(
        _ page: BookingPage, _ filled: Form, _ refusal: Refusal?, action: String, opened: String, back: String
    ) {
        let t = frame.t, zone = frame.zone.identifier, csrf = frame.context.csrfToken
        html.form(.class("card form"), .method("post"), .action(action), .data("keep")) { html in
            if let csrf { html.csrfField(csrf) }
            if let refusal { html.notice(t(refusal.message), .bad) }
            html.input(.type("hidden"), .name("zone"), .value(zone))
            html.input(.type("hidden"), .name("opened"), .value(opened))
            func add(
                _ name: String, _ label: String, type: String, complete: String, required: Bool = false,
                limit: Int, to html: inout HTML
            ) {
                let error = refusal?.fields.first { $0.field == name }.map { t($0.message) }
                html.div(.class("field"), .data("field", name)) { html in
                    html.label(.for("booking-\(name)")) { html in
                        html.text(label)
                        if required { html.span("*", .class("needed"), .aria("hidden", "true")) }
                    }
                    html.input(
                        .class("input"), .id("booking-\(name)"), .type(type), .name(name), .value(filled[name] ?? ""),
                        .required(required), .attribute("maxlength", String(limit)),
                        .attribute("autocomplete", complete), .aria("invalid", error == nil ? nil : "true"),
                        .aria("describedby", error == nil ? nil : "booking-\(name)-error"))
                    if let error { html.p(error, .class("error"), .id("booking-\(name)-error")) }
                }
            }
            add("name", t("Your name"), type: "text", complete: "name", required: true, limit: 200, to: &html)
            add("email", t("E-mail"), type: "email", complete: "email", required: true, limit: 254, to: &html)
            html.div(.class("form two")) { html in
                add("phone", t("Phone"), type: "tel", complete: "tel", limit: 40, to: &html)
                add("company", t("Company"), type: "text", complete: "organization", limit: 200, to: &html)
            }
            html.div(.class("field wide"), .data("field", "message")) { html in
                html.label(t("What is it about?"), .for("booking-message"))
                html.textarea(
                    filled["message"] ?? "", .class("input"), .id("booking-message"), .name("message"),
                    .attribute("rows", "4"), .attribute("maxlength", "2000"))
            }
            // People do not see this one; programs fill it in.
            html.div(.class("unseen"), .aria("hidden", "true")) { html in
                html.label("Website", .for("booking-website"))
                html.input(
                    .type("text"), .id("booking-website"), .name("website"), .value(filled["website"] ?? ""),
                    .tabindex(-1), .attribute("autocomplete", "off"))
            }
            if let consent = page.consentText, !consent.isEmpty {
                html.label(.class("tick")) { html in
                    html.input(
                        .type("checkbox"), .name("consent"), .value("yes"), .checked(filled["consent"] != nil))
                    html.span(consent)
                }
            }
            html.div(.class("row wrap")) { html in
                html.action(Action(t("Book this time"), icon: "calendar-check", look: .primary, submit: true))
                html.action(Action(t("Another time"), look: .quiet, href: back))
            }
        }
    }
}
