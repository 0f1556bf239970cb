import Localisation
import Records

/// A page for somebody who is not inside yet: signing in, the first run, an error without a session.
package struct BarePage: Sendable {
    package var t: Translator
    package var theme: Theme
    package var csrf: String?
    package var assets: PageAssets
    package var isWide: Bool

    package init(t: Translator, theme: Theme = .automatic, csrf: String? = nil, assets: PageAssets, wide: Bool = false)
    {
        self.t = t
        self.theme = theme
        self.csrf = csrf
        self.assets = assets
        isWide = wide
    }

    package func page(title: String, content: (inout HTML) -> Void) -> [UInt8] {
        var html = HTML(sprite: assets.sprite)
        html.document(language: t.language.rawValue, theme: theme) { html in
            html.documentHead(title: "\(title) · Entregent", assets: assets, csrf: csrf)
            html.element("body", []) { html in
                html.main(.class(isWide ? "bare wide" : "bare"), .id("main")) { html in
                    html.div { html in
                        html.span("E", .class("logo"), .aria("hidden", "true"))
                        html.h1(title)
                    }
                    content(&html)
                    html.footer(.class("foot")) { html in
                        html.text("Entregent")
                        for language in Language.allCases where language != t.language {
                            html.a(
                                language.label, .class("link"), .href("?language=\(language.rawValue)"),
                                .attribute("hreflang", language.rawValue), .attribute("lang", language.rawValue))
                        }
                    }
                }
                html.toasts(nil)
                html.clientTexts(t)
            }
        }
        return html.bytes
    }
}

extension BarePage {
    package func errorPage(_ error: ErrorPage) -> [UInt8] {
        page(title: t("This cannot be shown")) { $0.errorContent(error, t, isBare: true) }
    }
}

extension HTML {
    fileprivate mutating func errorContent(_ error: ErrorPage, _ t: Translator, isBare: Bool = false) {
        div(.class("empty"), .role("alert")) { html in
            html.icon(error.status == 404 ? "search" : "circle-alert", .large)
            if isBare { html.p(error.message) } else { html.h1(error.message) }
            if !error.fields.isEmpty {
                html.ul { html in for field in error.fields { html.li(field.message) } }
            }
            html.div(.class("row wrap")) { html in
                html.action(Action(t("Back to the start"), icon: "house", look: .primary, href: "/"))
            }
            html.p(t(Message("Request {id}", ["id": .text(error.requestID)])), .class("xs muted"))
        }
    }
}
