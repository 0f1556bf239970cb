import Localisation
import Records
import Storage
import Web

/// The configuration in the settings: take it as a file, bring one, see what it would change, apply it.
enum ConfigurationPages {
    static let path = "/settings/configuration"
    private static let limit = 4 << 20

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(
                label: Message("Configuration file"), icon: "file-text", path: path, permission: "settings.manage"))
        registry.routes.get(path, []) { request, context in
            try context.demand("settings.manage")
            return ConfigurationPage(context: context).answer(request)
        }
        registry.routes.get(path + "/file", []) { try await download($0, $1) }
        registry.routes.post(path, []) { try await compare($0, $1) }
        registry.routes.post(path + "/apply", []) { try await apply($0, $1) }
    }

    private static func download(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand("settings.manage")
        let withProducts = request.query["products"] == "true"
        let json = try await Configuration.export(context.workspace, viewer: context.viewer, products: withProducts)
        let name = slug(context.workspace.settings.company)
        return Response.bytes(
            Array(json.readable.utf8), contentType: "application/json", downloadName: "configuration-\(name).json"
        ).with("Cache-Control", "no-store")
    }

    /// What an uploaded file would change; nothing is changed yet.
    private static func compare(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand("settings.manage")
        var received: [UInt8]?
        let limits = MultipartLimits(total: Int64(limit) + 65_536, file: Int64(limit), parts: 5)
        try await request.multipart(limits: limits) { part in
            guard part.isFile, part.fileName?.isEmpty == false else { return }
            received = try await part.bytes(limit: limit)
        }
        return try await answer(request, context) { page in
            guard let received else {
                throw Refusal(fields: [FieldRefusal("file", code: "required", Message("Choose a file first."))])
            }
            let file = try ConfigurationFile(received)
            page.report = try await Configuration.apply(
                file, to: context.workspace, viewer: context.viewer, door: .screen,
                origin: request.remoteAddress, .init(dryRun: true))
            page.text = String(decoding: received, as: UTF8.self)
        }
    }

    private static func apply(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand("settings.manage")
        let form = try await request.form(limit: limit * 3)
        var report: ConfigurationReport?
        let failed = try await answer(request, context) { _ in
            let file = try ConfigurationFile((form["configuration"] ?? "").utf8)
            report = try await Configuration.apply(
                file, to: context.workspace, viewer: context.viewer, door: .screen,
                origin: request.remoteAddress)
            context.product.outboxSignal.raise()
        }
        guard let report else { return failed }
        let done = report.changes.count { $0.action != .keep }
        let toast = Toast(context.t(Message("{count} change was made.", "{count} changes were made.", count: done)))
        return Response.accepted(request, next: path, report.json(applied: true)).saying(toast)
    }

    /// The page with what came of it, or with what is wrong.
    private static func answer(
        _ request: Request, _ context: Context, _ work: (inout ConfigurationPage) async throws -> Void
    ) async throws -> Response {
        var page = ConfigurationPage(context: context)
        do {
            try await work(&page)
        } catch let refusal as Refusal where !request.wantsJSON {
            page.refusal = refusal
        }
        if request.wantsJSON, let report = page.report { return .json(report.json(applied: false)) }
        return page.answer(request)
    }
}

/// What the page shows: a way out, a way in, and what the file just brought would do.
struct ConfigurationPage: Sendable {
    let context: Context
    var report: ConfigurationReport?
    /// The file, carried along until it is applied.
    var text = ""
    var refusal: Refusal?

    private static let shownFaults = 50

    func answer(_ request: Request) -> Response {
        let t = context.t
        return SettingsFrame(request, context).page(t("Configuration file"), status: refusal == nil ? 200 : 422) {
            html in
            if let refusal { faults(refusal, &html) }
            if let report { difference(report, &html) }
            if report == nil { take(&html) }
            bring(&html)
        }
    }

    private func take(_ html: inout HTML) {
        let t = context.t, path = ConfigurationPages.path
        html.p(
            t(
                """
                How your company is set up, in one file that people can read: settings, custom fields, roles, teams, \
                users, pipelines and shared views. Passwords and other secrets are never in it.
                """), .class("prose"))
        html.div(.class("row")) { html in
            html.action(
                Action(
                    t("Download the configuration"), icon: "download", look: .primary, href: path + "/file",
                    [.flag("download")]))
            html.action(
                Action(
                    t("With the products"), icon: "download", href: path + "/file?products=true", [.flag("download")]))
        }
    }

    private func bring(_ html: inout HTML) {
        let t = context.t
        html.heading(t("Bring a file"))
        html.fileForm(
            to: ConfigurationPages.path, hint: t("A configuration in JSON."), accept: ".json",
            button: Action(t("Compare"), icon: "arrow-right", submit: true), csrf: context.csrfToken ?? "", t
        ) { html in
            html.p(t("You see first what it would change. Nothing is ever removed from here."), .class("muted s"))
        }
    }

    private func difference(_ report: ConfigurationReport, _ html: inout HTML) {
        let t = context.t
        guard report.isDifferent else {
            html.notice(t("The company is already as the file says."), .good)
            return list(report, &html)
        }
        html.heading(t("What this file would change"))
        html.form(.class("row"), .method("post"), .action(ConfigurationPages.path + "/apply")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("configuration"), .value(text))
            html.action(Action(t("Apply"), icon: "check", look: .primary, submit: true))
            html.action(Action(t("Cancel"), look: .quiet, href: ConfigurationPages.path))
        }
        list(report, &html)
    }

    private func list(_ report: ConfigurationReport, _ html: inout HTML) {
        html.ul(.class("s")) { html in
            for line in report.lines(context.t) { html.li(line) }
        }
    }

    private func faults(_ refusal: Refusal, _ html: inout HTML) {
        let t = context.t
        guard !refusal.fields.isEmpty else { return html.notice(t(refusal.message), .bad) }
        html.notice(t("This file cannot be applied, and nothing was changed:"), .bad)
        html.ul(.class("s")) { html in
            for fault in refusal.fields.prefix(ConfigurationPage.shownFaults) {
                html.li { html in
                    html.code(fault.field)
                    html.text(" " + t(fault.message))
                }
            }
        }
    }
}
