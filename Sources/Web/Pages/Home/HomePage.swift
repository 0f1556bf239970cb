import Localisation
import Records
import Storage

/// Where the day begins: what the modules have to say, or how to begin in an empty company.
enum HomePage {
    static func register(in registry: inout Registry) { registry.routes.get("/", [], home) }

    @Sendable private static func home(_ request: Request, _ context: Context) async throws -> Response {
        let isEmpty = try await context.read { transaction in
            // Whoever adds nothing begins nothing: an empty company is shown as it is.
            guard let kind = starting(context.schema), context.viewer.may(.create, kind) else { return false }
            return try transaction.count(kind, cap: 1) == 0
        }
        var parts: [HTML] = []
        if !isEmpty {
            for part in context.product.registry.homeParts {
                if let html = try await part.render(context) { parts.append(html) }
            }
        }
        let hasDemo = context.workspace.settings.extra["demo"]?.boolean ?? false
        return PageFrame(request, context).page(context.t("Home", context: "page")) { html in
            html.topbar(title: greeting(context))
            html.div(.class("content padded")) { html in
                if isEmpty { beginning(&html, context) }
                if hasDemo, context.viewer.may(Settings.permission) { demo(&html, context) }
                if parts.isEmpty, !isEmpty { places(&html, context) }
                html.div(.class("columns")) { html in for part in parts { html.append(part) } }
            }
        }
    }

    /// The first kind of record a company begins with.
    private static func starting(_ schema: Schema) -> Kind? {
        schema["account"] ?? schema.entities.first { $0.name != "user" && $0.name != "team" }
    }

    private static func greeting(_ context: Context) -> String {
        let t = context.t
        let name = context.person?.name.split(separator: " ").first.map(String.init) ?? ""
        let hour = Int(t.time(context.now).prefix(2)) ?? 12
        let message =
            hour >= 18 || hour < 5
            ? Message("Good evening, {name}", ["name": .text(name)])
            : Message("Good day, {name}", ["name": .text(name)])
        return t(message)
    }

    /// Nothing here yet: three ways to begin.
    private static func beginning(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("narrow stack")) { html in
            html.emptyState(
                t(
                    "Your company is ready. Bring your customers in, look around with sample data, or begin with one "
                        + "account."
                ),
                icon: "sparkles",
                [
                    Action(t("Import a file"), icon: "upload", look: .primary, href: "/imports/new")
                ] + sample(context) + first(context))
        }
    }

    private static func sample(_ context: Context) -> [Action] {
        guard context.viewer.may(Settings.permission) else { return [] }
        return [Action(context.t("Try with sample data"), icon: "wand-sparkles", href: "/demo")]
    }

    private static func first(_ context: Context) -> [Action] {
        guard let kind = starting(context.schema) else { return [] }
        let label = context.t(Message("New: {kind}", ["kind": .message(kind.label)]))
        return [Action(label, icon: "plus", href: "/\(kind.plural)/new")]
    }

    private static func demo(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("row wrap")) { html in
            html.notice(t("This company holds sample data. Remove all of it in one go when you have seen enough."))
            html.postButton(
                Action(t("Remove the sample data"), icon: "trash-2"), to: "/demo/remove", csrf: context.csrfToken ?? "",
                ajax: false)
        }
    }

    /// Without parts from the modules: the places of the navigation.
    private static func places(_ html: inout HTML, _ context: Context) {
        html.div(.class("columns")) { html in
            for entry in context.product.registry.navigation {
                html.a(.class("linked"), .href(entry.path)) { html in
                    html.span(.class("row strong")) { html in
                        html.icon(entry.icon)
                        html.text(context.t(entry.label))
                    }
                }
            }
        }
    }
}
