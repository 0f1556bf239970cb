import Localisation
import Records
import Storage
import Web

/// When the company works, and when each person does: the agenda shades the rest, deadlines skip it.
enum WorkingHoursPages {
    private static let company = "/settings/working-hours"
    private static let mine = "/settings/my-hours"
    private static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(label: Message("Working hours"), icon: "clock", path: company, permission: permission))
        registry.settings.append(SettingsEntry(label: Message("My hours"), icon: "sun", path: mine))
        registry.routes.get(company, [], showCompany)
        registry.routes.post(company, [], saveCompany)
        registry.routes.get(mine, [], showMine)
        registry.routes.post(mine, [], saveMine)
        registry.routes.post(mine + "/forget", [], forgetMine)
    }

    // The company

    @Sendable private static func showCompany(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = WorkingHoursForm(context.workspace.settings.workingTime, personal: false)
        return answer(form, request, context)
    }

    @Sendable private static func saveCompany(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        var form = WorkingHoursForm(try await request.form(), personal: false)
        let time = form.read(context.workspace.settings.workingTime, context.t, today: context.today)
        guard form.refusals.isEmpty else { return try refused(form, request, context) }
        try await context.write { try WorkspaceSettings.save(WorkingTime.setting, time.json, in: $0) }
        try await context.workspace.reload()
        return Response.accepted(request, next: company).saying(Toast(context.t("Saved.")))
    }

    // One person

    @Sendable private static func showMine(_ request: Request, _ context: Context) async throws -> Response {
        guard let person = context.person else { throw Refusal.notFound() }
        let own = try await context.read { try WorkingTime.own(person.id, in: $0) }
        var time = personal(own, context)
        time.zone = context.t.timeZone
        return answer(WorkingHoursForm(time, personal: true), hasOwn: own != nil, request, context)
    }

    @Sendable private static func saveMine(_ request: Request, _ context: Context) async throws -> Response {
        guard let person = context.person else { throw Refusal.notFound() }
        var form = WorkingHoursForm(try await request.form(), personal: true)
        let time = form.read(personal(nil, context), context.t, today: context.today)
        guard form.refusals.isEmpty else { return try refused(form, request, context) }
        let text = time.json.string, house = context.workspace.settings.timeZone
        let zone = form.zone == house ? nil : form.zone
        try await context.write { transaction in
            try Preferences.choose(zone, for: person.id, in: transaction)
            try transaction.connection.execute(
                """
                INSERT INTO working_hours (user_id, hours) VALUES (\(person.id), \(text))
                ON CONFLICT (user_id) DO UPDATE SET hours = excluded.hours
                """)
        }
        return Response.accepted(request, next: mine).saying(Toast(context.t("Saved.")))
    }

    @Sendable private static func forgetMine(_ request: Request, _ context: Context) async throws -> Response {
        guard let person = context.person else { throw Refusal.notFound() }
        try await context.write { transaction in
            try transaction.connection.execute("DELETE FROM working_hours WHERE user_id = \(person.id)")
        }
        return Response.accepted(request, next: mine)
            .saying(Toast(context.t("From now on the company’s hours are yours.")))
    }

    /// The hours of the company with one’s own instead; without the company’s closings, which are not one’s to write.
    private static func personal(_ own: JSON?, _ context: Context) -> WorkingTime {
        var base = context.workspace.settings.workingTime
        base.closings = []
        return own.map { base.with($0) } ?? base
    }

    // The page

    private static func refused(
        _ form: WorkingHoursForm, _ request: Request, _ context: Context
    ) throws -> Response {
        if request.wantsJSON { throw Refusal(fields: form.refusals) }
        return answer(form, request, context, status: 422)
    }

    private static func answer(
        _ form: WorkingHoursForm, hasOwn: Bool = false, _ request: Request, _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.t, title = form.isPersonal ? t("My hours") : t("Working hours")
        return SettingsFrame(request, context).page(title, status: status) { html in
            html.p(
                form.isPersonal
                    ? t("When you work, where it differs from the company: your colleagues see it in the agenda.")
                    : t("When the company works. The agenda shades the rest, and deadlines and plans skip it."),
                .class("s muted"))
            html.form(
                .class("form two"), .method("post"), .action(form.isPersonal ? mine : company), .data("keep")
            ) { html in
                html.csrfField(context.csrfToken ?? "")
                form.write(&html, t)
                html.div(.class("wide")) { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
            if form.isPersonal, hasOwn {
                html.postButton(
                    Action(t("Take the company’s hours again"), icon: "undo-2"), to: mine + "/forget",
                    csrf: context.csrfToken ?? "", ajax: false)
            }
            if !form.isPersonal { holidays(&html, context) }
        }
    }

    /// The public holidays of this year and the next, named.
    private static func holidays(_ html: inout HTML, _ context: Context) {
        let t = context.t, time = context.workspace.settings.workingTime
        guard time.holidays != .none else { return }
        let year = context.today.parts.year
        let coming = [year, year + 1].flatMap {
            PublicHolidays.french(year: $0, alsaceMoselle: time.holidays == .alsaceMoselle)
        }.filter { $0.day >= context.today }.prefix(12)
        html.card(t("The next public holidays")) { html in
            html.ul(.class("stack s")) { html in
                for holiday in coming {
                    html.li(.class("row")) { html in
                        html.span(t(holiday.name), .class("strong grow"))
                        html.span(t.longDay(holiday.day), .class("muted number"))
                    }
                }
            }
        }
    }
}
