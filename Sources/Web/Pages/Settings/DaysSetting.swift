import Localisation
import Records
import Storage

/// A number of days that an administrator sets on the page it is about: how long the trash is kept, how long a merge
/// can be undone.
struct DaysSetting: Sendable {
    /// The setting it is stored under.
    let name: String
    /// The page; the form posts to `/days` below it.
    let path: String
    let heading: Message
    let help: String
    let days: @Sendable (WorkspaceSettings) -> Int
    private static let most: Int64 = 36_500

    func register(in registry: inout Registry) { registry.routes.post(path + "/days", [], keep) }

    /// The form, for whoever may change it.
    func write(_ html: inout HTML, _ context: Context) {
        guard context.viewer.may(Settings.permission) else { return }
        let t = context.t
        html.heading(t(heading))
        html.form(.class("row wrap"), .method("post"), .action("\(path)/days")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.field(
                FormField(
                    FieldSpec(
                        name: "days", label: Message("Days"), shape: .integer, traits: [.required, .help(help)]),
                    text: t.number(days(context.workspace.settings))), t)
            html.action(Action(t("Save"), icon: "check", submit: true))
        }
    }

    @Sendable private func keep(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        let form = try await request.form()
        guard let days = context.t.readNumber(form["days"] ?? ""), (1...DaysSetting.most).contains(days) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "days", code: "out_of_range",
                    Message("A whole number from 1 to {limit} is expected.", ["limit": .number(Int(DaysSetting.most))]))
            ])
        }
        try await context.write { try WorkspaceSettings.save(name, .number(String(days)), in: $0) }
        try await context.workspace.reload()
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }
}
