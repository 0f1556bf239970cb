import Localisation
import Messaging
import Records
import Web

extension ComposerPage {
    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.style(of: "mail")
        html.form(
            .class("mail-composer"), .id("mail"), .method("post"), .action("/emails/send"), .data("ajax"),
            .data("mail", "/emails")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            hidden(&html)
            html.refusals(refusals.isEmpty ? nil : t("Some fields need another look:"), [], t)
            ForEachRefusal.write(refusals, &html, t)
            if from == nil {
                html.notice(t("No mail server is set up. An administrator names one under Settings, Mail."), .warn)
            }
            html.div(.class("card mail-paper")) { html in
                head(&html, t)
                toolbar(&html, t)
                html.div(.data("field", "text")) { html in
                    html.textarea(
                        email.text, .class("mail-text"), .id("mail-text"), .name("text"), .aria("label", t("Text")),
                        .attribute("rows", "14"), .placeholder(t("Write your mail…")),
                        .flag("autofocus", email.toAddresses?.isEmpty == false))
                    html.errorPlace()
                }
                if !signature.isEmpty {
                    html.div(.class("mail-signature"), .aria("label", t("Signature"))) {
                        $0.mailText(MailText(signature))
                    }
                }
            }
            attachments(&html, context)
            library.render(&html, context)
            foot(&html, t)
        }
        html.section(.id("mail-preview"), .class("mail-preview"), .aria("live", "polite"), .hidden()) { _ in }
    }

    private func hidden(_ html: inout HTML) {
        html.input(.type("hidden"), .name("id"), .value(email.id.number == 0 ? "" : String(email.id.number)))
        html.input(.type("hidden"), .name("about"), .value(email.about.map { "\($0.kind):\($0.id)" } ?? ""))
        html.input(.type("hidden"), .name("contact"), .value(email.contact.map { String($0.number) } ?? ""))
        html.input(.type("hidden"), .name("in_reply_to"), .value(email.inReplyTo ?? ""))
    }

    private func head(_ html: inout HTML, _ t: Translator) {
        html.div(.class("mail-head")) { html in
            if let from {
                html.div(.class("mail-line")) { html in
                    html.span(t("From"), .class("mail-label"))
                    html.span(from, .class("s cut"))
                }
            }
            line("to_addresses", t("To"), email.toAddresses ?? "", &html, focus: email.toAddresses?.isEmpty != false)
            if !recipients.isEmpty {
                html.div(.class("mail-people"), .aria("label", t("Addresses of this record"))) { html in
                    for person in recipients {
                        let text = MailAddresses(
                            list: [MailAddress(person.address, name: person.name)].compactMap(\.self)
                        ).text
                        html.button(
                            .class("mail-person"), .type("button"), .data("mail-to", text),
                            .data("address", person.address),
                            .aria("pressed", "false"), .title(person.address)
                        ) { html in
                            html.icon("plus", .small)
                            html.span(person.name ?? person.address)
                        }
                    }
                }
            }
            line("cc_addresses", t("Copy to"), email.ccAddresses ?? "", &html)
            line("subject", t("Subject"), email.subject, &html)
        }
    }

    private func line(_ name: String, _ label: String, _ value: String, _ html: inout HTML, focus: Bool = false) {
        html.div(.class("mail-line"), .data("field", name)) { html in
            html.label(label, .class("mail-label"), .for("mail-" + name))
            html.input(
                .class("mail-input"), .id("mail-" + name), .type("text"), .name(name), .value(value),
                .attribute("autocomplete", "off"), .attribute("spellcheck", name == "subject" ? "true" : "false"),
                .flag("autofocus", focus))
            html.errorPlace()
        }
    }

    private func toolbar(_ html: inout HTML, _ t: Translator) {
        html.div(.class("mail-tools"), .role("toolbar"), .aria("label", t("Form of the text"))) { html in
            for (mark, label, icon) in [
                ("bold", t("Bold"), "bold"), ("italic", t("Italic"), "italic"), ("list", t("List"), "list"),
                ("link", t("Link"), "link"), ("quote", t("Quotation"), "quote"),
            ] {
                html.action(
                    Action(label, icon: icon, look: .quiet, small: true, iconOnly: true, [.data("mail-mark", mark)]))
            }
            if !templates.isEmpty {
                html.label(t("Template"), .class("unseen"), .for("mail-template"))
                html.select(.class("input"), .id("mail-template"), .name("template")) { html in
                    html.option(t("Template…"), .value(""))
                    for template in templates {
                        html.option(
                            template.name, .value(String(template.id)),
                            .selected(email.template?.number == template.id))
                    }
                }
            }
            html.label(t("Insert a field"), .class("unseen"), .for("mail-field"))
            html.select(.class("input"), .id("mail-field")) { html in
                html.option(t("Insert a field…"), .value(""))
                for field in fields { html.option(field.label, .value(field.path)) }
            }
        }
    }

    private func attachments(_ html: inout HTML, _ context: Context) {
        guard let about = email.about, let plural = aboutPlural else { return }
        let t = context.t, chosen = Set(email.files.compactMap { $0.attachment?.number })
        html.section(.class("card mail-files"), .aria("label", t("Files"))) { html in
            html.div(.class("inside stack")) { html in
                html.div(.id("mail-files"), .data("live-region"), .class("stack s")) { html in
                    for file in files {
                        html.label(.class("tick")) { html in
                            html.input(
                                .type("checkbox"), .name("file"), .value(String(file.id)),
                                .checked(chosen.contains(file.id)))
                            html.icon("paperclip", .small)
                            html.span(file.name, .class("cut"))
                            html.span(t.bytes(file.bytes), .class("xs muted number"))
                        }
                    }
                }
                let limit = t.bytes(context.workspace.settings.maximumUploadBytes)
                html.dropZone(
                    name: "upload", title: t("Drop files here"),
                    hint: t(Message("or choose them; {size} at most", ["size": .text(limit)])), multiple: true,
                    slim: true,
                    address: "/attachments/about/\(plural)/\(about.id)")
            }
        }
    }

    private func foot(_ html: inout HTML, _ t: Translator) {
        html.div(.class("mail-foot")) { html in
            html.button(.class("button primary"), .type("submit")) { html in
                html.icon("send")
                html.text(t("Send"))
                html.kbd("Ctrl ↵", .class("desk-only"), .aria("hidden", "true"))
            }
            html.action(
                Action(
                    t("Preview"), icon: "eye", submit: true,
                    [.attribute("formaction", "/emails/preview"), .data("mail-preview")]))
            choice(
                "purpose", t("Purpose"), EmailPurpose.allCases.map { ($0.rawValue, t($0.label)) },
                email.purpose.rawValue, &html)
            choice(
                "language", t("Language"),
                [("", t(Message("{language}, as the recipient", ["language": .text(language.label)])))]
                    + Language.allCases.map { ($0.rawValue, $0.label) }, email.language?.rawValue ?? "", &html)
            html.span("", .class("grow xs muted"), .data("mail-kept"), .role("status"))
            html.action(
                Action(
                    t("Discard"), icon: "trash-2", look: .quiet, submit: true,
                    [
                        .attribute("formaction", "/emails/discard"), .flag("formnovalidate"),
                    ]))
        }
    }

    private func choice(
        _ name: String, _ label: String, _ options: [(String, String)], _ chosen: String, _ html: inout HTML
    ) {
        html.label(label, .class("unseen"), .for("mail-" + name))
        html.select(.class("input mail-choice"), .id("mail-" + name), .name(name), .title(label)) { html in
            for option in options { html.option(option.1, .value(option.0), .selected(option.0 == chosen)) }
        }
    }
}

/// What was refused, for pages without script.
enum ForEachRefusal {
    static func write(_ refusals: [FieldRefusal], _ html: inout HTML, _ t: Translator) {
        guard !refusals.isEmpty else { return }
        html.div(.class("notice bad"), .role("alert")) { html in
            html.icon("circle-alert")
            html.ul { html in for refusal in refusals { html.li(t(refusal.message)) } }
        }
    }
}

extension HTML {
    /// Where a script says why a field was refused.
    mutating func errorPlace() {
        p(.class("error"), .hidden()) { html in
            html.icon("circle-alert", .small)
            html.span("")
        }
    }
}
