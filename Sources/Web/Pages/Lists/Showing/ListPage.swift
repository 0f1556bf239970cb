import Localisation
import Records
import Storage

/// The page of a list: its views, layouts and filters above, the records, how many below, what can be done with a
/// selection.
struct ListPage: Sendable {
    let content: ListContent
    let context: Context
    let showing: Showing

    var state: ListState { content.state }
    var kind: Kind { content.state.kind }
    var t: Translator { context.t }

    init(_ content: ListContent, _ context: Context) {
        self.content = content
        self.context = context
        showing = Showing(t: context.t, now: context.now, links: content.pointed.links(context.schema))
    }

    var title: String { state.view?.name ?? t(kind.pluralLabel) }

    func render(_ html: inout HTML) {
        head(&html)
        tools(&html)
        notices(&html)
        if state.faults.isEmpty { main(&html) }
    }

    /// Where what this list shows is exported, filter and searched words included.
    private var exportAddress: String {
        var items = [Form.Item("entity", kind.plural)]
        if let condition = state.conditionText { items.append(Form.Item("where", condition)) }
        if let search = state.search { items.append(Form.Item("q", search)) }
        return "/exports/new?" + Form(items).encoded
    }

    private func head(_ html: inout HTML) {
        html.topbar(title: title) { html in
            viewMenu(&html)
            html.span("", .class("grow"))
            if kind.isImportable, context.viewer.mayChange(kind) {
                html.action(
                    Action(
                        t("Import"), icon: "upload", look: .quiet, small: true, iconOnly: true,
                        href: "/imports/new?entity=\(kind.plural)"))
            }
            if !content.records.isEmpty, context.viewer.may(.export, kind) {
                html.action(
                    Action(
                        t("Export"), icon: "download", look: .quiet, small: true, iconOnly: true, href: exportAddress))
            }
            if context.viewer.may(.create, kind), !kind.isMadeByRules {
                html.action(
                    Action(
                        t(Message("New: {kind}", ["kind": .message(kind.label)])), icon: "plus", look: .primary,
                        key: "n", href: "/\(kind.plural)/new"))
            }
        }
    }

    /// The same records otherwise; only what this kind can be shown as.
    func layouts(_ html: inout HTML) {
        var links: [(label: String, icon: String, href: String, isHere: Bool)] = []
        func add(_ layout: ListLayout, _ href: String) {
            links.append((t(layout.label), layout.icon, href, state.layout == layout))
        }
        add(.list, state.address.link { $0.layout = state.view?.layout == .list ? nil : "list" })
        if let board = context.product.registry.boards[kind.name] {
            let items = state.conditionText.map { [Form.Item("where", $0)] } ?? []
            add(.board, board.path + (items.isEmpty ? "" : "?" + Form(items).encoded))
        }
        // Days of their own; when something was entered is no calendar. Whoever asks for it by address still gets it.
        if let day = state.day, kind.declared.contains(day) || state.layout == .calendar || state.layout == .timeline {
            add(.calendar, state.address.link { $0.layout = "calendar" })
            add(.timeline, state.address.link { $0.layout = "timeline" })
        }
        if kind.isPlaced(seenBy: context.viewer) { add(.map, state.address.link { $0.layout = "map" }) }
        add(.summary, state.address.link { $0.layout = "summary" })
        if links.count > 1 { html.segments(t("Layout"), links) }
    }

    private func notices(_ html: inout HTML) {
        for note in state.notes { html.notice(t(note), .warn) }
        guard !state.faults.isEmpty else { return }
        html.div(.class("content padded")) { html in FaultyFilter(page: self).render(&html) }
    }

    private func main(_ html: inout HTML) {
        if content.records.isEmpty && state.layout == .list {
            html.div(.class("content")) { empty(&$0) }
        } else {
            html.div(.class("list-page")) { html in
                html.div(.class("list-scroll")) { html in
                    switch state.layout {
                    case .calendar: ListCalendar(page: self).render(&html)
                    case .timeline: ListTimeline(page: self).render(&html)
                    case .map: ListMap(page: self).render(&html)
                    case .summary:
                        if let summary = content.summary { SummaryView(page: self, summary: summary).render(&html) }
                    case .list, .board: table(&html)
                    }
                }
                html.peekPanel(t)
            }
        }
        guard state.layout == .list else { return }
        html.pager(
            Pager(
                count: countText, countHref: content.count.isExact ? nil : exactCount, previous: state.address.previous,
                next: content.next.map { state.address.next($0.text) }), t)
        bulk(&html)
    }

    /// “1 240 opportunities”, “1 000+”.
    var countText: String {
        guard content.count.isExact else {
            return t(Message("{count} records", ["count": .text(t.number(content.count.number) + "+")]))
        }
        return t(Message("{count} record", "{count} records", count: content.count.number))
    }

    private var exactCount: String {
        var address = state.address
        address.isCounted = true
        return address.link
    }

    /// None at all: how to begin. None that match: how to see more.
    private func empty(_ html: inout HTML) {
        guard !state.isFiltered else {
            let clear = state.address.link { address in
                address.set(.everything)
                address.search = nil
                address.view = 0
            }
            return html.emptyState(
                t("Nothing matches these filters."), icon: "list-filter",
                [Action(t("Clear the filters"), icon: "x", href: clear)])
        }
        let sentence = t(Message("There are no records here yet: {kinds}.", ["kinds": .message(kind.pluralLabel)]))
        var does: [Action] = []
        if context.viewer.may(.create, kind), !kind.isMadeByRules {
            let label = t(Message("New: {kind}", ["kind": .message(kind.label)]))
            does.append(Action(label, icon: "plus", look: .primary, href: "/\(kind.plural)/new"))
        }
        if kind.isImportable, context.viewer.mayChange(kind) {
            does.append(Action(t("Import a file"), icon: "upload", href: "/imports/new?entity=\(kind.plural)"))
        }
        if context.viewer.may("settings.manage") {
            does.append(Action(t("Add sample data"), icon: "sparkles", look: .quiet, href: "/settings/demo"))
        }
        html.emptyState(sentence, icon: kind.icon, does)
    }
}
