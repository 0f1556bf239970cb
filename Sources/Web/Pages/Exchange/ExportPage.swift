import Exchange
import Jobs
import Localisation
import Records

/// Which records leave, in which form.
struct ExportPage {
    let kind: Kind
    let condition: Condition
    let count: Int

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t
        return PageFrame(request, context).page(t("Export")) { html in
            html.topbar(parent: t(kind.pluralLabel), href: "/\(kind.plural)", title: t("Export"), t)
            html.div(.class("content padded")) { html in
                html.form(.class("narrow stack"), .method("post"), .action("/exports")) { html in
                    html.csrfField(context.csrfToken ?? "")
                    html.input(.type("hidden"), .name("entity"), .value(kind.plural))
                    if condition != .everything {
                        html.input(.type("hidden"), .name("where"), .value(condition.json.string))
                    }
                    html.p(
                        t(
                            Message(
                                "{count} record will be exported.", "{count} records will be exported.", count: count)),
                        .class("strong"))
                    formats(&html, t)
                    html.div(.class("row")) {
                        $0.action(Action(t("Export"), icon: "download", look: .primary, submit: true))
                    }
                }
            }
        }
    }

    private func formats(_ html: inout HTML, _ t: Translator) {
        let options = [
            ("csv_excel", t("CSV for Excel, opened by a double click")), ("xlsx", t("XLSX")),
            ("csv", t("CSV for every program")), ("json", t("JSON")), ("ndjson", t("JSON, one record a line")),
        ]
        html.fieldset(.class("field wide")) { html in
            html.legend(t("Format"))
            for (index, option) in options.enumerated() {
                html.label(.class("tick")) { html in
                    html.input(.type("radio"), .name("format"), .value(option.0), .checked(index == 0))
                    html.span(option.1)
                }
            }
        }
    }
}

/// An export being made, or ready.
struct ExportStatePage {
    let job: JobState
    let kind: Kind?
    let isThere: Bool

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t
        return PageFrame(request, context).page(t("Export")) { html in
            html.topbar(
                parent: kind.map { t($0.pluralLabel) } ?? t("Home", context: "page"),
                href: kind.map { "/\($0.plural)" } ?? "/", title: t("Export"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { content(&$0, t) }
            }
        }
    }

    private func content(_ html: inout HTML, _ t: Translator) {
        if let failure = job.failure, job.isOver { html.notice(t(failure.message), .bad) }
        guard job.state == .done else {
            guard !job.isOver else { return }
            return html.progress(
                Progress(
                    t("Exporting"), done: job.progress.done, total: job.progress.total, text: ProgressJSON.text(job, t),
                    source: "/exports/\(job.id)/state"))
        }
        guard isThere else {
            return html.notice(t("This export is more than a week old and was removed. Export again."), .warn)
        }
        let count = Int(job.result?["count"]?.integer ?? 0)
        html.notice(t(Message("{count} record is ready.", "{count} records are ready.", count: count)), .good)
        html.div(.class("row")) { html in
            html.action(
                Action(
                    t("Download"), icon: "download", look: .primary, href: "/exports/\(job.id)/file",
                    [.flag("download")]))
        }
    }
}
