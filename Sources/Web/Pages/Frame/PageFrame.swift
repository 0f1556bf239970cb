import Localisation
import Records
import Storage

/// The frame around a page: who looks, where they are, where they can go. Made from the request and its context.
///
///     return PageFrame(request, context).page(t("Accounts")) { html in … }
package struct PageFrame: Sendable {
    package let request: Request
    package let context: Context
    package var toast: Toast?
    /// Where this page hears what others change.
    package var live: String?

    package init(_ request: Request, _ context: Context, live: String? = nil) {
        self.request = request
        self.context = context
        self.live = live
        toast = request.waitingToast
    }

    /// The whole page. `content` writes what stands in `<main>`.
    package func page(_ title: String, status: Int = 200, content: (inout HTML) -> Void) -> Response {
        var html = HTML(sprite: PageFrame.assets.sprite, capacity: 131_072)
        stencil.write(to: &html) { hole, html in
            switch Shell.Hole(rawValue: hole) {
            case .title: html.text(title)
            case .csrf: html.quoted(context.csrfToken ?? "")
            case .path: html.quoted(request.path)
            case .live: html.quoted(live ?? "")
            case .toast: html.quoted(toast?.header ?? "")
            case .content: content(&html)
            case nil: break
            }
        }
        let response = Response.html(html.bytes, status: status).with("Cache-Control", "no-store")
        return request.waitingToast == nil ? response : response.setting(Toast.cleared)
    }

    private var stencil: Stencil {
        let choices = Choices(request, context)
        let key = ShellCache.Key(
            schemaVersion: context.schema.version, viewer: context.viewer, person: context.person,
            language: context.t.language, theme: choices.theme, hasShortcuts: choices.hasShortcuts,
            isLive: live != nil, hasToast: toast != nil, places: places)
        return context.product.shells.stencil(key) { shell(choices) }
    }

    private func shell(_ choices: Choices) -> Shell {
        var shell = Shell(
            t: context.t, company: context.workspace.settings.company, person: context.person?.name ?? "",
            navigation: navigation, tabs: tabs, path: request.path, assets: PageFrame.assets)
        shell.personDetail = context.person?.email
        shell.creations = creations
        shell.theme = choices.theme
        shell.hasShortcuts = choices.hasShortcuts
        shell.isLive = live != nil
        shell.hasToast = toast != nil
        return shell
    }

    private var places: [String] {
        (["/", "/settings"] + context.product.registry.navigation.map(\.path)).filter {
            Shell.isPlace($0, of: request.path)
        }
    }

    package static let assets = PageAssets.current
}

// Where one can go from here.
extension PageFrame {
    private var home: NavigationLink {
        NavigationLink(context.t("Home", context: "page"), icon: "house", href: "/", go: "h")
    }

    /// The entries in order, under the heading each asked for; those without a heading come first.
    private var navigation: [NavigationGroup] {
        let t = context.t
        var groups = [NavigationGroup(nil, [home])]
        for entry in entries {
            let label = entry.section.map { t($0) }
            let place = groups.firstIndex { $0.label == label }
            if place == nil { groups.append(NavigationGroup(label, [])) }
            groups[place ?? groups.count - 1].items.append(link(entry))
        }
        if context.viewer.may("settings.manage") {
            let settings = NavigationLink(t("Settings"), icon: "settings", href: "/settings", go: "s")
            groups.append(NavigationGroup(t("Administration"), [settings]))
        }
        return groups
    }

    private var tabs: [NavigationLink] { [home] + entries.prefix(3).map(link) }

    private func link(_ entry: NavigationEntry) -> NavigationLink {
        NavigationLink(context.t(entry.label), icon: entry.icon, href: entry.path, go: entry.shortcut.map(String.init))
    }

    /// Places the viewer may look at.
    private var entries: [NavigationEntry] { PageFrame.places(context) }

    static func places(_ context: Context) -> [NavigationEntry] {
        context.product.registry.navigation.filter { entry in
            if let permission = entry.permission, !context.viewer.may(permission) { return false }
            let kind = context.schema.kind(plural: String(entry.path.dropFirst())) ?? boardKind(entry.path, context)
            guard let kind else { return true }
            return !context.viewer.grants(for: kind.name).isEmpty
        }
    }

    private static func boardKind(_ path: String, _ context: Context) -> Kind? {
        context.product.registry.boards.first { $0.value.path == path }.flatMap { context.schema[$0.key] }
    }

    /// What the letter goes to after G, it makes when pressed alone.
    private var creations: [Action] {
        entries.compactMap { entry in
            guard let key = entry.shortcut, let kind = context.schema.kind(plural: String(entry.path.dropFirst())),
                context.viewer.may(.create, kind)
            else {
                return nil
            }
            return Action(
                context.t(Message("New: {kind}", ["kind": .message(kind.label)])), icon: kind.icon, key: String(key),
                href: "/\(kind.plural)/new")
        }
    }
}
