import Localisation
import Records
import Storage
import Web

/// On the page of a record: its score, and what is missing, each with the way to put it right.
struct QualityPanel: Sendable {
    let kind: Kind
    let record: Int64
    let score: Int?
    let missing: [CustomerReference.Criterion]
    let fulfilled: [CustomerReference.Criterion]
    /// Only criteria that the viewer may know; the company asks more.
    let isPartial: Bool

    static func register(in registry: inout Registry) {
        for kind in registry.storage.kinds where kind.isScored {
            let panel = Panel("quality", column: .later) { record, kind, context, transaction in
                guard let panel = try load(record, kind, in: transaction) else { return nil }
                var html = HTML()
                panel.render(&html, context)
                return html
            }
            // What a record lacks is told before what belongs to it.
            registry.panels[kind.name, default: []].insert(panel, at: 0)
        }
    }

    /// Two queries. Nil where nothing is asked of such records, or the viewer may not know the score.
    static func load(_ record: Record, _ kind: Kind, in transaction: Transaction) throws -> QualityPanel? {
        guard let field = kind["quality"], transaction.viewer.sees(field, of: kind) else { return nil }
        let reference = try CustomerReference.load(kind.name, in: transaction)
        if reference.criteria.isEmpty { return nil }
        let known = Set(QualityMeasure(reference, kind, transaction.compiler).criteria.map(\.id))
        let whole = QualityMeasure(reference, kind, transaction.asHouse.compiler)
        let verdicts = try whole.verdicts(on: record.id, in: transaction.connection)
        let shown = verdicts.filter { known.contains($0.criterion.id) }
        return QualityPanel(
            kind: kind, record: record.id, score: score(of: verdicts),
            missing: shown.filter { !$0.isMet }.map(\.criterion),
            fulfilled: shown.filter(\.isMet).map(\.criterion), isPartial: shown.count < verdicts.count)
    }

    /// As the database reckons it.
    static func score(of verdicts: [(criterion: CustomerReference.Criterion, isMet: Bool)]) -> Int? {
        let asked = verdicts.reduce(0) { $0 + $1.criterion.weight }
        let met = verdicts.reduce(0) { $0 + ($1.isMet ? $1.criterion.weight : 0) }
        return asked == 0 ? nil : (200 * met + asked) / (2 * asked)
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.id("record-quality"), .data("live-region")) { html in
            html.h2(.class("heading")) { html in
                html.span(t("Quality"))
                if let score { html.badge(QualityWords.badge(score, t)) }
            }
            if missing.isEmpty {
                html.p(t("Nothing is missing."), .class("s muted"))
            } else {
                html.ul(.class("quality-list")) { html in
                    for criterion in missing { line(criterion, &html, context) }
                }
            }
            if !fulfilled.isEmpty {
                html.details(.class("s")) { html in
                    html.summary(
                        t(Message("{count} criterion fulfilled", "{count} criteria fulfilled", count: fulfilled.count)))
                    html.ul(.class("quality-list")) { html in
                        for criterion in fulfilled {
                            html.li { html in
                                html.icon("check", .small)
                                html.span(criterion.name)
                            }
                        }
                    }
                }
            }
            if isPartial { html.p(t("Other criteria count too; your role does not show them."), .class("xs muted")) }
        }
    }

    private func line(_ criterion: CustomerReference.Criterion, _ html: inout HTML, _ context: Context) {
        let repair = criterion.repair.flatMap { Repair($0, of: kind, context.schema) }
        html.li { html in
            html.icon("circle-alert", .small)
            if let repair, mayRepair(repair, context) {
                html.a(
                    criterion.name, .class("link target"),
                    .href(repair.address(kind, record, back: "/\(kind.plural)/\(record)")))
            } else if criterion.condition == nil {
                html.a(criterion.name, .class("link target"), .href(DuplicateCount.address(kind, of: record)))
            } else {
                html.span(criterion.name)
            }
        }
    }

    private func mayRepair(_ repair: Repair, _ context: Context) -> Bool {
        switch repair {
        case .field(let name):
            context.viewer.may(.change, kind) && (kind[name].map { context.viewer.mayWrite($0, of: kind) } ?? false)
        case .part(let name): context.viewer.may(.change, kind) && context.viewer.mayWrite(part: name, of: kind)
        case .related(let plural, _, _):
            context.schema.kind(plural: plural).map { context.viewer.may(.create, $0) } ?? false
        }
    }
}

/// How scores are spoken of.
enum QualityWords {
    static func badge(_ score: Int, _ t: Translator) -> Badge {
        let words = t(Message("{score} of 100", ["score": .number(score)]))
        return Badge(t.number(score), tone(score), icon: icon(score), title: words)
    }

    static func tone(_ score: Int) -> Tone { score >= 75 ? .good : score >= 50 ? .warn : .bad }
    private static func icon(_ score: Int) -> String { score >= 75 ? "circle-check" : "circle-alert" }

    static func band(_ band: QualityFigures.Band, _ t: Translator) -> String {
        if band == .perfect { return t.number(100) }
        return t(
            Message(
                "{least} to {most}",
                ["least": .number(band.range.lowerBound), "most": .number(band.range.upperBound)]))
    }
}
