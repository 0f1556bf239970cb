import Localisation

extension HTML {
    /// A form that sends one file to `action`: where to choose it or let it fall, what `content` adds, and a button.
    package mutating func fileForm(
        to action: String, hint: String, accept: String, button: Action, csrf: String, _ t: Translator,
        content: (inout HTML) -> Void = { _ in }
    ) {
        form(
            .class("form stack"), .method("post"), .action(action), .attribute("enctype", "multipart/form-data")
        ) { html in
            html.csrfField(csrf)
            html.dropZone(
                name: "file", title: t("Choose a file, or drop it here"), hint: hint, accept: accept)
            content(&html)
            html.div(.class("row")) { $0.action(button) }
        }
    }
}
