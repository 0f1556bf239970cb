import Localisation
import Records
import Storage
import Web

/// Two records side by side: what they have in common, where they differ, and what to do.
struct DuplicateReviewPage: Sendable {
    private let pair: DuplicatePair
    private let kind: Kind
    private let records: [Record]
    private let showing: Showing
    private let mayChange: Bool
    private let mayMerge: Bool
    private let hasPrevious: Bool
    private let hasNext: Bool
    private let decider: String?
    private let context: Context

    private var t: Translator { context.t }
    private var address: String { "\(DuplicatePages.path)/\(pair.id)" }
    var title: String { t("Is this one and the same?") }

    static func load(_ id: Int64, _ context: Context, in transaction: Transaction) throws -> DuplicateReviewPage {
        let pair = try DuplicateQueue.find(id, in: transaction), kind = transaction.schema.kind(pair.kind)
        let found = try transaction.records([pair.first, pair.second], of: kind)
        // The older one first: it is usually the one that stays.
        let records = [pair.first, pair.second].compactMap { found[$0] }
        guard records.count == 2 else { throw Refusal.notFound() }
        var references = RecordLinks.references(in: records, of: kind)
        if let user = pair.decidedBy { references.insert(Reference(kind: "user", id: user)) }
        let showing = try RecordLinks.showing(references, context.t, in: transaction)
        let acts = try records.map { try transaction.acts(on: $0.id, of: kind) }
        var question = DuplicateQueue.Question(kind)
        (question.after, question.limit) = (DuplicateQueue.Mark(pair), 1)
        return DuplicateReviewPage(
            pair: pair, kind: kind, records: records, showing: showing,
            mayChange: acts.contains { $0.contains(.change) },
            mayMerge: [(0, 1), (1, 0)].contains { acts[$0].contains(.change) && acts[$1].contains(.delete) },
            hasPrevious: try DuplicateQueue.previous(
                DuplicateQueue.Question(kind), to: DuplicateQueue.Mark(pair), in: transaction) != nil,
            hasNext: try !DuplicateQueue.pairs(question, in: transaction).isEmpty,
            decider: pair.decidedBy.flatMap { showing.links[Reference(kind: "user", id: $0)]?.title },
            context: context)
    }

    func write(_ html: inout HTML) {
        html.topbar(
            parent: t("Duplicates"), href: "\(DuplicatePages.path)?kind=\(kind.name)", title: title, t
        ) { html in
            html.action(
                Action(
                    t("Previous"), icon: "chevron-left", look: .quiet, small: true, key: "k",
                    href: hasPrevious ? "\(address)/previous" : nil, [.disabled(!hasPrevious)]))
            html.action(
                Action(
                    t("Next"), icon: "chevron-right", look: .quiet, small: true, key: "j",
                    href: hasNext ? "\(address)/next" : nil, [.disabled(!hasNext)]))
        }
        html.div(.class("content padded")) { html in
            html.div(.class("narrow stack")) { html in
                writeReasons(&html)
                writeActions(&html)
                writeTable(&html)
            }
        }
    }

    private func writeReasons(_ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.duplicateScore(pair.score, t)
            for evidence in pair.told(to: context.viewer, of: kind) {
                let isFor = evidence.points > 0
                let sign = isFor ? "+" : "−"
                html.badge(
                    Badge(
                        "\(t(evidence.reason.label)) \(sign)\(t.number(abs(evidence.points)))",
                        isFor ? .good : .neutral,
                        icon: isFor ? "check" : "x"))
            }
        }
        guard pair.state == .dismissed else { return }
        let who = decider ?? t("Somebody")
        let sentence =
            pair.decidedAt.map {
                t(
                    Message(
                        "{who} said on {when} that these are two.",
                        ["who": .text(who), "when": .instant($0)]))
            } ?? t("These are two.")
        html.notice(sentence, .good)
    }

    private func writeActions(_ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            if mayMerge {
                let next = "\(address)/next"
                let query = Form([
                    Form.Item("ids", records.map { String($0.id) }.joined(separator: ",")), Form.Item("next", next),
                ]).encoded
                html.action(
                    Action(
                        t("Merge"), icon: "merge", look: .primary, key: "m", href: "/\(kind.plural)/merge?\(query)"))
            }
            guard mayChange else { return }
            if pair.state == .dismissed {
                html.postButton(
                    Action(t("Ask again"), icon: "undo-2"), to: "\(address)/reopen", csrf: context.csrfToken ?? "",
                    ajax: false)
            } else {
                html.postButton(
                    Action(t("Not a duplicate"), icon: "x", key: "n"), to: "\(address)/dismiss",
                    csrf: context.csrfToken ?? "", ajax: false)
            }
        }
    }

    private func writeTable(_ html: inout HTML) {
        html.table(.class("beside"), .aria("label", title)) { html in
            html.thead { html in
                html.tr { html in
                    html.th(.attribute("scope", "col")) { $0.span(t("Field"), .class("unseen")) }
                    for record in records {
                        html.th(.attribute("scope", "col")) { html in
                            html.a(
                                record.shownTitle(in: kind, t), .class("link"), .href("/\(kind.plural)/\(record.id)"))
                        }
                    }
                }
            }
            html.tbody { html in
                for line in DuplicateFacts(kind, records, showing, context).lines { write(line, &html) }
            }
        }
    }

    private func write(_ line: DuplicateFacts.Line, _ html: inout HTML) {
        html.tr(.class(line.differs ? "differs" : nil)) { html in
            html.th(.attribute("scope", "row")) { html in
                html.text(t(line.label))
                if line.differs { html.span(t("differs"), .class("unseen")) }
            }
            for cell in line.cells {
                html.td { html in
                    if cell.isEmpty { html.span("–", .class("muted")) } else { html.cell(cell) }
                }
            }
        }
    }
}
