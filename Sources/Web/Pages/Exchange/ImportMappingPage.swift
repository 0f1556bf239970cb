import Exchange
import Localisation
import Records

/// The columns of a file, each with what it seems to hold and a choice of what it fills.
struct ImportMappingPage {
    let run: ImportRun
    var kind: Kind
    let guess: TableGuess
    var mapping: ImportMapping
    var dryRun: DryRun?
    var refusal: Refusal?

    init(run: ImportRun, kind: Kind, guess: TableGuess, mapping: ImportMapping) {
        self.run = run
        self.kind = kind
        self.guess = guess
        self.mapping = mapping
    }

    func answer(_ request: Request, _ context: Context, status: Int = 200) -> Response {
        let t = context.t
        return PageFrame(request, context).page(run.name, status: status) { html in
            html.topbar(parent: t("Imports"), href: "/imports", title: run.name, t)
            html.div(.class("content padded")) { html in
                html.div(.class("stack")) { html in
                    ImportWords.steps(1, &html, t)
                    if let refusal { problems(refusal, &html, t) }
                    for warning in guess.warnings { html.notice(t(warning), .warn) }
                    html.form(.class("stack"), .method("post"), .action("/imports/\(run.id)/mapping")) { html in
                        html.csrfField(context.csrfToken ?? "")
                        html.input(.type("hidden"), .name("rest"), .value(mapping.json.string))
                        choices(&html, context)
                        preview(&html, context)
                        buttons(&html, t)
                        if let dryRun { result(dryRun, &html, t) }
                        mappingFile(&html, t)
                    }
                }
            }
        }
    }

    private func problems(_ refusal: Refusal, _ html: inout HTML, _ t: Translator) {
        html.div(.class("summary"), .role("alert")) { html in
            html.p(t(refusal.message), .class("strong"))
            html.ul { html in
                for field in refusal.fields.dropFirst(refusal.fields.count > 1 ? 0 : 1) {
                    html.li(ImportWords.reason(field.field, field.message, of: kind, t))
                }
            }
        }
    }

    // How the file is read

    private func choices(_ html: inout HTML, _ context: Context) {
        let t = context.t
        let kinds = context.schema.entities.filter { !context.viewer.grants(for: $0.name).isEmpty && $0.isImportable }
        html.div(.class("form row wrap")) { html in
            select("entity", t("Records"), kinds.map { ($0.plural, t($0.pluralLabel)) }, kind.plural, &html)
            html.action(
                Action(
                    t("Read the columns anew"), look: .quiet, small: true, submit: true,
                    [.name("act"), .value("entity")]))
            if run.sheets.count > 1 {
                select("sheet", t("Sheet"), run.sheets.map { ($0, $0) }, run.sheet ?? "", &html)
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
                mapping.dates?.rawValue ?? "", &html)
            select(
                "decimal", t("Decimal mark"),
                [("", t("as recognised")), (",", t("comma: 12,5")), (".", t("point: 12.5"))],
                mapping.decimal?.rawValue ?? "", &html)
            select(
                "duplicates", t("Lines that look like existing records"),
                [("refuse", t("are skipped")), ("allow", t("are imported all the same"))], mapping.duplicates.rawValue,
                &html)
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

    private func select(
        _ name: String, _ label: String, _ options: [(String, String)], _ chosen: String, _ html: inout HTML
    ) {
        html.div(.class("field")) { html in
            html.label(label, .for("choice-\(name)"))
            html.select(.class("input"), .name(name), .id("choice-\(name)")) { html in
                for (value, label) in options { html.option(label, .value(value), .selected(value == chosen)) }
            }
        }
    }

    // What the columns mean

    private func preview(_ html: inout HTML, _ context: Context) {
        let t = context.t
        let targets = ImportTargets(kind, context)
        html.div(.class("scroll"), .tabindex(0), .role("region"), .aria("label", t("The first lines of the file"))) {
            html in
            html.table(.class("table plain")) { html in
                html.thead { html in
                    html.tr { html in
                        html.th(t("Row"), .attribute("scope", "col"))
                        for (index, column) in guess.columns.enumerated() {
                            html.th(.attribute("scope", "col")) { head(column, index, targets, &$0, t) }
                        }
                    }
                }
                html.tbody { html in
                    for row in guess.rows { line(row, &html, t) }
                }
            }
        }
    }

    private func head(
        _ column: ColumnGuess, _ index: Int, _ targets: ImportTargets, _ html: inout HTML, _ t: Translator
    ) {
        let chosen = mapping.columns.first { $0.name == column.name }?.paths.joined(separator: " + ") ?? ""
        html.div(.class("stack s")) { html in
            html.span(column.name, .class("strong cut"))
            html.badge(Badge(ImportTargets.word(column.kind, t)))
            html.select(
                .class("input"), .name("path[\(index)]"),
                .aria("label", t(Message("What “{column}” fills", ["column": .text(column.name)])))
            ) { html in
                html.option(t("(not imported)"), .value(""), .selected(chosen.isEmpty))
                for group in targets.groups {
                    html.element("optgroup", [.attribute("label", group.label)]) { html in
                        for option in group.options {
                            html.option(option.label, .value(option.path), .selected(option.path == chosen))
                        }
                    }
                }
                if !chosen.isEmpty, !targets.knows(chosen) { html.option(chosen, .value(chosen), .selected()) }
            }
            for note in column.notes { html.small(t(note), .class("muted")) }
        }
    }

    private func line(_ row: TableRow, _ html: inout HTML, _ t: Translator) {
        html.tr { html in
            html.td(t.number(row.number), .class("number muted"))
            if let problem = row.problem {
                html.td(.attribute("colspan", String(guess.columns.count))) { html in
                    html.badge(Badge(t("Failed"), .bad))
                    html.span(t(problem.message))
                }
            } else {
                for cell in row.cells { html.td(String(cell.prefix(120))) }
            }
        }
    }

    // What to do with it

    private func buttons(_ html: inout HTML, _ t: Translator) {
        html.div(.class("row wrap")) { html in
            html.action(Action(t("Try it out"), icon: "eye", submit: true, [.name("act"), .value("try")]))
            html.action(
                Action(
                    t("Start the import"), icon: "upload", look: .primary, submit: true,
                    [.name("act"), .value("start")]))
        }
    }

    private func result(_ dryRun: DryRun, _ html: inout HTML, _ t: Translator) {
        html.card(t("What would happen")) { html in
            html.p(ImportWords.summary(dryRun.counts, t), .class("strong"), .role("status"))
            if dryRun.isCut {
                html.p(
                    t(
                        Message(
                            "Only the first {count} lines were tried.", ["count": .number(dryRun.counts.lines ?? 0)])),
                    .class("muted"))
            }
            html.ul { html in
                for line in dryRun.lines.prefix(30) {
                    let reasons = line.reasons.map { ImportWords.reason($0.field, $0.message, of: kind, t) }
                    let why = (line.outcome == .failed ? reasons : line.notes.map { t($0) }).joined(separator: " ")
                    html.li(t(Message("Row {row}: {reason}", ["row": .number(line.number), "reason": .text(why)])))
                }
            }
        }
    }

    private func mappingFile(_ html: inout HTML, _ t: Translator) {
        html.details { html in
            html.summary(t("Mapping file"))
            html.div(.class("stack s")) { html in
                html.p(
                    t(
                        "The same as a file, with values, defaults and what linked records say besides. “entregent "
                            + "import” takes it with --mapping."
                    ), .class("muted"))
                html.textarea(
                    mapping.json.string, .class("input mono"), .name("mapping"), .attribute("rows", "8"),
                    .aria("label", t("Mapping file")))
                html.action(Action(t("Use this mapping"), small: true, submit: true, [.name("act"), .value("json")]))
            }
        }
    }
}
