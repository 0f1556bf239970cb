import Localisation
import Records

/// The first step: which file, and what it holds.
struct ImportUploadPage {
    let kinds: [Kind]
    let chosen: String?
    let error: String?

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t
        return PageFrame(request, context).page(t("Import a file"), status: error == nil ? 200 : 422) { html in
            html.topbar(parent: t("Imports"), href: "/imports", title: t("Import a file"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    ImportWords.steps(0, &html, t)
                    if let error { html.notice(error, .bad) }
                    form(&html, context)
                }
            }
        }
    }

    private func form(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(
            .class("form stack"), .method("post"), .action("/imports"), .attribute("enctype", "multipart/form-data")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.dropZone(
                name: "file", title: t("Choose a file, or drop it here"), hint: t("CSV, TSV, XLSX, XLS or ODS."),
                accept: ".csv,.tsv,.txt,.xlsx,.xls,.ods,.xlsb")
            html.p(
                t(
                    "Accents, separators, decimal marks and dates are recognised; you see twenty lines before "
                        + "anything is imported."), .class("muted s"))
            html.div(.class("field")) { html in
                html.label(t("What does the file hold?"), .for("entity"))
                html.select(.class("input"), .name("entity"), .id("entity")) { html in
                    html.option(t("Tell by its columns"), .value(""), .selected(chosen == nil))
                    for kind in kinds {
                        html.option(t(kind.pluralLabel), .value(kind.plural), .selected(kind.plural == chosen))
                    }
                }
            }
            mapping(&html, t)
            html.div(.class("row")) {
                $0.action(Action(t("Continue"), icon: "arrow-right", look: .primary, submit: true))
            }
        }
    }

    private func mapping(_ html: inout HTML, _ t: Translator) {
        html.details { html in
            html.summary(t("I have a mapping file"), .class("s"))
            html.div(.class("field")) { html in
                html.label(t("Mapping file"), .for("mapping"))
                html.input(
                    .class("input"), .type("file"), .name("mapping"), .id("mapping"), .attribute("accept", ".json"),
                    .aria("describedby", "mapping-help"))
                html.p(
                    t(
                        "It says what each column fills, as the import that made it did. It then also says what the "
                            + "file holds."
                    ),
                    .class("help"), .id("mapping-help"))
            }
        }
    }
}
