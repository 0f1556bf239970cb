import Localisation
import Records

/// A record's page: who it is, its facts, what happens with it, what is linked to it.
struct RecordPage: Sendable {
    let kind: Kind
    let facts: RecordFacts
    let related: [RelatedRecords]
    let neighbours: Neighbours
    var actions: [RecordAction]
    /// Whether records of this kind can become one.
    var merges = false
    /// What the viewer may do to this record; nothing else is offered.
    var acts: Set<Viewer.Act> = []
    var panels: [(panel: Panel, html: HTML)] = []
    var hasLater = false
    /// The history instead of what happens, once asked for.
    var history: [(label: String, entries: [TimelineEntry])]?
    var olderHistory: String?
    /// Who opened it last, for whoever may know.
    var lastSeen: [LastSeen] = []
    let csrf: String
    /// `?view=…`, kept while walking from record to record.
    let view: String

    private var t: Translator { facts.showing.t }
    private var record: Record { facts.record }
    private var address: String { "/\(kind.plural)/\(record.id)" }
    var title: String { record.shownTitle(in: kind, t) }

    func write(_ html: inout HTML) {
        html.topbar(
            parent: t(kind.pluralLabel), href: "/\(kind.plural)", title: title, isHeading: false,
            neighbours: neighbours, t
        ) { html in
            html.action(
                Action(
                    t("More actions"), icon: "ellipsis", look: .quiet, small: true, iconOnly: true,
                    [.attribute("popovertarget", "record-menu")]))
        }
        writeMenu(&html)
        html.form(.id("record-verb"), .method("post")) { $0.csrfField(csrf) }
        html.recordHead(RecordHead(title: title, avatar: kind.avatar(title, .large), about: facts.about, does: does))
        html.div(.class(hasLinks ? "record" : "record two")) { html in
            html.section(.class("facts"), .aria("label", t("Facts"))) { writeFacts(&$0) }
            html.section(.class("middle"), .aria("label", t("What happens"))) { writeMiddle(&$0) }
            if hasLinks { html.section(.class("links"), .aria("label", t("Linked records"))) { writeLinks(&$0) } }
        }
    }

    private var hasLinks: Bool { !related.isEmpty || hasLater || panels.contains { $0.panel.column == .side } }

    /// Verbs post through one small form, so that they work without script.
    private var does: [Action] {
        var does = facts.reach
        for action in actions where acts.contains(action.needs) && action.applies(record, kind) {
            does.append(
                Action(
                    t(action.label), icon: action.icon, key: action.shortcut, submit: true,
                    [.attribute("form", "record-verb"), .attribute("formaction", action.path(record.id))]))
        }
        if acts.contains(.change), !kind.writable(by: facts.viewer).isEmpty {
            does.append(Action(t("Edit"), icon: "pencil", key: "e", href: "\(address)/edit"))
        }
        return does
    }

    private func writeMenu(_ html: inout HTML) {
        html.menu(id: "record-menu", label: t("More actions")) { html in
            if acts.contains(.change) { html.menuLink(t("Edit"), icon: "pencil", href: "\(address)/edit") }
            html.menuLink(t("History"), icon: "history", href: "\(address)/history\(view)")
            if kind.isShareable {
                html.a(.class("item"), .id("share"), .href("\(address)/shares"), .data("sheet", "\(address)/shares")) {
                    html in
                    html.icon("share-2", .small)
                    html.span(t("Share", context: "verb"))
                }
            }
            if merges, acts.contains(.change), facts.viewer.may(.delete, kind) {
                html.a(.class("item"), .href("\(address)/merge"), .data("sheet", "\(address)/merge")) { html in
                    html.icon("merge", .small)
                    html.span(t("Merge with…"))
                }
            }
            if acts.contains(.change) || facts.viewer.may(Settings.permission) {
                html.menuLink(t("Who sees this?"), icon: "eye", href: "\(address)/access")
            }
            guard acts.contains(.delete) else { return }
            html.hr()
            html.a(.class("item danger"), .href("\(address)/delete"), .data("sheet", "\(address)/delete")) { html in
                html.icon("trash-2", .small)
                html.span(t("Delete"))
            }
        }
    }

    private func writeFacts(_ html: inout HTML) {
        html.div(.id("record-facts"), .data("live-region")) { html in
            html.heading(t("Facts"))
            html.facts(facts.filled, t)
            if !facts.empty.isEmpty {
                html.details(.class("s")) { html in
                    html.summary(t(Message("{count} empty field", "{count} empty fields", count: facts.empty.count)))
                    html.facts(facts.empty, t)
                }
            }
            html.heading(t("Record"))
            html.facts(facts.provenance, t)
            html.lastSeen(lastSeen, of: Reference(kind: kind.name, id: record.id), facts.showing)
        }
    }

    private func writeMiddle(_ html: inout HTML) {
        html.segments(
            t("Show"),
            [
                (label: t("Activity"), icon: "activity", href: address + view, isHere: history == nil),
                (label: t("History"), icon: "history", href: "\(address)/history\(view)", isHere: history != nil),
            ])
        if let history {
            html.timeline(history, older: olderHistory, t)
        } else {
            let main = panels.filter { $0.panel.column == .main }
            for panel in main { html.append(panel.html) }
            if main.isEmpty { html.emptyState(t("Nothing has been noted here yet."), icon: "message-square") }
        }
    }

    private func writeLinks(_ html: inout HTML) {
        for panel in panels where panel.panel.column == .side {
            html.div(.style("margin-bottom:20px")) { $0.append(panel.html) }
        }
        if hasLater {
            html.div(.class("later"), .data("later", "\(address)/panels"), .aria("live", "polite")) { html in
                html.a(t("Show more about this record"), .class("link target s"), .href("\(address)/panels"))
            }
        }
        html.div(.id("related"), .data("live-region")) { html in
            for group in related { group.write(&html, of: record.id, facts.showing, facts.viewer) }
        }
    }
}
