import Localisation
import Records
import Storage
import Web

/// One record of the queue: who it is, what it lacks, and the fields to fill in.
struct RepairPage: Sendable {
    struct Shown: Sendable {
        let record: Record
        let missing: [CustomerReference.Criterion]
        let score: Int?
        /// The fields and parts of the form, and the form where the viewer may change the record.
        let names: [String]
        let form: PartialForm?
    }

    let wish: RepairWish
    let criterion: CustomerReference.Criterion?
    let shown: Shown?
    /// Records still to come, this one included, counted up to `most`.
    let left: Int
    /// Where the queue goes on after this record.
    let next: String?
    var refusal: Refusal?

    private static let most = 10_000

    /// `only` shows this record, whatever the queue says by now: its form was refused.
    static func load(
        _ wish: RepairWish, _ context: Context, only: Int64? = nil, typed: Form? = nil, refusals: [FieldRefusal] = [],
        in transaction: Transaction
    ) throws -> RepairPage {
        let kind = wish.kind, reference = try CustomerReference.load(kind.name, in: transaction)
        let known = QualityMeasure(reference, kind, transaction.compiler).criteria
        let criterion = try wish.criterion.map { id in
            guard let found = known.first(where: { $0.id == id }) else { throw Refusal.notFound() }
            return found
        }
        let condition = criterion?.failing ?? .test(path: ["quality"], .atMost(.number("99")))
        var query = ListQuery(condition, sort: wish.sort, limit: 1)
        if let after = wish.after { query.after = try transaction.cursor(after, for: kind, sort: wish.sort) }
        let page = try transaction.page(kind, query)
        let record = try only.map { try transaction.record($0, of: kind) } ?? page.records.first
        let shown = try record.map { record in
            let verdicts = try QualityMeasure(reference, kind, transaction.asHouse.compiler).verdicts(
                on: record.id, in: transaction.connection)
            let ids = Set(known.map(\.id))
            let missing = verdicts.filter { !$0.isMet && ids.contains($0.criterion.id) }.map(\.criterion)
            let first = missing.filter { $0.id == criterion?.id } + missing.filter { $0.id != criterion?.id }
            let names = RepairFields.names(first, record, kind, transaction.schema)
            let mayChange = try transaction.allowed([record.id], of: kind, to: .change).contains(record.id)
            return Shown(
                record: record, missing: first, score: QualityPanel.score(of: verdicts), names: names,
                form: mayChange
                    ? try PartialForm.load(
                        record.id, names, of: kind, typed: typed, refusals: refusals, context, in: transaction) : nil)
        }
        return RepairPage(
            wish: wish, criterion: criterion, shown: shown,
            left: try transaction.count(kind, where: condition, cap: most + 1), next: page.next?.text)
    }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t, title = criterion.map(\.name) ?? t("Repair one by one")
        return PageFrame(request, context).page(title, status: refusal == nil ? 200 : 422) { html in
            html.topbar(
                parent: t("Quality"), href: "\(CockpitPages.path)?kind=\(wish.kind.plural)", title: title, t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    if wish.valueField != nil { order(&html, t) }
                    if let refusal, refusal.fields.isEmpty { html.notice(t(refusal.message), .bad) }
                    if let shown { write(shown, &html, context) } else { done(&html, t) }
                }
            }
        }
    }

    private func order(_ html: inout HTML, _ t: Translator) {
        html.segments(
            t("Order"),
            [
                (
                    label: t("Worst first"), icon: "trending-down", href: wish.address(order: .worst),
                    isHere: wish.order == .worst
                ),
                (
                    label: t("Most valuable first"), icon: "euro", href: wish.address(order: .value),
                    isHere: wish.order == .value
                ),
            ])
    }

    private func done(_ html: inout HTML, _ t: Translator) {
        let again = wish.after == nil ? [] : [Action(t("Begin again"), icon: "repeat", href: wish.address())]
        html.emptyState(
            wish.after == nil ? t("Nothing to repair here.") : t("That was the last one."), icon: "circle-check",
            again + [Action(t("Back to the figures"), href: "\(CockpitPages.path)?kind=\(wish.kind.plural)")])
    }

    private func write(_ shown: Shown, _ html: inout HTML, _ context: Context) {
        let t = context.t, kind = wish.kind, id = shown.record.id
        let title = shown.record.title(in: kind)
        html.section(.class("card"), .aria("label", title)) { html in
            html.header(.class("wrap")) { html in
                html.h2(.class("grow")) { $0.a(title, .class("link"), .href("/\(kind.plural)/\(id)")) }
                if let score = shown.score { html.badge(QualityWords.badge(score, t)) }
                html.span(leftWords(t), .class("xs muted"))
            }
            html.div(.class("inside stack")) { html in
                html.ul(.class("quality-list")) { html in
                    for criterion in shown.missing { missing(criterion, id, &html, context) }
                }
                form(shown, &html, context)
            }
        }
    }

    private func leftWords(_ t: Translator) -> String {
        let count = left > RepairPage.most ? t.number(RepairPage.most) + "+" : t.number(left)
        return t(Message("{count} in the queue", ["count": .text(count)]))
    }

    private func missing(
        _ criterion: CustomerReference.Criterion, _ id: Int64, _ html: inout HTML, _ context: Context
    ) {
        html.li { html in
            html.icon("circle-alert", .small)
            html.span(criterion.name, .class("grow"))
            if criterion.condition == nil {
                html.a(
                    context.t("Look at the duplicates"), .class("link target"),
                    .href(DuplicateCount.address(wish.kind, of: id)))
            }
            guard let repair = criterion.repair.flatMap({ Repair($0, of: wish.kind, context.schema) }),
                case .related(let plural, _, _) = repair, let other = context.schema.kind(plural: plural),
                context.viewer.may(.create, other)
            else { return }
            html.a(
                context.t(Message("Add: {kind}", ["kind": .message(other.label)])), .class("link target"),
                .href(repair.address(wish.kind, id, back: wish.address(after: wish.after))))
        }
    }

    private func form(_ shown: Shown, _ html: inout HTML, _ context: Context) {
        let t = context.t, skip = wish.address(after: next ?? "")
        let skipping = Action(
            t("Skip"), icon: "arrow-right", key: "n",
            href: next == nil ? "\(CockpitPages.path)?kind=\(wish.kind.plural)" : skip)
        guard let form = shown.form, !form.isEmpty else {
            if shown.form == nil { html.notice(t("You may look at this record but not change it."), .warn) }
            html.div(.class("row wrap")) { $0.action(skipping) }
            return
        }
        html.form(
            .class("form two"), .method("post"), .flag("novalidate"),
            .action("\(RepairPages.path)/\(wish.kind.plural)/\(shown.record.id)")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("names"), .value(shown.names.joined(separator: ",")))
            html.input(.type("hidden"), .name("next"), .value(next ?? ""))
            html.input(.type("hidden"), .name("order"), .value(wish.order.rawValue))
            if let after = wish.after { html.input(.type("hidden"), .name("after"), .value(after)) }
            if let criterion = wish.criterion {
                html.input(.type("hidden"), .name("criterion"), .value(String(criterion)))
            }
            form.render(&html, t)
            html.div(.class("row wrap wide")) { html in
                html.action(Action(t("Save and go on"), icon: "check", look: .primary, submit: true))
                html.action(skipping)
            }
        }
    }
}
