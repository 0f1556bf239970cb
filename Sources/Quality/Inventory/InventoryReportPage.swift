import Exchange
import Jobs
import Localisation
import Records
import Storage
import Web

/// What was measured of one source file, and the decision about it.
struct InventoryReportPage: Sendable {
    private let source: SourceFile
    private let report: SourceReport?
    private let job: JobState?
    private let mayChange: Bool
    var typed: Form?
    var refusal: Refusal?

    static func load(_ id: Int64, in transaction: Transaction) throws -> InventoryReportPage {
        let kind = transaction.schema.kind(of: SourceFile.self)
        return InventoryReportPage(
            source: try SourceFiles.stored(id, in: transaction), report: try SourceReport.find(id, in: transaction),
            job: try job(of: id, in: transaction),
            mayChange: try transaction.allowed([id], of: kind, to: .change).contains(id))
    }

    /// The work that measures it, while there is any.
    static func job(of id: Int64, in transaction: Transaction) throws -> JobState? {
        let job = try transaction.connection.integer(
            """
            SELECT id FROM job WHERE name = \(InventoryJob.name)
            AND arguments = \(JSON.record(["source": .number(String(id))]).string) ORDER BY id DESC LIMIT 1
            """)
        return try job.flatMap { try JobQueue.find($0, in: transaction.asHouse) }
    }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t
        return PageFrame(request, context).page(source.name, status: refusal == nil ? 200 : 422) { html in
            html.topbar(parent: t("Source files"), href: InventoryPages.path, title: source.name, t) { html in
                html.action(
                    Action(
                        t("Record"), icon: "file-text", look: .quiet, small: true,
                        href: "/\(SourceFile.plural)/\(source.id.number)"))
            }
            html.div(.class("content padded stack quality")) { html in
                switch source.state {
                case .described: html.notice(t("This file is only described. Send it to have it measured."))
                case .waiting: waiting(&html, t)
                case .failed:
                    for reason in report?.warnings ?? [] { html.notice(t(reason), .bad) }
                case .measured: measured(&html, t)
                }
                decision(&html, context)
            }
        }
    }

    private func waiting(_ html: inout HTML, _ t: Translator) {
        html.progress(
            Progress(
                t("Measuring"), done: job?.progress.done ?? 0, total: job?.progress.total,
                text: job?.progress.note.map { t($0) } ?? t("Waiting"),
                source: "\(InventoryPages.path)/\(source.id.number)/state"))
    }

    private func measured(_ html: inout HTML, _ t: Translator) {
        html.div(.class("tiles")) { html in
            let tiles: [(String, String)] = [
                (t("Rows"), t.number(source.rowCount ?? 0)),
                (t("Columns"), t.number(source.columnCount ?? 0)),
                (t("Filled in"), InventoryWords.percent(source.completeness, t)),
                (t("Valid"), InventoryWords.percent(source.validity, t)),
                (t("Doubles inside"), t.number(source.doublesInside ?? 0)),
                (t("Doubles with the base"), t.number(source.doublesInBase ?? 0)),
                (t("Unreadable rows"), t.number(source.unreadableRows ?? 0)),
                (t("Encoding"), source.encoding ?? "–"),
            ]
            for (label, value) in tiles {
                html.div(.class("tile")) { html in
                    html.span(label, .class("xs muted"))
                    html.span(value, .class("number"))
                }
            }
        }
        guard let report else { return }
        for warning in report.warnings { html.notice(t(warning), .warn) }
        for (code, count) in report.unreadable.sorted(by: { $0.key < $1.key }) {
            html.notice(InventoryReportPage.problem(code, count, t), .warn)
        }
        columns(report, &html, t)
    }

    private static func problem(_ code: String, _ count: Int, _ t: Translator) -> String {
        let why: String =
            switch code {
            case "too_many_cells": t("more cells than the header")
            case "too_few_cells": t("fewer cells than the header")
            case "unclosed_quote": t("a double quote that is never closed")
            case "text_after_quote": t("text after a closing quote")
            case "invalid_text": t("bytes that are no text in this encoding")
            case "nul_byte": t("a NUL character")
            case "cell_too_long": t("a cell that is too long")
            default: t("a line that is too long")
            }
        return t(
            Message(
                "{count} row cannot be read: {why}", "{count} rows cannot be read: {why}", count: count,
                ["why": .text(why)]))
    }

    private func columns(_ report: SourceReport, _ html: inout HTML, _ t: Translator) {
        html.card(t("Column by column")) { html in
            html.div(.class("scroll")) { html in
                html.table(.class("table plain"), .aria("label", t("Column by column"))) { html in
                    html.thead { html in
                        html.tr { html in
                            for label in [t("Column"), t("Holds")] { html.th(label, .attribute("scope", "col")) }
                            for label in [t("Filled in"), t("Not valid"), t("Damaged letters")] {
                                html.th(label, .attribute("scope", "col"), .class("amount"))
                            }
                            html.th(t("Such as"), .attribute("scope", "col"))
                        }
                    }
                    html.tbody { html in
                        for column in report.columns {
                            html.tr { html in
                                html.th(column.name, .attribute("scope", "row"))
                                html.td { $0.badge(Badge(column.kind.word(t))) }
                                html.td(InventoryWords.percent(report.share(filled: column), t), .class("amount"))
                                html.td(t.number(column.invalid), .class("amount"))
                                html.td(t.number(column.mangled), .class("amount"))
                                html.td(column.examples.joined(separator: " · "), .class("xs muted"))
                            }
                        }
                    }
                }
            }
        }
    }

    private func decision(_ html: inout HTML, _ context: Context) {
        let t = context.t, id = source.id.number
        html.card(t("Decision")) { html in
            html.p(.class("row wrap")) { html in
                html.badge(InventoryWords.badge(source.decision, t))
                if let day = source.decidedOn { html.span(t.day(day), .class("s muted")) }
            }
            if let reason = source.reason { html.p(reason, .class("prose")) }
            guard mayChange else { return }
            html.form(.class("form two"), .method("post"), .action("\(InventoryPages.path)/\(id)/decision")) { html in
                html.csrfField(context.csrfToken ?? "")
                let kind = context.schema.kind(of: SourceFile.self)
                for name in ["decision", "reason"] {
                    guard let spec = kind[name] else { continue }
                    var field = FormField(
                        spec, text: typed?[name] ?? (name == "reason" ? source.reason ?? "" : source.decision.rawValue))
                    field.error = refusal?.fields.first { $0.field == name }.map { t($0.message) }
                    html.field(field, t)
                }
                html.div(.class("wide")) { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
            if source.decision == .keep, source.state == .measured {
                html.postButton(
                    Action(t("Import this file"), icon: "upload"), to: "\(InventoryPages.path)/\(id)/import",
                    csrf: context.csrfToken ?? "", ajax: false)
            }
        }
    }
}
