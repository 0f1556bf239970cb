import Exchange
import Jobs
import Localisation
import Records

/// All imports, newest first.
struct ImportListPage {
    let runs: [ImportRun]
    let jobs: [Int64: JobState]
    let hasMore: Bool

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t
        let does =
            ImportTargets.kinds(context).isEmpty
            ? []
            : [
                Action(t("Import a file"), icon: "upload", look: .primary, small: true, href: "/imports/new")
            ]
        return PageFrame(request, context).page(t("Imports")) { html in
            html.topbar(title: t("Imports")) { html in
                html.span("", .class("grow"))
                for action in does { html.action(action) }
            }
            html.div(.class("content padded")) { html in
                if runs.isEmpty {
                    html.emptyState(
                        t(
                            "No file has been imported yet. Customers, contacts and deals come in from CSV, Excel or "
                                + "LibreOffice."
                        ), icon: "upload", does)
                } else {
                    table(&html, context)
                }
                if hasMore, let last = runs.last {
                    html.p { $0.a(t("Show older"), .class("link"), .href("/imports?before=\(last.id)")) }
                }
            }
        }
    }

    private func table(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.table(.class("table plain"), .aria("label", t("Imports"))) { html in
            html.thead { html in
                html.tr { html in
                    for label in [t("File"), t("Records"), t("When"), t("State"), t("Lines")] {
                        html.th(label, .attribute("scope", "col"))
                    }
                }
            }
            html.tbody { html in
                for run in runs {
                    html.tr { html in
                        html.td(.class("title")) { $0.a(run.name, .class("cut"), .href("/imports/\(run.id)")) }
                        html.td(run.kind.flatMap { context.schema[$0] }.map { t($0.pluralLabel) } ?? "")
                        html.td(t.instant(run.createdAt))
                        html.td { $0.badge(ImportWords.badge(run.shownState(jobs[run.id]), t)) }
                        html.td(ImportWords.summary(run.counts, t))
                    }
                }
            }
        }
    }
}

/// How imports are spoken of.
enum ImportWords {
    static func badge(_ state: ImportRun.ShownState, _ t: Translator) -> Badge {
        switch state {
        case .draft, .waiting: Badge(t("Waiting"))
        case .running: Badge(t("Running"), .accent)
        case .done: Badge(t("Done"), .good, icon: "check")
        case .undoing: Badge(t("Being undone"), .accent)
        case .undone: Badge(t("Undone"))
        case .failed: Badge(t("Failed"), .bad)
        case .cancelled: Badge(t("Cancelled"))
        }
    }

    static func summary(_ counts: ImportCounts, _ t: Translator) -> String {
        t(
            Message(
                "{lines} lines: {created} created, {updated} updated, {skipped} skipped, {failed} failed.",
                [
                    "lines": .number(counts.lines ?? counts.done), "created": .number(counts.created),
                    "updated": .number(counts.updated),
                    "skipped": .number(counts.skipped), "failed": .number(counts.failed),
                ]))
    }

    /// Why, under the field's own name where the record has such a field.
    static func reason(_ field: String, _ message: Message, of kind: Kind?, _ t: Translator) -> String {
        guard !field.isEmpty else { return t(message) }
        let name: Message = kind?[field]?.label ?? .verbatim(field)
        return t(Message("{field}: {message}", ["field": .message(name), "message": .message(message)]))
    }

    static func outcome(_ outcome: ImportOutcome, _ t: Translator) -> Badge {
        switch outcome {
        case .created: Badge(t("Created", context: "line"), .good)
        case .updated: Badge(t("Updated", context: "line"), .accent)
        case .skipped: Badge(t("Skipped", context: "line"))
        case .failed: Badge(t("Failed", context: "line"), .bad)
        }
    }

    /// How the file turned out to be written: what was guessed, in one sentence.
    static func reading(_ guess: TableGuess, _ t: Translator) -> String {
        let columns = Message("{count} column", "{count} columns", count: guess.columns.count)
        guard !guess.isSpreadsheet else {
            return t(Message("A spreadsheet with {columns}.", ["columns": .message(columns)]))
        }
        let separator: String =
            switch guess.format.separator {
            case UInt8(ascii: ","): t("commas")
            case UInt8(ascii: ";"): t("semicolons")
            case UInt8(ascii: "\t"): t("tabs")
            default: t("vertical bars")
            }
        let encoding: String =
            switch guess.format.encoding {
            case .utf8: "UTF-8"
            case .utf16LittleEndian, .utf16BigEndian: "UTF-16"
            case .windows1252: "Windows-1252"
            }
        return t(
            Message(
                "A text file in {encoding}: {columns}, set apart by {separator}.",
                ["encoding": .text(encoding), "columns": .message(columns), "separator": .text(separator)]))
    }

    static func steps(_ current: Int, _ html: inout HTML, _ t: Translator) {
        html.steps([t("File"), t("Columns"), t("Import")], current: current, t)
    }
}
