import Records

/// One field with several values to choose from: what it was, what it became, what somebody typed.
package struct ValueChoice: Sendable {
    package struct Option: Sendable {
        /// What the form sends.
        let value: String
        let title: String
        let text: String
        /// Who wrote it, and when.
        var detail: String?

        package init(value: String, title: String, text: String, detail: String? = nil) {
            (self.value, self.title, self.text, self.detail) = (value, title, text, detail)
        }
    }

    let name: String
    let label: String
    let options: [Option]
    var chosen: String
    /// A value shown for comparison that cannot be chosen.
    var before: (title: String, text: String)?
    var isWarned = false
    var empty = ""

    package init(
        name: String, label: String, options: [Option], chosen: String, isWarned: Bool = false, empty: String = ""
    ) {
        (self.name, self.label, self.options, self.chosen) = (name, label, options, chosen)
        (self.isWarned, self.empty) = (isWarned, empty)
    }
}

extension HTML {
    package mutating func valueChoice(_ choice: ValueChoice) {
        fieldset(.class("values"), .data("field", choice.name)) { html in
            html.legend { html in
                html.span(choice.label)
                if choice.isWarned { html.icon("triangle-alert", .small) }
            }
            if let before = choice.before {
                html.p(.class("s muted")) { html in
                    html.text(before.title + " ")
                    html.element("del", [], text: before.text.isEmpty ? choice.empty : before.text)
                }
            }
            for option in choice.options {
                html.label(.class("value")) { html in
                    html.input(
                        .type("radio"), .name("choice[\(choice.name)]"), .value(option.value),
                        .flag("checked", option.value == choice.chosen))
                    html.span(.class("grow")) { html in
                        html.span(option.title, .class("xs muted"))
                        if option.text.isEmpty {
                            html.span(choice.empty, .class("muted"))
                        } else {
                            html.span(option.text, .class("strong prose"))
                        }
                        if let detail = option.detail { html.span(detail, .class("xs muted")) }
                    }
                }
            }
        }
    }
}
