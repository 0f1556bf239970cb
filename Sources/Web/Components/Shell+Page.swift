import Localisation

extension Shell {
    /// What each page says for itself.
    enum Hole: Int {
        case title, csrf, path, live, toast, content

        /// The hole in a text or an attribute.
        var mark: String { Stencil.mark(rawValue) }
    }

    /// The whole page around `content`, which stands in `<main>`: usually `topbar`, perhaps `toolbar`, then the rest.
    func stencil() -> Stencil {
        Stencil(sprite: assets.sprite) { html in
            html.document(language: t.language.rawValue, theme: theme) { html in
                html.documentHead(title: Hole.title.mark + " · Entregent", assets: assets, csrf: Hole.csrf.mark)
                let live = isLive ? Hole.live.mark : nil
                html.element("body", [.data("live", live), .data("shortcuts", hasShortcuts ? "on" : "off")]) { html in
                    html.a(t("Skip to the content"), .class("skip"), .href("#main"))
                    html.div(.class("app")) { html in
                        html.sidebar(self)
                        html.main(.class("main"), .id("main"), .tabindex(-1)) { $0.text(Hole.content.mark) }
                        html.bottomTabs(self)
                    }
                    html.accountMenu(self)
                    html.commandPalette(t)
                    html.shortcutHelp(t)
                    html.toasts(hasToast ? Hole.toast.mark : nil)
                    html.clientTexts(t)
                }
            }
        }
    }
}

extension HTML {
    mutating func document(language: String, theme: Theme, content: (inout HTML) -> Void) {
        raw("<!doctype html>")
        let forced = theme == .automatic ? nil : theme.rawValue
        element("html", [.attribute("lang", language), .data("theme", forced)], content)
    }

    /// A stylesheet that only some pages need, brought by what is dressed in it: `agenda` for `/css/agenda.css`.
    package mutating func style(of part: String) {
        link(.attribute("rel", "stylesheet"), .href(PageFrame.assets.address("/css/\(part).css")))
    }

    /// What the browser must know first. Scripts are modules: they run once the page is there, none of them inline.
    mutating func documentHead(title: String, assets: PageAssets, csrf: String?) {
        element("head", []) { html in
            html.meta(.attribute("charset", "utf-8"))
            html.meta(
                .name("viewport"), .attribute("content", "width=device-width, initial-scale=1, viewport-fit=cover"))
            html.meta(.name("color-scheme"), .attribute("content", "light dark"))
            if let csrf { html.meta(.name("csrf"), .attribute("content", csrf)) }
            html.meta(.name("sprite"), .attribute("content", assets.sprite))
            html.element("title", [], text: title)
            for style in PageAssets.styles {
                html.link(.attribute("rel", "stylesheet"), .href(assets.address("/css/\(style).css")))
            }
            html.link(
                .attribute("rel", "icon"), .type("image/svg+xml"), .href(assets.address("/favicon.svg")))
            html.element("script", [.type("module"), .src(assets.address("/js/app.js"))], text: "")
        }
    }

    fileprivate mutating func sidebar(_ shell: Shell) {
        let t = shell.t
        aside(.class("sidebar"), .id("sidebar"), .aria("label", t("Workspace"))) { html in
            html.a(.class("workspace"), .href("/")) { html in
                html.span("E", .class("logo"), .aria("hidden", "true"))
                html.span(.class("cut")) { html in
                    html.text("Entregent")
                    html.small(shell.company, .class("cut"))
                }
            }
            html.button(.class("finder"), .type("button"), .data("palette"), .aria("keyshortcuts", "Control+K")) {
                html in
                html.icon("search", .small)
                html.span(t("Search…"))
                html.kbd("Ctrl K", .aria("hidden", "true"))
            }
            html.creationMenu(shell)
            html.nav(.class("navigation"), .aria("label", t("Main"))) { html in
                for group in shell.navigation { html.navigationGroup(group, shell) }
            }
            html.button(.class("myself"), .type("button"), .attribute("popovertarget", "account-menu")) { html in
                html.avatar(Avatar(shell.person, size: .medium))
                html.span(.class("cut")) { html in
                    html.text(shell.person)
                    if let detail = shell.personDetail { html.small(detail, .class("cut")) }
                }
                html.icon("chevrons-up-down", .small)
            }
        }
    }

    fileprivate mutating func navigationGroup(_ group: NavigationGroup, _ shell: Shell) {
        if let label = group.label { h2(label) }
        for item in group.items {
            let isHere = shell.isHere(item)
            a(.href(item.href), .aria("current", isHere ? "page" : nil), .data("go", item.go)) { html in
                html.icon(item.icon)
                html.span(item.label, .class("cut"))
                if let count = item.count {
                    html.span(shell.t.number(count), .class(item.isUrgent ? "count hot" : "count"))
                }
            }
        }
    }

    fileprivate mutating func bottomTabs(_ shell: Shell) {
        nav(.class("tabs"), .aria("label", shell.t("Main, on the phone"))) { html in
            for item in shell.tabs {
                html.a(.href(item.href), .aria("current", shell.isHere(item) ? "page" : nil)) { html in
                    html.icon(item.icon)
                    html.span(item.label)
                }
            }
            html.button(
                .type("button"), .data("sidebar"), .aria("expanded", "false"), .aria("controls", "sidebar")
            ) { html in
                html.icon("menu")
                html.span(shell.t("More"))
            }
        }
    }
}

extension Shell {
    fileprivate func isHere(_ item: NavigationLink) -> Bool { Shell.isPlace(item.href, of: path) }

    /// Whether a page belongs to this entry of the navigation.
    static func isPlace(_ href: String, of path: String) -> Bool {
        let place = href.prefix { $0 != "?" }
        return path == place || (place != "/" && path.hasPrefix(place + "/"))
    }
}
