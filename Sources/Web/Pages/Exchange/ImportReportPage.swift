import Exchange
import Jobs
import Localisation
import Records

/// An import while it runs, and what became of every line once it is over.
struct ImportReportPage {
    let run: ImportRun
    let job: JobState?
    let kind: Kind?
    let lines: [ImportLine]
    let outcome: String?

    private static let shown = 100

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t, state = run.shownState(job)
        return PageFrame(request, context).page(run.name) { html in
            html.topbar(parent: t("Imports"), href: "/imports", title: run.name, t) { html in
                // The progress below tells the rest; it is loaded again once that is over.
                if state != .waiting { html.badge(ImportWords.badge(state, t)) }
            }
            html.div(.class("content padded")) { html in
                html.div(.class("stack")) { html in
                    ImportWords.steps(state == .done ? 3 : 2, &html, t)
                    if state == .waiting || state == .running || state == .undoing { progress(&html, context) }
                    if let failure = job?.failure, state == .failed { html.notice(t(failure.message), .bad) }
                    if state == .undone { undone(&html, t) }
                    let hasBegun = run.counts.done > 0 || state == .done
                    if hasBegun { html.p(ImportWords.summary(run.counts, t), .class("strong"), .role("status")) }
                    actions(state, &html, context)
                    if hasBegun {
                        filters(&html, t)
                        ledger(&html, context)
                    }
                }
            }
        }
    }

    private func progress(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.progress(
            Progress(
                run.state == .undoing ? t("Being undone") : t("Importing"), done: job?.progress.done ?? 0,
                total: job?.progress.total,
                text: ProgressJSON.text(job, t), source: "/imports/\(run.id)/state"))
        html.p(t("You may leave this page: the work goes on, and you find it again under Imports."), .class("muted"))
    }

    private func undone(_ html: inout HTML, _ t: Translator) {
        let kept = job?.result?["kept"]?.array?.count ?? 0
        html.notice(t("This import has been undone: what it made is gone, what it changed is as before."), .good)
        guard kept > 0 else { return }
        html.notice(
            t(
                Message(
                    "{count} record was changed by somebody since and keeps those values.",
                    "{count} records were changed by somebody since and keep those values.", count: kept)), .warn)
    }

    private func actions(_ state: ImportRun.ShownState, _ html: inout HTML, _ context: Context) {
        let t = context.t, csrf = context.csrfToken ?? ""
        html.div(.class("row wrap")) { html in
            if let kind, state == .done {
                html.action(
                    Action(t(kind.pluralLabel), icon: kind.icon, look: .primary, small: true, href: "/\(kind.plural)"))
            }
            if run.counts.failed > 0 {
                html.action(
                    Action(
                        t("Failed lines as a file"), icon: "download", small: true, href: "/imports/\(run.id)/failed"))
            }
            if run.mapping != nil {
                html.action(
                    Action(
                        t("Mapping file"), icon: "download", look: .quiet, small: true,
                        href: "/imports/\(run.id)/mapping.json"))
            }
            if state == .running || state == .waiting {
                html.postButton(
                    Action(t("Stop"), icon: "x", small: true), to: "/imports/\(run.id)/cancel", csrf: csrf, ajax: false)
            }
            if run.journal != nil, state == .done || state == .failed || state == .cancelled {
                html.postButton(
                    Action(t("Undo this import"), icon: "undo-2", look: .danger, small: true),
                    to: "/imports/\(run.id)/undo", csrf: csrf, ajax: false)
            }
        }
    }

    private func filters(_ html: inout HTML, _ t: Translator) {
        let counts = run.counts
        let all: [(String, String, Int)] = [
            ("all", t("All", context: "lines"), counts.done),
            ("created", t("Created", context: "lines"), counts.created),
            ("updated", t("Updated", context: "lines"), counts.updated),
            ("skipped", t("Skipped", context: "lines"), counts.skipped),
            ("failed", t("Failed", context: "lines"), counts.failed),
        ]
        let current = outcome ?? (counts.failed > 0 ? "failed" : "all")
        html.nav(.class("row wrap"), .aria("label", t("Lines"))) { html in
            for (value, label, count) in all {
                html.action(
                    Action(
                        "\(label) \(t.number(count))", look: value == current ? .plain : .quiet, small: true,
                        href: "/imports/\(run.id)?outcome=\(value)", [.aria("current", value == current ? "true" : nil)]
                    ))
            }
        }
    }

    private func ledger(_ html: inout HTML, _ context: Context) {
        let t = context.t
        guard !lines.isEmpty else { return html.p(t("No lines here."), .class("muted")) }
        html.table(.class("table plain"), .aria("label", t("Lines"))) { html in
            html.thead { html in
                html.tr { html in
                    for label in [t("Row"), t("Outcome", context: "lines"), t("Why")] {
                        html.th(label, .attribute("scope", "col"))
                    }
                }
            }
            html.tbody { html in
                for line in lines.prefix(ImportReportPage.shown) { row(line, &html, t) }
            }
        }
        if lines.count > ImportReportPage.shown, let last = lines.prefix(ImportReportPage.shown).last {
            let address =
                "/imports/\(run.id)?outcome=\(outcome ?? (run.counts.failed > 0 ? "failed" : "all"))&"
                + "after=\(last.number)"
            html.p { $0.a(t("Show more"), .class("link"), .href(address)) }
        }
    }

    private func row(_ line: ImportLine, _ html: inout HTML, _ t: Translator) {
        html.tr { html in
            html.td(.class("number")) { html in
                if let kind, let record = line.record, run.state != .undone {
                    html.a(t.number(line.number), .href("/\(kind.plural)/\(record)"))
                } else {
                    html.text(t.number(line.number))
                }
            }
            html.td { $0.badge(ImportWords.outcome(line.outcome, t)) }
            html.td(.class("prose")) { html in
                for reason in line.reasons {
                    html.p(ImportWords.reason(reason.field, reason.message, of: kind, t))
                }
                for note in line.notes { html.p(t(note), .class("muted")) }
            }
        }
    }
}
