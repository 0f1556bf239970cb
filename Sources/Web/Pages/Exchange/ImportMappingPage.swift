import Exchange
import Localisation
import Records

/// The second step: the columns of a file, each with what it seems to hold and a choice of what it fills.
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
                html.div(.class("stack wizard")) { html in
                    ImportWords.steps(1, &html, t)
                    if let refusal { problems(refusal, &html, t) }
                    if let dryRun { result(dryRun, &html, t) }
                    for warning in guess.warnings { html.notice(t(warning), .warn) }
                    settled(&html, context)
                    mappingFile(&html, context)
                }
            }
        }
    }

    private func settled(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(.class("stack"), .method("post"), .action("/imports/\(run.id)/mapping"), .id("mapping-form")) {
            html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("was"), .value(kind.plural))
            html.input(.type("hidden"), .name("rest"), .value(mapping.json.string))
            html.card(t("How the file is read")) { html in
                html.p(ImportWords.reading(guess, t), .class("s"))
                choices(&html, context)
                for line in besides(t) { html.p(line, .class("muted s")) }
            }
            preview(&html, context)
            buttons(&html, t)
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

    private func buttons(_ html: inout HTML, _ t: Translator) {
        html.div(.class("wizard-foot")) { html in
            html.action(Action(t("Try it out"), icon: "eye", submit: true, [.name("act"), .value("try")]))
            html.action(
                Action(
                    t("Start the import"), icon: "upload", look: .primary, submit: true,
                    [.name("act"), .value("start")]))
            html.span("", .class("grow"))
            html.action(
                Action(t("Give up"), icon: "trash-2", look: .quiet, submit: true, [.name("act"), .value("forget")]))
        }
    }

    // What trying it out showed

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
            html.ul(.class("s")) { html in
                for line in dryRun.lines.prefix(30) {
                    let reasons = line.reasons.map { ImportWords.reason($0.field, $0.message, of: kind, t) }
                    let why = (line.outcome == .failed ? reasons : line.notes.map { t($0) }).joined(separator: " ")
                    html.li(t(Message("Row {row}: {reason}", ["row": .number(line.number), "reason": .text(why)])))
                }
            }
        }
    }

    // The same as a file

    private func mappingFile(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.details(.class("card")) { html in
            html.summary(t("Mapping file"), .class("strong s"))
            html.p(
                t(
                    "The same as a file, with values, defaults and what linked records say besides. “entregent "
                        + "import” takes it with --mapping."
                ), .class("muted s"))
            html.form(
                .class("row wrap"), .method("post"), .action("/imports/\(run.id)/mapping-file"),
                .attribute("enctype", "multipart/form-data")
            ) { html in
                html.csrfField(context.csrfToken ?? "")
                html.label(t("Choose a mapping file"), .for("mapping-file"), .class("s"))
                html.input(
                    .class("input grow"), .type("file"), .name("mapping"), .id("mapping-file"), .required(),
                    .attribute("accept", ".json"))
                html.action(Action(t("Use this file"), icon: "upload", small: true, submit: true))
            }
            html.textarea(
                mapping.json.string, .class("input mono"), .name("mapping"), .attribute("rows", "8"),
                .attribute("form", "mapping-form"), .aria("label", t("Mapping file")))
            html.action(
                Action(
                    t("Use this mapping"), small: true, submit: true,
                    [.name("act"), .value("json"), .attribute("form", "mapping-form")]))
        }
    }
}
