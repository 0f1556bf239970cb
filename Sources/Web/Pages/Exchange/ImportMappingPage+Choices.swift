import Exchange
import Localisation
import Records

/// How the file is read as a whole, and what holds for all its lines.
extension ImportMappingPage {
    func choices(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("choices")) { html in
            let kinds = ImportTargets.kinds(context)
            select(
                "entity", t("Records"), kinds.map { ($0.plural, t($0.pluralLabel)) }, kind.plural, atOnce: true, &html)
            if run.sheets.count > 1 {
                select("sheet", t("Sheet"), run.sheets.map { ($0, $0) }, run.sheet ?? "", atOnce: true, &html)
            }
            select(
                "match", t("Find existing records by"), [("", t("nothing: every line is new"))] + matches(t),
                mapping.match ?? "", &html)
            select(
                "links", t("Linked records that are not found"),
                [("create", t("are made")), ("skip", t("stay empty")), ("fail", t("make the line fail"))],
                mapping.links.rawValue, &html)
            select(
                "dates", t("Dates"),
                [
                    ("", t("as recognised")), ("dmy", t("day/month/year")), ("mdy", t("month/day/year")),
                    ("ymd", t("year-month-day")),
                ],
                mapping.dates?.rawValue ?? "", atOnce: true, &html)
            select(
                "decimal", t("Decimal mark"),
                [("", t("as recognised")), (",", t("comma: 12,5")), (".", t("point: 12.5"))],
                mapping.decimal?.rawValue ?? "", atOnce: true, &html)
            select(
                "duplicates", t("Lines that look like existing records"),
                [("refuse", t("are skipped")), ("allow", t("are imported all the same"))], mapping.duplicates.rawValue,
                &html)
            if let choice = context.product.registry.importChoices[kind.name] {
                let given = mapping.defaults.first { $0.path == choice.field }?.text
                select(
                    "given[\(choice.field)]", t(choice.label), choice.options.map { ($0.value, t($0.label)) },
                    given ?? choice.options.first?.value ?? "", &html)
            }
        }
    }

    /// Fields by which a record can be told from another.
    private func matches(_ t: Translator) -> [(String, String)] {
        var options: [(String, String)] = []
        for field in kind.fields
        where field.name == "id" || field.isUnique || field.match != nil || field.name == kind.title {
            if !field.isReadOnly || field.name == "id" { options.append((field.name, t(field.label))) }
        }
        for part in kind.parts {
            for field in part.kind.declared where field.match != nil {
                options.append(("\(part.name).\(field.name)", "\(t(part.kind.label)) › \(t(field.label))"))
            }
        }
        if let match = mapping.match, !options.contains(where: { $0.0 == match }) { options.append((match, match)) }
        return options
    }

    /// `atOnce`: the page shows what it changes as soon as it is chosen.
    private func select(
        _ name: String, _ label: String, _ options: [(String, String)], _ chosen: String, atOnce: Bool = false,
        _ html: inout HTML
    ) {
        html.div(.class("field")) { html in
            html.label(label, .for("choice-\(name)"))
            html.select(
                .class("input"), .name(name), .id("choice-\(name)"), .flag("data-submit-on-change", atOnce)
            ) { html in
                for (value, label) in options { html.option(label, .value(value), .selected(value == chosen)) }
            }
        }
    }

    /// What a mapping file says that has no place in the table: one sentence each.
    func besides(_ t: Translator) -> [String] {
        var lines: [String] = []
        func say(_ message: Message) { lines.append(t(message)) }
        for (column, words) in mapping.values.sorted(by: { $0.key < $1.key }) {
            let pairs = words.sorted { $0.key < $1.key }.map { "\($0.key) → \($0.value)" }.joined(separator: ", ")
            say(Message("In “{column}”: {words}", ["column": .text(column), "words": .text(pairs)]))
        }
        for filling in mapping.defaults {
            say(
                Message(
                    "“{field}” gets “{text}” where the file says nothing.",
                    ["field": label(filling.path), "text": .text(filling.text)]))
        }
        for (path, policy) in mapping.linksByPath.sorted(by: { $0.key < $1.key }) {
            let field = ["field": label(path)]
            switch policy {
            case .create: say(Message("“{field}” that is not found is made.", field))
            case .skip: say(Message("“{field}” that is not found stays empty.", field))
            case .fail: say(Message("“{field}” that is not found makes the line fail.", field))
            }
        }
        for path in mapping.create.keys.sorted() {
            say(Message("“{field}” made by this import gets values of its own.", ["field": label(path)]))
        }
        return lines
    }

    private func label(_ path: String) -> Message.Argument {
        kind[path].map { .message($0.label) } ?? .text(path)
    }
}
