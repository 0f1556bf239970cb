import Localisation
import Records
import Storage

/// Search over everything, as a page and as the command palette: records first, then places and what can be done.
enum SearchPage {
    private static let limit = 50

    static func register(in registry: inout Registry) {
        registry.routes.get("/search", [], page)
        registry.routes.get("/palette", [], palette)
    }

    @Sendable private static func page(_ request: Request, _ context: Context) async throws -> Response {
        let typed = String((request.query["q"] ?? "").prefix(200)).trimmingWhitespace()
        let hits = try await find(typed, limit, context)
        if !typed.isEmpty { context.note(.searched, count: hits.count) }
        if request.wantsJSON { return .json(json(typed, hits, context)) }
        let t = context.t
        return PageFrame(request, context).page(t("Search")) { html in
            html.topbar(title: t("Search"))
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    html.form(.class("row"), .method("get"), .action("/search"), .role("search")) { html in
                        html.input(
                            .class("input grow"), .type("search"), .name("q"), .value(typed),
                            .aria("label", t("Search")),
                            .flag("autofocus"), .attribute("maxlength", "200"))
                        html.action(Action(t("Search"), icon: "search", look: .primary, submit: true))
                    }
                    results(&html, typed, hits, context)
                }
            }
        }
    }

    private static func results(_ html: inout HTML, _ typed: String, _ hits: [SearchIndex.Hit], _ context: Context) {
        let t = context.t
        if hits.isEmpty, !typed.isEmpty {
            return html.emptyState(
                t(Message("Nothing found for “{text}”. Try fewer or other words.", ["text": .text(typed)])),
                icon: "search")
        }
        for kind in context.schema.entities {
            let found = hits.filter { $0.kind == kind.name }
            guard !found.isEmpty else { continue }
            html.heading(t(kind.pluralLabel), detail: t.number(found.count))
            html.ul { html in
                for hit in found {
                    html.li { html in
                        html.a(.class("person"), .href("/\(kind.plural)/\(hit.id)")) { html in
                            html.avatar(kind.avatar(hit.title, .medium))
                            html.span(title(hit, kind, t), .class("cut grow"))
                        }
                    }
                }
            }
        }
    }

    /// The palette asks at every pause of typing: a dozen records, the places whose name fits, what can be made.
    @Sendable private static func palette(_ request: Request, _ context: Context) async throws -> Response {
        let typed = String((request.query["q"] ?? "").prefix(200)).trimmingWhitespace()
        let hits = try await find(typed, 12, context), t = context.t
        let offered = typed.isEmpty ? [] : context.product.registry.commands.compactMap { $0(typed, context) }
        let commands =
            offered.map { ($0.icon, $0.title, "", $0.href, nil) as Option }
            + (typed.isEmpty ? [] : commands(typed, context))
        return .fragment { html in
            group(
                t("Records"),
                hits.map { hit in
                    let kind = context.schema.kind(hit.kind)
                    return (kind.icon, title(hit, kind, t), t(kind.label), "/\(kind.plural)/\(hit.id)", nil)
                }, &html)
            group(t("Commands"), commands, &html)
            if !typed.isEmpty {
                let all = t(Message("Search everything for “{text}”", ["text": .text(typed)]))
                group(t("More"), [("search", all, "", "/search?q=\(percentEncoded(typed))", nil)], &html)
            }
        }
    }

    private typealias Option = (icon: String, title: String, detail: String, href: String, sheet: String?)

    private static func group(_ label: String, _ options: [Option], _ html: inout HTML) {
        guard !options.isEmpty else { return }
        html.li(label, .class("group"), .role("presentation"))
        for option in options {
            html.li(
                .role("option"), .aria("selected", "false"), .data("href", option.href), .data("sheet", option.sheet)
            ) { html in
                html.icon(option.icon, .small)
                html.span(option.title, .class("cut grow"))
                if !option.detail.isEmpty { html.small(option.detail) }
            }
        }
    }

    /// Places and creations whose words begin as typed, accents and case aside.
    private static func commands(_ typed: String, _ context: Context) -> [Option] {
        let t = context.t
        var all: [Option] = PageFrame.places(context).map { ($0.icon, t($0.label), t("Go to"), $0.path, nil) }
        all += context.schema.entities.filter { !context.viewer.grants(for: $0.name).isEmpty && $0.title != "id" }
            .flatMap { kind -> [Option] in
                let new = t(Message("New: {kind}", ["kind": .message(kind.label)]))
                let adding: [Option] =
                    context.viewer.may(.create, kind) ? [("plus", new, "", "/\(kind.plural)/new", nil)] : []
                return adding + [
                    (kind.icon, t(kind.pluralLabel), t("List"), "/\(kind.plural)", nil)
                ]
            }
        if context.viewer.may("settings.manage") {
            all.append(("settings", t("Settings"), t("Go to"), "/settings", nil))
        }
        let wanted = Records.words(of: typed)
        var seen: Set<String> = []
        return Array(
            all.filter { option in
                let words = Records.words(of: option.title)
                let fits = wanted.allSatisfy { word in words.contains { $0.hasPrefix(word) } }
                return fits && seen.insert(option.href).inserted
            }.prefix(6))
    }

    private static func find(_ typed: String, _ limit: Int, _ context: Context) async throws -> [SearchIndex.Hit] {
        if typed.isEmpty { return [] }
        return try await context.read { try SearchIndex.find(typed, limit: limit, in: $0) }
    }

    private static func title(_ hit: SearchIndex.Hit, _ kind: Kind, _ t: Translator) -> String {
        let line = String(hit.title.prefix { !$0.isNewline }.prefix(120))
        return line.isEmpty ? "\(t(kind.label)) \(hit.id)" : line
    }

    private static func json(_ typed: String, _ hits: [SearchIndex.Hit], _ context: Context) -> JSON {
        let records = hits.map { hit -> JSON in
            let kind = context.schema.kind(hit.kind)
            return .record([
                "kind": .text(hit.kind), "id": .text(String(hit.id)), "title": .text(title(hit, kind, context.t)),
                "href": .text("/\(kind.plural)/\(hit.id)"),
            ])
        }
        let commands = commands(typed, context).map { JSON.record(["title": .text($0.title), "href": .text($0.href)]) }
        return .record(["records": .array(records), "commands": .array(commands)])
    }
}
