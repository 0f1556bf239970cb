import Localisation
import Records

/// The line above a list: filters as chips, the quick search, columns; and the filter read back as a sentence.
extension ListPage {
    func tools(_ html: inout HTML) {
        html.div(.class("toolbar")) { html in
            quickSearch(&html)
            for (index, chip) in state.condition.chips.enumerated() where state.condition != .everything {
                html.filterChip(words.chip(chip, at: index, in: state), t)
            }
            html.addFilter(editor: state.address.tool("filter"), t)
            if state.view != nil, state.isChanged {
                html.unsavedView(save: tool("views/new"), reset: resetLink, t)
            } else if state.view == nil, state.isFiltered || state.address.sort != nil {
                html.action(
                    Action(
                        t("Save the view"), icon: "bookmark-plus", look: .quiet, small: true,
                        [.data("sheet", tool("views/new"))]))
            }
            html.span("", .class("grow"))
            layouts(&html)
            html.action(
                Action(t("Columns"), icon: "columns-3", look: .quiet, small: true, [.data("sheet", tool("columns"))]))
        }
        sentence(&html)
    }

    var words: ConditionWords {
        ConditionWords(
            kind: kind, showing: showing, schema: context.schema, currency: context.workspace.settings.currency)
    }

    /// An address beside the list that knows its state, with what the view says written out.
    func tool(_ name: String) -> String { explicit.tool(name) }

    /// The address with the view's own condition, order and columns in it, so that they can be changed one by one.
    var explicit: ListAddress {
        state.address.changed { address in
            address.set(state.condition)
            address.search = state.search
        }
    }

    private var resetLink: String {
        var address = ListAddress(plural: kind.plural)
        address.view = state.view?.id
        return address.link
    }

    private func quickSearch(_ html: inout HTML) {
        html.form(
            .method("get"), .action("/\(kind.plural)"), .role("search"), .style("flex:none;width:190px")
        ) { html in
            for item in state.address.firstPage.query.items where item.name != "q" {
                html.input(.type("hidden"), .name(item.name), .value(item.value))
            }
            html.input(
                .class("input"), .type("search"), .name("q"), .value(state.search), .placeholder(t("Search this list")),
                .aria("label", t("Search this list")), .attribute("maxlength", "200"), .attribute("autocomplete", "off")
            )
        }
    }

    private func sentence(_ html: inout HTML) {
        guard state.condition != .everything, state.faults.isEmpty else { return }
        html.p(words.sentence(state.condition), .class("toolbar xs muted"), .id("filter-sentence"))
    }

    /// Views to open, in a menu beside the title; the palette finds the same links.
    func viewMenu(_ html: inout HTML) {
        html.action(
            Action(
                state.view?.name ?? t("All"), icon: "bookmark", look: .quiet, small: true,
                [.attribute("popovertarget", "views"), .aria("haspopup", "menu")]))
        html.menu(id: "views", label: t("Views")) { html in
            var all = ListAddress(plural: kind.plural)
            all.view = 0
            html.menuLink(
                t(Message("All: {kinds}", ["kinds": .message(kind.pluralLabel)])), icon: kind.icon, href: all.link,
                isCurrent: state.view == nil)
            for view in state.views.views {
                var address = ListAddress(plural: kind.plural)
                address.view = view.id
                html.a(
                    .class("item"), .href(address.link), .data("command"),
                    .aria("current", view == state.view ? "true" : nil)
                ) { html in
                    html.icon(view.isShared ? "users" : "bookmark", .small)
                    html.span(view.name, .class("cut"))
                    if view.id == state.views.defaultView { html.icon("star", .small) }
                }
            }
            if kind.isShareable { sharedView(&html) }
            html.hr()
            html.menuButton(t("Save as a new view"), icon: "bookmark-plus", [.data("sheet", tool("views/new"))])
            if context.schema.groupField(of: kind) != nil,
                context.schema[context.schema.groups.kind].map({ context.viewer.may(.create, $0) }) == true
            {
                let condition = percentEncoded(state.condition.json.string)
                html.menuButton(
                    t("Save as a group"), icon: "tags",
                    [.data("sheet", "/groups/define?kind=\(kind.name)&where=\(condition)")])
            }
            if let view = state.view {
                html.menuButton(t("This view…"), icon: "settings", [.data("sheet", tool("views/\(view.id)"))])
            }
            defaultButton(&html)
        }
    }

    /// What others opened to this person or their team.
    private func sharedView(_ html: inout HTML) {
        var address = ListAddress(plural: kind.plural)
        address.view = 0
        address.set(.test(path: [Condition.sharedWith], .isMe(true)))
        html.menuLink(t("Shared with me"), icon: "share-2", href: address.link)
    }

    private func defaultButton(_ html: inout HTML) {
        let id = state.view?.id ?? 0
        guard id != state.views.defaultView ?? 0 else { return }
        html.form(.method("post"), .action("/\(kind.plural)/list/views/default")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("view"), .value(String(id)))
            html.button(.class("item"), .type("submit")) { html in
                html.icon("star", .small)
                html.span(t("Open this list with this view"))
            }
        }
    }
}
