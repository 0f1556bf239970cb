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
            html.div(.class("field")) { html in
                html.label(t("What does the file hold?"), .for("entity"))
                html.select(.class("input"), .name("entity"), .id("entity")) { html in
                    for kind in kinds {
                        html.option(t(kind.pluralLabel), .value(kind.plural), .selected(kind.plural == chosen))
                    }
                }
            }
            html.div(.class("field wide")) { html in
                html.label(t("File"), .for("file"))
                html.input(
                    .class("input"), .type("file"), .name("file"), .id("file"), .required(),
                    .attribute("accept", ".csv,.tsv,.txt,.xlsx,.xls,.ods,.xlsb"))
                html.p(
                    t(
                        "CSV, TSV, XLSX, XLS or ODS. Accents, separators, decimal marks and dates are recognised; you "
                            + "see twenty lines before anything is imported."
                    ),
                    .class("help"))
            }
            html.div(.class("row")) {
                $0.action(Action(t("Continue"), icon: "arrow-right", look: .primary, submit: true))
            }
        }
    }
}
