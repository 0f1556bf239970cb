import Records

/// What a company decides about itself, and what runs behind it.
enum Settings {
    static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.routes.get("/settings", [], index)
        registry.settings += [
            SettingsEntry(
                label: Message("Company"), icon: "building-2", path: "/settings/company", permission: permission),
            SettingsEntry(label: Message("Users"), icon: "users", path: "/users", permission: permission),
            SettingsEntry(label: Message("Teams"), icon: "share-2", path: "/teams", permission: permission),
            SettingsEntry(
                label: Message("Custom fields"), icon: "list", path: "/settings/fields", permission: permission),
            SettingsEntry(label: Message("Background work"), icon: "refresh-cw", path: "/settings/jobs"),
            SettingsEntry(
                label: Message("Access log"), icon: "eye", path: AccessLogPages.path, permission: permission),
            SettingsEntry(label: Message("Trash and undo"), icon: "trash-2", path: "/settings/journal"),
        ]
        CompanySettings.register(in: &registry)
        FieldSettings.register(in: &registry)
        MailPages.register(in: &registry)
        JobSettings.register(in: &registry)
        JournalSettings.register(in: &registry)
        AccessLogPages.register(in: &registry)
    }

    @Sendable private static func index(_ request: Request, _ context: Context) async throws -> Response {
        let frame = SettingsFrame(request, context), t = context.t
        return frame.page(t("Settings")) { html in
            html.div(.class("columns")) { html in
                for entry in frame.entries {
                    html.a(.class("linked"), .href(entry.path)) { html in
                        html.span(.class("row strong")) { html in
                            html.icon(entry.icon)
                            html.span(t(entry.label))
                        }
                    }
                }
            }
        }
    }
}
