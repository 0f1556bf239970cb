import Localisation
import Records

/// What forms are made of beside single fields: parts in rows, the summary of refusals, duplicates, uploads, steps.
extension HTML {
    /// Rows of parts (e-mails, telephones, addresses). `parts.js` adds a row from the `<template>` (whose names hold
    /// `[#]`) and removes one; without script the rows that are there, and one empty row, still work.
    package mutating func partsEditor(
        name: String, label: String, addLabel: String, rows: [[FormField]], blank: [FormField], _ t: Translator
    ) {
        fieldset(.class("field wide"), .data("parts", name), .data("field", name)) { html in
            html.legend(label)
            html.div(.class("parts"), .data("parts-rows")) { html in
                for row in rows { html.partRow(row, t) }
            }
            html.template(.data("parts-blank")) { $0.partRow(blank, t) }
            html.refusalPlace(id: nil, nil)
            html.div { html in
                html.action(Action(addLabel, icon: "plus", look: .quiet, small: true, [.data("parts-add")]))
            }
        }
    }

    private mutating func partRow(_ fields: [FormField], _ t: Translator) {
        div(.class("part"), .data("part")) { html in
            for field in fields {
                if field.spec.name == "id" {
                    html.input(.type("hidden"), .name(field.name), .value(field.text))
                } else {
                    var field = field
                    // A row of many fields, such as an address, needs their names.
                    field.isLabelHidden = field.spec.shape != .boolean && fields.count < 7
                    html.field(field, t)
                }
            }
            html.action(
                Action(t("Remove"), icon: "trash-2", look: .quiet, small: true, iconOnly: true, [.data("parts-remove")])
            )
        }
    }

    /// All that was refused, above the form, each a link to its field. `forms.js` fills it when the form goes in place.
    package mutating func refusals(_ title: String?, _ refused: [(field: FormField, message: String)], _ t: Translator)
    {
        let isEmpty = title == nil && refused.isEmpty
        div(.class("summary"), .role("alert"), .data("summary"), .hidden(isEmpty), .tabindex(-1)) { html in
            html.p(title ?? t("Some fields need another look:"), .class("strong"))
            html.ul { html in
                for item in refused {
                    let label = Message.Argument.message(item.field.spec.label)
                    let line = t(Message("{field}: {message}", ["field": label, "message": .text(item.message)]))
                    html.li { $0.a(line, .href("#" + item.field.id)) }
                }
            }
        }
    }

    /// Where `duplicates.js` puts what `POST {data-duplicates of the form}` answers while somebody types.
    package mutating func duplicatesPlace() {
        div(.data("duplicates-here"), .aria("live", "polite")) { _ in }
    }

    /// That answer: records that may be the same as the one being typed, best first; nothing when there are none.
    package mutating func duplicates(
        _ found: [(title: String, detail: String, href: String, avatar: Avatar)], _ t: Translator
    ) {
        guard !found.isEmpty else { return }
        div(.class("duplicates")) { html in
            html.p { html in
                html.icon("copy", .small)
                html.text(t("Is it one of these?"))
            }
            for record in found {
                html.a(.href(record.href), .attribute("target", "_blank")) { html in
                    html.avatar(record.avatar)
                    html.span(record.title, .class("strong cut"))
                    html.small(record.detail, .class("cut"))
                }
            }
        }
    }

    /// A place to drop files on, around a real file input. With `address` files are sent at once, one after another,
    /// as multipart with `_csrf` first (`uploads.js`), and the page's live regions are fetched again after them.
    package mutating func dropZone(
        name: String, title: String, hint: String, accept: String? = nil, multiple: Bool = false, slim: Bool = false,
        address: String? = nil
    ) {
        label(.class(slim ? "drop slim" : "drop"), .data("drop", address ?? "")) { html in
            html.icon("upload", slim ? .normal : .large)
            html.span(title, .class("strong"))
            html.span(hint, .class("xs muted"), .data("drop-text"))
            html.input(
                .class("unseen"), .type("file"), .name(name), .attribute("accept", accept),
                .flag("multiple", multiple))
        }
    }

    /// The steps of a wizard: those behind are ticked, this one is marked.
    package mutating func steps(_ labels: [String], current: Int, _ t: Translator) {
        ol(.class("steps"), .aria("label", t("Steps"))) { html in
            for (index, label) in labels.enumerated() {
                let isDone = index < current
                html.li(.class(isDone ? "done" : nil), .aria("current", index == current ? "step" : nil)) { html in
                    html.span(.class("mark"), .aria("hidden", "true")) { html in
                        if isDone { html.icon("check", .small) } else { html.text(String(index + 1)) }
                    }
                    html.span(label)
                }
            }
        }
    }
}
