import Localisation
import Records

/// The small forms of the filter editor. Each makes one test and takes the list to its new address; all work without
/// script.
struct FilterEditor: Sendable {
    let state: ListState
    let field: FilterField?
    /// The chip being changed.
    let chip: Int?
    let titles: [Reference: String]
    let isSheet: Bool
    let context: Context

    private var t: Translator { context.t }
    private var kind: Kind { state.kind }
    private var address: String { "/\(kind.plural)/list/filter" }

    func render(_ html: inout HTML) {
        if let field {
            // A chip opens beside itself, a chosen field in a sheet that can be closed.
            guard isSheet else {
                html.heading(field.label(t))
                return tests(field, &html)
            }
            html.sheetFragment(title: field.label(t), t) { html in tests(field, &html) }
        } else if let chip {
            html.div(.class("stack")) { html in
                html.p(words.sentence(state.condition.chips[chip]), .class("strong"))
                advanced(state.condition.chips[chip], &html)
            }
        } else {
            fields(&html)
        }
    }

    private var words: ConditionWords {
        let links = titles.mapValues { Showing.Linked($0) }
        return ConditionWords(
            kind: kind, showing: Showing(t: t, now: context.now, links: links), schema: context.schema,
            currency: context.workspace.settings.currency)
    }

    /// Ready filters, a search over every field, and the fields people filter by most.
    private func fields(_ html: inout HTML) {
        ready(&html)
        html.form(.method("post"), .action(address + "/field"), .data("ajax")) { html in
            hidden(&html)
            html.fieldset(.class("field"), .data("submit-on-change")) { html in
                html.legend(t("Filter by"))
                var picker = FormField(FieldSpec(name: "field", label: Message("Field"), shape: .link("field")))
                picker.picker = "/\(kind.plural)/list/fields"
                picker.hasFocus = true
                picker.isLabelHidden = true
                html.field(picker, t)
            }
            html.element("noscript", []) { $0.action(Action(t("Continue"), submit: true)) }
        }
        let listed = FilterField.all(of: kind, schema: context.schema, viewer: context.viewer).filter {
            $0.links.isEmpty
        }
        for field in listed.prefix(60) {
            let sheet = state.address.tool("filter", [Form.Item("field", field.name)])
            html.a(.class("item"), .href(sheet), .data("sheet", sheet)) { $0.span(field.label(t)) }
        }
        // A page that asked for a filter has a place of its own for the whole condition.
        guard state.address.goal == nil else { return }
        html.details { html in
            html.summary(t("Condition as JSON"))
            advanced(state.condition, &html, replacing: true)
        }
    }

    private func ready(_ html: inout HTML) {
        var choices: [(String, String, String)] = []
        if NextActivity.link(of: kind, context.schema, context.viewer) != nil {
            choices.append(("no_next_action", t("No next action"), "triangle-alert"))
        }
        if kind["owner"]?.shape == .link("user") { choices.append(("mine", t("Mine"), "user")) }
        for (name, label, icon) in choices {
            html.form(.method("post"), .action(address), .data("ajax")) { html in
                hidden(&html)
                html.button(.class("item"), .type("submit"), .name("ready"), .value(name)) { html in
                    html.icon(icon, .small)
                    html.span(label)
                }
            }
        }
    }

    private func hidden(_ html: inout HTML) {
        html.csrfField(context.csrfToken ?? "")
        html.input(.type("hidden"), .name("state"), .value(state.address.firstPage.query.encoded))
        if let chip { html.input(.type("hidden"), .name("chip"), .value(String(chip))) }
        if let field { html.input(.type("hidden"), .name("field"), .value(field.name)) }
    }

    private func form(_ html: inout HTML, test: String?, combines: Bool = true, _ content: (inout HTML) -> Void) {
        html.form(.method("post"), .action(address), .data("ajax"), .class("stack")) { html in
            hidden(&html)
            if let test { html.input(.type("hidden"), .name("test"), .value(test)) }
            html.refusals(nil, [], t)
            content(&html)
            if combines { combination(&html) }
        }
    }

    /// Further filters narrow; an alternative widens one that is there.
    private func combination(_ html: inout HTML) {
        let chips = state.condition == .everything ? [] : state.condition.chips
        if chip != nil {
            html.label(.class("tick")) { html in
                html.input(.type("checkbox"), .name("or"), .value("1"))
                html.span(t("Keep the filter as it is and accept this too (or)"))
            }
        } else if !chips.isEmpty {
            html.label(.class("field")) { html in
                html.span(t("Together with"))
                html.select(.class("input"), .name("with")) { html in
                    html.option(t("and: all the other filters"), .value(""))
                    for (index, chip) in chips.enumerated() {
                        html.option(
                            t(Message("or: {condition}", ["condition": .text(words.sentence(chip))])),
                            .value(String(index)))
                    }
                }
            }
        }
    }

    private func tests(_ target: FilterField, _ html: inout HTML) {
        let field = target.field
        if let options = field.shape.options {
            form(&html, test: "in") { html in choices(options, &html) }
        } else if field.shape == .boolean {
            buttons([("yes", t("Yes")), ("no", t("No"))], &html)
        } else {
            form(&html, test: nil) { html in comparison(target, &html) }
        }
        if FilterTest.hasRange(field) { range(field, &html) }
        if FilterTest.isTime(field) { periods(&html) }
        var others = [("empty", t("is empty")), ("filled", t("is filled in"))]
        if field.shape == .link("user") { others.insert(("is_me", t("is me")), at: 0) }
        buttons(others, &html)
    }

    private var current: Condition.Test? {
        guard let chip, case .test(_, let test) = state.condition.chips[chip] else { return nil }
        return test
    }

    private func choices(_ options: [ChoiceOption], _ html: inout HTML) {
        let chosen = Set((current?.operands ?? []).compactMap(\.text))
        html.fieldset(.class("field"), .data("field", "value")) { html in
            for option in options {
                html.label(.class("tick")) { html in
                    html.input(
                        .type("checkbox"), .name("value"), .value(option.value), .checked(chosen.contains(option.value))
                    )
                    html.span(t(option.label))
                }
            }
            html.p(.class("error"), .hidden()) { $0.span("") }
        }
        html.action(Action(t("Apply"), look: .primary, submit: true))
    }

    private func comparison(_ target: FilterField, _ html: inout HTML) {
        let field = target.field
        html.select(.class("input"), .name("test"), .aria("label", t("Comparison"))) { html in
            for name in FilterTest.names(target, context.schema) {
                html.option(t(FilterTest.label(name, field)), .value(name), .selected(current?.name == name))
            }
        }
        html.field(input(field, "value", current?.operands.first), t)
        html.action(Action(t("Apply"), look: .primary, submit: true))
    }

    private func input(_ field: FieldSpec, _ name: String, _ operand: JSON?) -> FormField {
        let spec = FilterReader.spec(field, name)
        let links = titles.mapValues { Showing.Linked($0) }
        let showing = Showing(t: t, now: context.now, links: links)
        var values: [Value] = []
        if let operand, spec.shape != .reference,
            case .success(let read) = Result(catching: { try spec.values(operand) })
        {
            values = read
        }
        var input = FormField(spec, name: name, values: values[...], showing: showing)
        if let target = field.shape.linkTarget { input.picker = "/pick/\(target)" }
        if field.shape == .reference { input.picker = "/pick/any" }
        input.isLabelHidden = true
        return input
    }

    private func range(_ field: FieldSpec, _ html: inout HTML) {
        let isOpen = current?.name == "between"
        html.details(.flag("open", isOpen)) { html in
            html.summary(t("between"))
            form(&html, test: "between") { html in
                html.field(input(field, "value", isOpen ? current?.operands.first : nil), t)
                html.span(t("and"))
                html.field(input(field, "to", isOpen ? current?.operands.last : nil), t)
                html.action(Action(t("Apply"), look: .primary, submit: true))
            }
        }
    }

    private func periods(_ html: inout HTML) {
        html.details { html in
            html.summary(t("Period"))
            form(&html, test: "within") { html in
                html.select(.class("input"), .name("period"), .aria("label", t("Period"))) { html in
                    for name in FilterTest.periods {
                        if let period = Condition.Period.words[name] { html.option(t(period.message), .value(name)) }
                    }
                    html.option(t("the last … (number below)"), .value("last"))
                    html.option(t("the next … (number below)"), .value("next"))
                }
                html.div(.class("together")) { html in
                    html.input(
                        .class("input"), .type("number"), .name("number"), .value("30"), .attribute("min", "1"),
                        .aria("label", t("Whole number")))
                    html.select(.class("input"), .name("unit"), .aria("label", t("Unit of time"))) { html in
                        let labels: [Condition.TimeUnit: String] = [
                            .day: t("days"), .week: t("weeks"), .month: t("months"), .quarter: t("quarters"),
                            .year: t("years"),
                        ]
                        for unit in Condition.TimeUnit.allCases {
                            html.option(labels[unit] ?? unit.rawValue, .value(unit.rawValue))
                        }
                    }
                }
                html.action(Action(t("Apply"), look: .primary, submit: true))
            }
        }
    }

    private func buttons(_ choices: [(String, String)], _ html: inout HTML) {
        form(&html, test: nil, combines: false) { html in
            html.div(.class("row wrap")) { html in
                for (test, label) in choices {
                    html.action(Action(label, small: true, submit: true, [.name("test"), .value(test)]))
                }
            }
        }
    }

    /// The condition as programs write it: everything the language can say, groups in groups included.
    private func advanced(_ condition: Condition, _ html: inout HTML, replacing: Bool = false) {
        if replacing {
            html.form(.method("get"), .action("/\(kind.plural)"), .class("stack")) { html in
                for item in state.address.firstPage.query.items
                where !["where"].contains(item.name) && ListAddress.reserved.contains(item.name) {
                    html.input(.type("hidden"), .name(item.name), .value(item.value))
                }
                json(condition, "where", &html)
            }
        } else {
            form(&html, test: nil) { html in json(condition, "json", &html) }
        }
    }

    private func json(_ condition: Condition, _ name: StaticString, _ html: inout HTML) {
        html.div(.class("field"), .data("field", "json")) { html in
            html.textarea(
                condition == .everything ? "{}" : condition.json.string, .class("input"), .attribute("name", "\(name)"),
                .attribute("rows", "6"), .attribute("spellcheck", "false"), .aria("label", t("Condition as JSON")))
            html.p(.class("error"), .hidden()) { html in
                html.icon("circle-alert", .small)
                html.span("")
            }
        }
        html.action(Action(t("Apply"), look: .primary, submit: true))
    }
}
