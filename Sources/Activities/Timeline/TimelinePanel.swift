import Localisation
import Records
import Storage
import Web

/// The main column of a record's page: what to do next, a place to write, and the timeline.
struct TimelinePanel: Sendable {
    let kind: String
    let plural: String
    let id: Int64
    let planned: [PlannedActivity]
    let days: [TimelineDay]
    let older: Timeline.Mark?
    var family: TimelineSource.Family?
    let kinds: ComposerForms
    var writers: [TimelineWriter] = []

    var address: String { "/timeline/\(plural)/\(id)" }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.section(.class("stack"), .id("planned"), .data("live-region"), .aria("label", t("To do"))) { html in
            for activity in planned { activity.render(&html, context, on: Reference(kind: kind, id: id)) }
        }
        var composer = kinds.composer(address: address, draft: "\(plural)-\(id)", context)
        composer.links = writers.compactMap { $0.action(Reference(kind: kind, id: id), context) }
        if !composer.tabs.isEmpty { html.composer(composer, t) }
        html.form(.id("timeline-form"), .method("post"), .action(address), .data("ajax")) {
            $0.csrfField(context.csrfToken ?? "")
        }
        html.timelineFilter(filters(t), t)
        if days.isEmpty {
            html.div(.id("timeline"), .data("live-region")) { html in
                html.emptyState(t("Nothing happened here yet. Write the first note above."), icon: "history")
            }
        } else {
            html.timeline(shown(context), older: olderAddress, t)
        }
    }

    /// What “Show older” brings.
    func renderOlder(_ html: inout HTML, _ context: Context) {
        html.timelineDays(shown(context), older: olderAddress, context.t)
    }

    private func shown(_ context: Context) -> [(label: String, entries: [TimelineEntry])] {
        days.map { ($0.label(context.t, today: context.today), $0.entries) }
    }

    private var olderAddress: String? {
        guard let older else { return nil }
        return "\(address)?before=\(older.text)" + (family.map { "&type=\($0.rawValue)" } ?? "")
    }

    private func filters(_ t: Translator) -> [(label: String, icon: String?, href: String, isHere: Bool)] {
        [(t("Everything"), nil, "/\(plural)/\(id)", family == nil)]
            + TimelineSource.Family.allCases.map {
                (t($0.label), $0.icon, "\(address)?type=\($0.rawValue)", family == $0)
            }
    }
}

extension Timeline {
    /// Loads what the panel shows: what is to do, and one page of what happened.
    func panel(
        _ id: Int64, _ kind: Kind, family: TimelineSource.Family? = nil, before mark: Mark? = nil, _ context: Context,
        in transaction: Transaction
    ) throws -> TimelinePanel {
        let page = try page(of: id, kind, family: family, before: mark, in: transaction)
        let planned = try mark == nil ? PlannedActivity.about(scopes(id, kind, transaction), in: transaction) : []
        var panel = TimelinePanel(
            kind: kind.name, plural: kind.plural, id: id, planned: planned,
            days: try days(page.rows, context, in: transaction),
            older: page.older,
            kinds: ComposerForms(kind: transaction.schema.kind(of: Activity.self)))
        panel.family = family
        panel.writers = writers
        return panel
    }
}
