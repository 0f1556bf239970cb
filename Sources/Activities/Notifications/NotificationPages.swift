import Localisation
import Records
import Storage
import Web

/// One's notifications: the page behind the bell, and how many are unread.
enum NotificationPages {
    static let path = "/notifications"

    static func register(in registry: inout Registry) {
        registry.storage.tables += [Notice.table, Notice.choiceTable]
        registry.navigation.append(NavigationEntry(label: Message("Notifications"), icon: "bell", path: path))
        registry.routes.get(path, [], show)
        registry.routes.get(path + "/count", [], count)
        registry.routes.get(path + "/:id", [], follow)
        registry.routes.post(path + "/read", [], readAll)
        registry.routes.post(path + "/:id/read") { try await mark($0, $1, read: true) }
        registry.routes.post(path + "/:id/unread") { try await mark($0, $1, read: false) }
        registry.storage.rules.add(to: "user", deleting: forget)
        NotificationChoices.register(in: &registry)
        NoticeMail.register(in: &registry.jobs, registry.words)
        JobNotices.register(in: &registry.jobs)
        RegisterNotices.register(in: &registry)
        KeyNotices.register(in: &registry.events)
    }

    @Sendable private static func forget(_ users: [Record], _ transaction: Transaction) throws {
        for table in ["notification", "notification_choice"] {
            try transaction.connection.execute(
                "DELETE FROM \(name: table) WHERE user_id IN (\(SQL.list(users.map(\.id))))")
        }
    }

    @Sendable private static func count(_ request: Request, _ context: Context) async throws -> Response {
        let count = try await context.read { try Inbox.unreadCount(in: $0) }
        let text = count > Inbox.countLimit ? "\(Inbox.countLimit)+" : context.t.number(count)
        return .json(.record(["count": .number(String(count)), "text": .text(text)])).with("Cache-Control", "no-store")
    }

    /// Goes where a notification leads, and takes it as read.
    @Sendable private static func follow(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        guard let item = try await context.read({ try Inbox.find(id, in: $0) }) else { throw Refusal.notFound() }
        if !item.isRead { try await context.write { try Inbox.mark(id, read: true, in: $0) } }
        return .redirect(item.link ?? path)
    }

    private static func mark(_ request: Request, _ context: Context, read: Bool) async throws -> Response {
        let id = try request.identifier(), form = try await request.form()
        try await context.write { try Inbox.mark(id, read: read, in: $0) }
        return Response.accepted(request, next: request.back(form, or: path))
    }

    @Sendable private static func readAll(_ request: Request, _ context: Context) async throws -> Response {
        try await context.write { try Inbox.markAllRead(in: $0) }
        return Response.accepted(request, next: path)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let part = request.query["show"].flatMap { Inbox.Part(rawValue: $0) } ?? .unread
        let before = request.query["before"].flatMap { Int64($0) }
        let page = try await context.read { try Inbox.page(part, before: before, in: $0) }
        let t = context.t
        return PageFrame(request, context, live: "/live").page(t("Notifications")) { html in
            html.topbar(title: t("Notifications"))
            html.nav(.class("toolbar"), .aria("label", t("Which ones"))) { html in
                for other in Inbox.Part.allCases {
                    html.action(
                        Action(
                            t(other.label), look: other == part ? .plain : .quiet, small: true,
                            href: "\(path)?show=\(other.rawValue)",
                            [.aria("current", other == part ? "page" : nil)]))
                }
                html.span("", .class("grow"))
                html.action(
                    Action(t("Settings"), icon: "settings", look: .quiet, small: true, href: NotificationChoices.path))
                if part != .read, !page.items.isEmpty {
                    html.postButton(
                        Action(t("All read"), icon: "check-check", small: true), to: path + "/read",
                        csrf: context.csrfToken ?? "", ajax: false)
                }
            }
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack"), .id("notifications"), .data("live-region")) { html in
                    if page.items.isEmpty {
                        html.emptyState(
                            part == .unread
                                ? t("Nothing new. What concerns you appears here.") : t("Nothing here yet."),
                            icon: "bell")
                    }
                    for item in page.items { write(item, part, &html, context) }
                    if let older = page.older {
                        html.p {
                            $0.a(
                                t("Show older"), .class("link"), .href("\(path)?show=\(part.rawValue)&before=\(older)"))
                        }
                    }
                }
            }
        }
    }

    private static func write(_ item: Inbox.Item, _ part: Inbox.Part, _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.section(.class("card"), .id("notification-\(item.id)")) { html in
            html.div(.class("inside row wrap")) { html in
                html.icon(item.kind.icon)
                html.div(.class("grow stack")) { html in
                    if item.link == nil {
                        html.p(t(item.text), .class(item.isRead ? "s" : "s strong"))
                    } else {
                        html.p(.class(item.isRead ? "s" : "s strong")) { html in
                            html.a(t(item.text), .class("link"), .href("\(path)/\(item.id)"))
                        }
                    }
                    if let quotation = item.quotation {
                        html.p(String(quotation.prefix(280)), .class("prose s muted"))
                    }
                    html.p(t.instant(item.at), .class("muted xs"))
                }
                html.form(.method("post"), .action("\(path)/\(item.id)/\(item.isRead ? "unread" : "read")")) { html in
                    html.csrfField(context.csrfToken ?? "")
                    html.input(.type("hidden"), .name("back"), .value("\(path)?show=\(part.rawValue)"))
                    html.action(
                        Action(
                            item.isRead ? t("Mark as unread") : t("Mark as read"), icon: item.isRead ? "mail" : "check",
                            look: .quiet, small: true, iconOnly: true, submit: true))
                }
            }
        }
    }
}
