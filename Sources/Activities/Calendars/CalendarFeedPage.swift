import Identity
import Localisation
import Messaging
import Records
import Storage
import Web

/// “My calendars” in the settings: which secret addresses there are, making one, renewing and revoking it.
enum CalendarFeedPage {
    static let path = "/settings/calendars"

    static func register(in registry: inout Registry) {
        registry.settings.append(SettingsEntry(label: Message("My calendars"), icon: "calendar", path: path))
        registry.routes.get(path, [], show)
        registry.routes.post(path, [], make)
        registry.routes.post(path + "/:id/revoke", [], revoke)
    }

    /// Where addresses begin, for the person who looks at them: as set, else as their browser reached us.
    static func base(_ request: Request, _ context: Context) -> String {
        PublicAddress.of(context.workspace.settings, host: request.host, isSecure: request.isSecure)
            ?? "\(request.isSecure ? "https" : "http")://\(request.host)"
    }

    private struct State: Sendable {
        let feeds: [CalendarFeed]
        let teams: [Team]
    }

    private static func load(_ context: Context) async throws -> State {
        try await context.read { transaction in
            State(
                feeds: try CalendarFeed.list(in: transaction),
                teams: try transaction.all(Team.self).sorted { folded($0.name) < folded($1.name) })
        }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let state = try await load(context), t = context.t
        return SettingsFrame(request, context).page(t("My calendars")) { html in
            html.p(
                t(
                    """
                    Read your activities in the calendar of your telephone or your mail program. Whoever knows the \
                    secret address reads them too: give it to nobody.
                    """), .class("muted s"))
            own(state, &html, context)
            teams(state, &html, context)
        }
    }

    private static func own(_ state: State, _ html: inout HTML, _ context: Context) {
        let t = context.t, feed = state.feeds.first { $0.team == nil }
        html.card(t("My activities")) { html in
            html.div(.class("stack")) { html in
                if let feed {
                    describe(feed, &html, context)
                } else {
                    html.p(t("No address yet."), .class("muted s"))
                }
                maker(team: nil, feed, &html, context)
            }
        }
    }

    private static func teams(_ state: State, _ html: inout HTML, _ context: Context) {
        let t = context.t
        for feed in state.feeds {
            guard let team = feed.team.flatMap({ id in state.teams.first { $0.id.number == id } }) else { continue }
            html.card(t(Message("Team {name}", ["name": .text(team.name)]))) { html in
                html.div(.class("stack")) { html in
                    describe(feed, &html, context)
                    maker(team: team.id.number, feed, &html, context)
                }
            }
        }
        let others = state.teams.filter { team in !state.feeds.contains { $0.team == team.id.number } }
        guard !others.isEmpty else { return }
        html.card(t("Calendar of a team")) { html in
            html.form(.class("form"), .method("post"), .action(path)) { html in
                html.csrfField(context.csrfToken ?? "")
                html.div(.class("form two")) { html in
                    html.div(.class("field")) { html in
                        html.label(t("Team"), .for("feed-team"))
                        html.select(.class("input"), .id("feed-team"), .name("team")) { html in
                            for team in others { html.option(team.name, .value(String(team.id.number))) }
                        }
                    }
                    details(.subject, "team", &html, t)
                }
                html.div { $0.action(Action(t("Make an address"), icon: "calendar-plus", submit: true)) }
            }
        }
    }

    private static func details(
        _ chosen: CalendarFeed.Detail, _ place: String, _ html: inout HTML, _ t: Translator
    ) {
        html.div(.class("field")) { html in
            html.label(t("What it tells"), .for("feed-detail-\(place)"))
            html.select(.class("input"), .id("feed-detail-\(place)"), .name("detail")) { html in
                for detail in CalendarFeed.Detail.allCases {
                    html.option(t(detail.label), .value(detail.rawValue), .selected(detail == chosen))
                }
            }
        }
    }

    private static func describe(_ feed: CalendarFeed, _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("row wrap")) { html in
            html.badge(Badge(t(feed.detail.label), .accent, icon: "eye"))
            html.span(
                t(Message("Made on {day}", ["day": .day(feed.createdAt.day(in: t.timeZone))])), .class("muted s"))
            html.span(
                feed.readAt.map { t(Message("Last read {instant}", ["instant": .instant($0)])) } ?? t("Not read yet"),
                .class("muted s"))
        }
    }

    private static func maker(team: Int64?, _ feed: CalendarFeed?, _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(.class("form"), .method("post"), .action(path)) { html in
            html.csrfField(context.csrfToken ?? "")
            if let team { html.input(.type("hidden"), .name("team"), .value(String(team))) }
            details(feed?.detail ?? .full, team.map(String.init) ?? "own", &html, t)
            html.div(.class("row wrap")) { html in
                html.action(
                    Action(
                        feed == nil ? t("Make an address") : t("Make a new address"),
                        icon: feed == nil ? "calendar-plus" : "refresh-cw", look: feed == nil ? .primary : .plain,
                        submit: true))
                if let feed {
                    html.action(
                        Action(
                            t("Revoke"), icon: "trash-2", look: .danger, submit: true,
                            [.attribute("formaction", "\(path)/\(feed.id)/revoke")]))
                }
            }
            if feed != nil { html.p(t("The address before then opens nothing any more."), .class("muted xs")) }
        }
    }

    // What is done

    @Sendable private static func make(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000)
        let team = form["team"].flatMap { Int64($0) }
        let detail = form["detail"].flatMap { CalendarFeed.Detail(rawValue: $0) } ?? .full
        let (_, address) = try await context.write { try CalendarFeed.make(team: team, detail, in: $0) }
        let t = context.t, whole = base(request, context) + address
        return SettingsFrame(request, context).page(t("My calendars")) { html in
            html.secretLink(
                whole, t("In your calendar program choose “Subscribe” or “Add by address”, and paste it there."),
                back: Action(t("Back to my calendars"), href: path), t)
        }.with("Cache-Control", "no-store")
    }

    @Sendable private static func revoke(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        try await context.write { try CalendarFeed.revoke(id, in: $0) }
        return Response.accepted(request, next: path).saying(Toast(context.t("The address opens nothing any more.")))
    }
}
