import Localisation
import Records

/// The settings: a menu of pages that modules add to, each shown beside it.
package struct SettingsFrame: Sendable {
    let request: Request
    let context: Context

    package init(_ request: Request, _ context: Context) {
        self.request = request
        self.context = context
    }

    package func page(
        _ title: String, status: Int = 200, content: (inout HTML) -> Void
    ) -> Response {
        let t = context.t
        return PageFrame(request, context).page(title, status: status) { html in
            html.topbar(parent: t("Settings"), href: "/settings", title: title, t)
            html.div(.class("settings")) { html in
                html.nav(.class("toolbar"), .aria("label", t("Settings"))) { html in
                    for entry in entries {
                        let isHere = request.path == entry.path || request.path.hasPrefix(entry.path + "/")
                        html.action(
                            Action(
                                t(entry.label), icon: entry.icon, look: isHere ? .plain : .quiet, small: true,
                                href: entry.path, [.aria("current", isHere ? "page" : nil)]))
                    }
                }
                // It scrolls by keyboard also where nothing in it takes the focus.
                html.div(.class("content padded"), .tabindex(0)) { html in
                    html.div(.class("narrow stack"), content: content)
                }
            }
        }
    }

    /// What this person may open.
    package var entries: [SettingsEntry] {
        context.product.registry.settings.filter { $0.permission.map(context.viewer.may) ?? true }
    }
}

extension Context {
    /// Refuses whoever may not do this.
    package func demand(_ permission: String) throws(Refusal) {
        guard viewer.may(permission) else {
            throw Refusal(
                .forbidden, code: "forbidden",
                Message("Only an administrator may do this. Ask yours, or ask to become one."))
        }
    }
}
