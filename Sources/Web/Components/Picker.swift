import Localisation
import Records

/// Choosing one record by typing its name: a combobox over a list that the server searches, never the whole table.
///
/// `pickers.js` asks `GET {data-picker}?q=…`, which answers `pickerOptions`: at most a dozen. The id goes into the
/// hidden input NAME; what is typed is sent as NAME_text, so a name that was not chosen can be looked up, or refused.
/// An option with `data-create` opens that address as a sheet above the form; its form answers JSON `{"id","title"}`,
/// which is then chosen: the form below keeps everything typed.
extension HTML {
    mutating func picker(_ field: FormField, _ t: Translator) {
        let list = field.id + "-list"
        div(.class("picker"), .data("picker", field.picker)) { html in
            html.input(.type("hidden"), .name(field.name), .value(field.text))
            html.input(
                .class("input"), .id(field.id), .type("text"), .name(field.name + "_text"), .role("combobox"),
                .value(field.linkTitle),
                .aria("expanded", "false"), .aria("controls", list), .aria("autocomplete", "list"),
                .aria("describedby", field.id + "-error"), .aria("invalid", field.error == nil ? nil : "true"),
                .required(field.spec.isRequired), .flag("autofocus", field.hasFocus),
                .attribute("autocomplete", "off"), .attribute("spellcheck", "false"), .placeholder(t("Type to search")))
            html.button(
                .class("button quiet small icon-only clear"), .type("button"), .data("picker-clear"),
                .hidden(field.text.isEmpty), .aria("label", t("Clear"))
            ) { $0.icon("x", .small) }
            html.ul(.id(list), .role("listbox"), .hidden(), .aria("label", t(field.spec.label))) { _ in }
        }
    }

    /// One record that can be chosen.
    package struct PickerOption: Sendable {
        package var value: String
        package var title: String
        package var detail: String?
        package var icon: String?
        package init(value: String, title: String, detail: String? = nil, icon: String? = nil) {
            self.value = value
            self.title = title
            self.detail = detail
            self.icon = icon
        }
    }

    /// What a picker's address answers. `create` is the sheet that makes a new record named as typed.
    package mutating func pickerOptions(
        _ options: [PickerOption], create: (label: String, sheet: String)?, _ t: Translator
    ) {
        for (index, option) in options.enumerated() {
            li(
                .role("option"), .id("option-\(index)"), .data("value", option.value), .data("title", option.title),
                .aria("selected", "false")
            ) { html in
                if let icon = option.icon { html.icon(icon, .small) }
                html.span(.class("cut")) { html in
                    html.text(option.title)
                    if let detail = option.detail {
                        html.text(" ")
                        html.small(detail)
                    }
                }
            }
        }
        if options.isEmpty && create == nil {
            li(.class("muted s"), .role("option"), .aria("disabled", "true")) { $0.text(t("Nothing found.")) }
        }
        guard let create else { return }
        li(.role("option"), .id("option-create"), .data("create", create.sheet), .aria("selected", "false")) { html in
            html.icon("plus", .small)
            html.span(create.label, .class("cut"))
        }
    }
}
