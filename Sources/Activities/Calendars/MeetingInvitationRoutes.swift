import Localisation
import Messaging
import Records
import Storage
import Web

/// On the page of a meeting: who was invited and what they answered, and the button that invites.
enum MeetingInvitationRoutes {
    static func register(in registry: inout Registry) {
        registry.panel(on: Activity.name, Panel("invitations") { try panel($0, $1, $2, $3) })
        registry.routes.post("/activities/:id/invitations", [], send)
        registry.api(.post, "/api/v1/activities/:id/invitations", .code(operation), sendForPrograms)
    }

    @Sendable private static func send(_ request: Request, _ context: Context) async throws -> Response {
        let count = try await invite(request, context), id = try request.identifier()
        let said = Message("{count} invitation is on its way.", "{count} invitations are on their way.", count: count)
        return Response.accepted(request, next: "/activities/\(id)").saying(Toast(context.t(said)))
    }

    @Sendable private static func sendForPrograms(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["series"])
        return .json(.record(["sent": .number(String(try await invite(request, context)))]))
    }

    private static func invite(_ request: Request, _ context: Context) async throws -> Int {
        _ = try context.kind(plural: Activity.plural, to: .change)
        let id = try request.identifier(), words = context.product.registry.words
        let isWhole = request.query["series"] == "true"
        return try await context.write { transaction in
            isWhole
                ? try SeriesInvitations.send(ID(id), words, in: transaction)
                : try MeetingInvitations.send(ID(id), words, in: transaction)
        }
    }

    private static func panel(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        let t = context.t
        let activity = try Activity(record.shown(to: transaction.viewer, kind), kind: kind)
        guard activity.span != nil, !activity.participants.isEmpty else { return nil }
        let invited = try Invited.of(activity, in: transaction)
        guard !invited.isEmpty else { return nil }
        var sent = try MeetingInvitations.sent(record.id, in: transaction)
        let head = try Series(transaction).first(of: activity)
        let series = try SeriesInvitations.State.find("series_id = \(head.id)", in: transaction)
        if let series {
            for address in try SeriesInvitations.addresses(of: series.uid, in: transaction) {
                sent[address] = sent[address] ?? series.sentAt
            }
        }
        var html = HTML()
        html.card(t("Invitations")) { html in
            html.div(.class("stack")) { html in
                for one in invited {
                    html.div(.class("row wrap")) { html in
                        html.span(one.name ?? one.address, .class("grow cut"), .title(one.address))
                        html.badge(
                            sent[one.address] == nil && one.answer == .needsAction
                                ? Badge(t("Not invited yet")) : badge(one.answer, t))
                    }
                }
                if !MailSettings(transaction.settings).isSet {
                    html.p(t("This server sends no mail yet, so nobody can be invited."), .class("muted s"))
                } else if context.viewer.may(.change, kind), !activity.isDone {
                    let isFirst = sent.isEmpty, link = "/activities/\(record.id)/invitations"
                    let mayWhole = head.recurrence != nil && activity.uid == nil
                    html.div(.class("row wrap")) { html in
                        if mayWhole {
                            html.postButton(
                                Action(
                                    series == nil ? t("Invite to the whole series") : t("Send again"), icon: "send",
                                    look: isFirst ? .primary : .plain, small: true),
                                to: link + "?series=true", csrf: context.csrfToken ?? "")
                        }
                        if series == nil || !mayWhole {
                            html.postButton(
                                Action(
                                    !isFirst
                                        ? t("Send again") : mayWhole ? t("Only to this one") : t("Send invitations"),
                                    icon: "send", look: isFirst && !mayWhole ? .primary : .plain, small: true),
                                to: link, csrf: context.csrfToken ?? "")
                        }
                    }
                    if series != nil, mayWhole {
                        html.p(t("They have the whole series in their calendar, as one entry."), .class("s"))
                    }
                    html.p(
                        isFirst
                            ? t("They get a mail with an entry for their calendar, and hear of every later change.")
                            : t("Whoever was invited hears of every change, and of a cancellation."),
                        .class("muted xs"))
                }
            }
        }
        return html
    }

    private static func badge(_ answer: ParticipantAnswer, _ t: Translator) -> Badge {
        switch answer {
        case .needsAction: Badge(t(answer.label), .neutral, icon: "circle-dashed")
        case .accepted: Badge(t(answer.label), .good, icon: "check")
        case .declined: Badge(t(answer.label), .bad, icon: "x")
        case .tentative: Badge(t(answer.label), .warn, icon: "circle-question-mark")
        }
    }

    private static let operation = #"""
        {"summary":"Invite those who take part",
        "description":"Each participant with an e-mail address gets an iCalendar request, then every change of it.",
        "parameters":[{"name":"series","in":"query","required":false,"schema":{"type":"string","enum":["true","false"]},
        "description":"To the whole series that it is one of, as one entry with its rule."}],
        "responses":{"200":{"description":"How many letters leave.","content":{"application/json":{"schema":{
        "type":"object","required":["sent"],"properties":{"sent":{"type":"integer"}}}}}}}}
        """#
}
