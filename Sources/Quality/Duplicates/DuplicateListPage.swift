import Jobs
import Localisation
import Records
import Storage
import Web

/// The list of pairs that wait, of one kind.
struct DuplicateListPage: Sendable {
    private let question: DuplicateQueue.Question
    private let pairs: [DuplicatePair]
    private let counts: [(kind: Kind, count: Int)]
    private let titles: [Reference: String]
    private let last: DuplicateScanLog?
    /// The search that goes on.
    private let scan: JobState?
    private let context: Context

    private static let cap = 1000
    private var t: Translator { context.t }
    private var kind: Kind { question.kind }

    static func load(
        _ question: DuplicateQueue.Question, _ kinds: [Kind], _ context: Context, in transaction: Transaction
    ) throws -> DuplicateListPage {
        let pairs = try DuplicateQueue.pairs(question, in: transaction)
        let records = Set(pairs.flatMap { [$0.first, $0.second] }).map { Reference(kind: question.kind.name, id: $0) }
        let counts = try kinds.map { kind in
            (kind, try DuplicateQueue.count(DuplicateQueue.Question(kind), cap: cap, in: transaction))
        }
        return DuplicateListPage(
            question: question, pairs: pairs, counts: counts, titles: try transaction.titles(records),
            last: try DuplicateScanLog.last(in: transaction), scan: try DuplicateJobs.current(in: transaction),
            context: context)
    }

    func write(_ html: inout HTML) {
        html.topbar(title: t("Duplicates")) { html in
            html.span("", .class("grow"))
            if DuplicateJobs.mayStart(context.viewer), scan == nil {
                html.postButton(
                    Action(t("Search now"), icon: "search", small: true), to: DuplicatePages.path + "/scan",
                    csrf: context.csrfToken ?? "", ajax: false)
            }
        }
        html.div(.class("content padded")) { html in
            html.div(.class("narrow stack")) { html in
                writeKinds(&html)
                writeScan(&html)
                writeFilters(&html)
                if shown.isEmpty { writeEmpty(&html) }
                html.ul(.class("stack"), .id("duplicates")) { html in
                    for pair in shown { html.li { write(pair, &$0) } }
                }
                if pairs.count >= question.limit, let end = shown.last {
                    html.p { html in
                        html.a(t("Show more"), .class("link"), .href(address(after: DuplicateQueue.Mark(end).text)))
                    }
                }
            }
        }
    }

    private var shown: ArraySlice<DuplicatePair> { pairs.prefix(question.limit - 1) }

    private func writeKinds(_ html: inout HTML) {
        html.segments(
            t("Records"),
            counts.map { kind, count in
                let number = count >= DuplicateListPage.cap ? t.number(count) + "+" : t.number(count)
                return (
                    label: "\(t(kind.pluralLabel)) \(number)", icon: kind.icon,
                    href: "\(DuplicatePages.path)?kind=\(kind.name)", isHere: kind.name == self.kind.name
                )
            })
    }

    private func writeScan(_ html: inout HTML) {
        if let scan {
            return html.progress(
                Progress(
                    t("Search for duplicates"), done: scan.progress.done, total: scan.progress.total,
                    text: t(DuplicateJobs.words(scan)), source: DuplicatePages.path + "/scan/state"))
        }
        html.p(.class("muted s"), .role("status")) { html in
            if let last, let at = last.finishedAt {
                html.text(
                    t(
                        Message(
                            "Last search: {when}. {count} pair of records was compared.",
                            "Last search: {when}. {count} pairs of records were compared.", count: last.compared,
                            ["when": .instant(at)])))
            } else {
                html.text(t("Entregent looks for duplicates each night. It has not done so yet."))
            }
        }
    }

    private func writeFilters(_ html: inout HTML) {
        let steps = [MatchScore.asking, 75, 90]
        html.nav(.class("row wrap duplicate-filters"), .aria("label", t("Filter"))) { html in
            for step in steps {
                let label = t(Message("{score} and more", ["score": .number(step)]))
                html.a(
                    label, .class("chip"), .href(address(least: step, dismissed: false)),
                    .aria("current", !question.dismissed && question.leastScore == step ? "true" : nil))
            }
            html.a(
                t("Not duplicates"), .class("chip"), .href(address(least: MatchScore.asking, dismissed: true)),
                .aria("current", question.dismissed ? "true" : nil))
        }
    }

    private func writeEmpty(_ html: inout HTML) {
        if question.dismissed {
            html.emptyState(t("Nobody has said of two records here that they are no duplicates."), icon: "copy")
        } else if last != nil {
            html.emptyState(t("No two records here look alike."), icon: "circle-check")
        } else if scan == nil {
            html.emptyState(
                t("Records that may be one and the same wait here, once they are looked for."), icon: "copy")
        }
    }

    private func write(_ pair: DuplicatePair, _ html: inout HTML) {
        let names = [pair.first, pair.second].map { id in
            titles[Reference(kind: kind.name, id: id)].flatMap { $0.isEmpty ? nil : $0 } ?? "\(t(kind.label)) \(id)"
        }
        html.a(.class("linked"), .href("\(DuplicatePages.path)/\(pair.id)")) { html in
            html.div(.class("row wrap")) { html in
                html.span(names[0], .class("strong cut"))
                html.icon("arrow-left-right", .small)
                html.span(names[1], .class("strong cut grow"))
                html.duplicateScore(pair.score, t)
            }
            html.p(t.reasons(pair.told(to: context.viewer, of: kind)), .class("xs muted"))
        }
    }

    private func address(least: Int? = nil, dismissed: Bool? = nil, after: String? = nil) -> String {
        var items = [Form.Item("kind", kind.name), Form.Item("min", String(least ?? question.leastScore))]
        if let record = question.record { items.append(Form.Item("record", String(record))) }
        if dismissed ?? question.dismissed { items.append(Form.Item("state", DuplicatePair.State.dismissed.rawValue)) }
        if let after { items.append(Form.Item("after", after)) }
        return "\(DuplicatePages.path)?\(Form(items).encoded)"
    }
}

extension DuplicatePair {
    /// The reasons that this viewer may know.
    func told(to viewer: Viewer, of kind: Kind) -> [MatchScore.Evidence] {
        score.evidence.filter { $0.reason.isTold(to: viewer, of: kind) }
    }
}

extension HTML {
    /// How sure it is, in words of colour and number.
    mutating func duplicateScore(_ score: MatchScore, _ t: Translator) {
        let tone: Tone = score.points >= 90 ? .bad : score.points >= 75 ? .warn : .neutral
        let title = t(Message("{score} of 100", ["score": .number(score.points)]))
        badge(Badge(t.number(score.points), tone, icon: "copy", title: title))
    }
}
