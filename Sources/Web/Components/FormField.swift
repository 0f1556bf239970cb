import Localisation
import Records

/// One field of a form, whatever its shape: what stands in it, and why it was refused.
package struct FormField: Sendable {
    package var spec: FieldSpec
    /// The name it is sent by: the wire name, or `emails[0].address` inside parts.
    package var name: String
    /// As typed, or as the reader writes the stored value; days and instants as their inputs want them.
    package var text: String
    /// The currency of money; the other half of a field of two.
    package var unit: String
    /// The title of the linked record.
    package var linkTitle: String
    package var error: String?
    /// Where linked records are looked up: `/pickers/accounts`.
    package var picker: String?
    package var isWide: Bool
    package var isLabelHidden: Bool
    package var hasFocus: Bool

    package init(
        _ spec: FieldSpec, name: String? = nil, text: String = "", unit: String = "EUR", linkTitle: String = ""
    ) {
        self.spec = spec
        self.name = name ?? spec.name
        self.text = text
        self.unit = unit
        self.linkTitle = linkTitle
        isWide = spec.shape == .longText
        isLabelHidden = false
        hasFocus = false
    }

    /// Filled with a stored value, written so that what the reader sees is what the server reads back.
    package init(_ spec: FieldSpec, name: String? = nil, values: ArraySlice<Value>, showing: Showing) {
        self.init(spec, name: name)
        guard let first = values.first, !first.isNull else { return }
        let t = showing.t
        switch spec.shape {
        case .text, .longText, .email, .phone, .url, .choice: text = first.text ?? ""
        case .integer: text = t.number(first.integer ?? 0)
        case .exact: text = t.exact(Exact(millionths: first.integer ?? 0))
        case .boolean: text = first.boolean == true ? "true" : "false"
        case .day: text = first.day?.iso ?? ""
        case .instant: text = first.instant.map { FormField.local($0, t) } ?? ""
        case .money:
            unit = values.last?.text ?? unit
            text = t.exact(Exact(Money(minor: first.integer ?? 0, currency: unit).amount) ?? Exact(0))
        case .link: text = first.integer.map(String.init) ?? ""
        case .reference: text = showing.reference(spec, values).map { "\($0.kind):\($0.id)" } ?? ""
        }
        linkTitle = showing.text(spec, values)
    }

    /// `2026-11-22T10:30`, on the reader's clock, as `<input type="datetime-local">` wants it.
    static func local(_ instant: Instant, _ t: Translator) -> String {
        instant.day(in: t.timeZone).iso + "T" + t.time(instant)
    }

    var id: String { "field-" + String(name.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "-" }) }
}

extension HTML {
    /// Label, control, help and refusal, tied together for those who listen.
    package mutating func field(_ field: FormField, _ t: Translator) {
        var classes = "field"
        if field.isWide { classes += " wide" }
        div(.class(classes), .data("field", field.name)) { html in
            if field.spec.shape == .boolean {
                html.label(.class("tick")) { html in
                    html.control(field, t)
                    html.span(t(field.spec.label))
                }
            } else {
                html.label(.for(field.id), .class(field.isLabelHidden ? "unseen" : nil)) { html in
                    html.text(t(field.spec.label))
                    if field.spec.isRequired { html.span("*", .class("needed"), .aria("hidden", "true")) }
                }
                html.control(field, t)
            }
            if let help = field.spec.help { html.p(t(help), .class("help"), .id(field.id + "-help")) }
            html.refusalPlace(id: field.id + "-error", field.error)
        }
    }

    /// Why a field was refused; empty and hidden until it is.
    mutating func refusalPlace(id: String?, _ reason: String?) {
        p(.class("error"), .id(id), .hidden(reason == nil)) { html in
            html.icon("circle-alert", .small)
            html.span(reason ?? "")
        }
    }

    /// Only the control, for inline editing and filters.
    package mutating func control(_ field: FormField, _ t: Translator) {
        switch field.spec.shape {
        case .text: input(field, [.type("text")])
        case .email: input(field, [.type("email"), .attribute("autocomplete", "off")])
        case .phone: input(field, [.type("tel"), .attribute("autocomplete", "off")])
        case .url: input(field, [.type("text"), .attribute("inputmode", "url")])
        case .integer: input(field, [.type("text"), .attribute("inputmode", "numeric")], look: "input amount")
        case .exact: input(field, [.type("text"), .attribute("inputmode", "decimal")], look: "input amount")
        case .day: input(field, [.type("date")])
        case .instant: input(field, [.type("datetime-local")])
        case .longText: element("textarea", common(field) + [.class("input")], text: field.text)
        case .boolean: tick(field)
        case .choice(let options): choice(field, options.map { ($0.value, t($0.label)) })
        case .money: money(field, t)
        case .link, .reference: picker(field, t)
        }
    }

    private mutating func input(_ field: FormField, _ attributes: [Attribute], look: String = "input") {
        open("input", common(field) + [.class(look), .value(field.text)] + attributes)
    }

    private func common(_ field: FormField) -> [Attribute] {
        [.id(field.id), .name(field.name), .required(field.spec.isRequired)] + described(field)
            + [.attribute("maxlength", field.spec.shape.isText ? String(field.spec.lengthLimit) : nil)]
    }

    private func described(_ field: FormField) -> [Attribute] {
        let help = field.spec.help == nil ? "" : field.id + "-help "
        return [
            .aria("describedby", help + field.id + "-error"), .aria("invalid", field.error == nil ? nil : "true"),
            .flag("autofocus", field.hasFocus),
        ]
    }

    /// An unticked box sends nothing, so “false” stands behind it; the first value of a name counts.
    private mutating func tick(_ field: FormField) {
        open(
            "input",
            [.type("checkbox"), .id(field.id), .name(field.name), .value("true"), .checked(field.text == "true")]
                + described(field))
        open("input", [.type("hidden"), .name(field.name), .value("false")])
    }

    private mutating func choice(_ field: FormField, _ options: [(value: String, label: String)]) {
        element("select", common(field) + [.class("input")]) { html in
            if !field.spec.isRequired || field.text.isEmpty { html.option("", .value("")) }
            for option in options {
                html.option(option.label, .value(option.value), .selected(option.value == field.text))
            }
        }
    }

    private mutating func money(_ field: FormField, _ t: Translator) {
        div(.class("together")) { html in
            html.input(field, [.type("text"), .attribute("inputmode", "decimal")], look: "input amount")
            html.select(.class("input unit"), .name(field.name + "_currency"), .aria("label", t("Currency"))) { html in
                var currencies = ["EUR", "USD", "GBP", "CHF", "CAD"]
                if !currencies.contains(field.unit) { currencies.insert(field.unit, at: 0) }
                for code in currencies { html.option(code, .value(code), .selected(code == field.unit)) }
            }
        }
    }
}
