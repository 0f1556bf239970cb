import Jobs
import Localisation
import Records

/// How far a mass action is; when it is over, exactly what it did and what it could not do, and one action to undo it.
struct BulkReport: Sendable {
    let kind: Kind
    let job: JobState
    let context: Context

    private var t: Translator { context.t }
    var title: String { t(job.name == "bulk_delete" ? "Mass delete" : "Mass edit") }
    private var result: MassState { MassState(job.result ?? job.checkpoint) }
    private var address: String { "/\(kind.plural)/list/jobs/\(job.id)" }

    private var text: String {
        guard let total = job.progress.total else { return t.number(job.progress.done) }
        return t(Message("{done} of {total}", ["done": .number(job.progress.done), "total": .number(total)]))
    }

    private var word: String {
        switch job.state {
        case .queued, .failed: "waiting"
        case .running: "running"
        case .done: "done"
        case .dead, .cancelled: "failed"
        }
    }

    /// What `progress.js` asks for.
    var json: JSON {
        .record([
            "state": .text(word), "done": .number(String(job.progress.done)),
            "total": job.progress.total.map { .number(String($0)) } ?? .null, "text": .text(text),
        ])
    }

    func render(_ html: inout HTML) {
        html.topbar(parent: t(kind.pluralLabel), href: "/\(kind.plural)", title: title, t)
        html.div(.class("content padded narrow stack")) { html in
            if job.isOver { outcome(&html) } else { waiting(&html) }
            html.action(Action(t("Back to the list"), icon: "arrow-left", href: "/\(kind.plural)"))
        }
    }

    private func waiting(_ html: inout HTML) {
        html.element("noscript", []) { $0.meta(.attribute("http-equiv", "refresh"), .attribute("content", "2")) }
        html.progress(
            Progress(title, done: job.progress.done, total: job.progress.total, text: text, source: address + "/state"))
        html.p(t("This goes on in the background. You may leave this page and come back."), .class("muted"))
    }

    private func outcome(_ html: inout HTML) {
        if let failure = job.failure { html.notice(t(failure.message), .bad) }
        if job.state == .cancelled { html.notice(t("This was cancelled. What had been done stays done."), .warn) }
        let result = result
        let changed =
            job.name == "bulk_delete"
            ? Message("{count} record deleted", "{count} records deleted", count: result.changed)
            : Message("{count} record changed", "{count} records changed", count: result.changed)
        html.notice(t(changed), result.refused == 0 ? .good : .warn)
        if result.unchanged > 0 {
            html.p(
                t(Message("{count} record was so already", "{count} records were so already", count: result.unchanged)))
        }
        if result.journal != 0, result.changed > 0 {
            html.postButton(
                Action(t("Undo all of it"), icon: "undo-2"), to: "/journal/\(result.journal)/undo",
                csrf: context.csrfToken ?? "", ajax: false)
        }
        guard result.refused > 0 else { return }
        html.heading(t(Message("{count} record refused", "{count} records refused", count: result.refused)))
        html.ul(.class("stack")) { html in
            for reason in result.reasons {
                html.li { html in
                    html.a(
                        reason["title"]?.text ?? "–", .class("link"),
                        .href("/\(kind.plural)/\(reason["id"]?.text ?? "")"))
                    if let message = reason["reason"].flatMap(Message.init) { html.text(" — " + t(message)) }
                }
            }
        }
    }
}
