import Localisation
import Records

/// A fact of a record, shown and edited in place.
///
/// `inline.js`: the pencil (or a double click on the value) fetches `GET {data-inline}`, which answers `inlineForm`;
/// Enter, Tab or leaving saves by `POST` to the same address, which answers `factValue` again (or the refusal as JSON);
/// Escape cancels. The focus goes back to the pencil; Tab goes on to the next one.
package struct Fact: Sendable {
    package var name: String
    package var label: String
    package var icon: String?
    package var cell: Cell
    /// Where it is edited: `/accounts/12/fields/sector`; nil where it may not be changed.
    package var edit: String?
    package init(name: String, label: String, icon: String? = nil, cell: Cell, edit: String? = nil) {
        self.name = name
        self.label = label
        self.icon = icon
        self.cell = cell
        self.edit = edit
    }
}

extension HTML {
    package mutating func facts(_ facts: [Fact], _ t: Translator) {
        dl(.class("facts-list")) { html in
            for fact in facts {
                html.dt { html in
                    if let icon = fact.icon { html.icon(icon, .small) }
                    html.span(fact.label)
                }
                html.dd(.id("fact-" + fact.name)) { $0.factValue(fact, t) }
            }
        }
    }

    package mutating func factValue(_ fact: Fact, _ t: Translator) {
        div(.class("fact-value"), .data("inline", fact.edit)) { html in
            if fact.cell.isEmpty {
                html.span("–", .class("muted"), .aria("label", t("Empty")), .role("img"))
            } else {
                html.cell(fact.cell)
            }
            guard fact.edit != nil else { return }
            let label = t(Message("Edit {field}", ["field": .text(fact.label)]))
            html.button(.class("edit"), .type("button"), .data("inline-edit"), .aria("label", label)) { html in
                html.icon("pencil", .small)
            }
        }
    }

    /// `hidden` travels along: the version that was seen, and what was chosen over somebody else's value.
    package mutating func inlineForm(
        _ field: FormField, address: String, csrf: String, hidden: [Form.Item] = [], _ t: Translator
    ) {
        form(.class("inline-form"), .method("post"), .action(address), .data("inline-form")) { html in
            html.csrfField(csrf)
            for item in hidden { html.input(.type("hidden"), .name(item.name), .value(item.value)) }
            var field = field
            field.isLabelHidden = true
            field.hasFocus = true
            html.field(field, t)
            html.div(.class("does")) { html in
                html.action(Action(t("Save"), look: .primary, small: true, submit: true))
                html.action(Action(t("Cancel"), look: .quiet, small: true, [.data("inline-cancel")]))
            }
        }
    }
}
