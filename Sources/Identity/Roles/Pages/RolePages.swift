import Localisation
import Records
import Storage
import Web

/// Roles in the settings: which there are, what each allows, and what somebody would see who had it.
enum RolePages {
    private static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(
                label: Message("Roles"), icon: "shield-check", path: "/settings/roles", permission: permission))
        registry.routes.get("/settings/roles", [], list)
        registry.routes.post("/settings/roles", [], add)
        registry.routes.get("/settings/roles/:id", [], show)
        registry.routes.post("/settings/roles/:id", [], save)
        registry.routes.post("/settings/roles/:id/copy", [], copy)
        registry.routes.post("/settings/roles/:id/delete", [], delete)
        RolePreviewPages.register(in: &registry)
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        return try await list(request, context, refusal: nil)
    }

    private static func list(_ request: Request, _ context: Context, refusal: Refusal?) async throws -> Response {
        let (roles, counts) = try await context.read { transaction in
            (try transaction.all(Role.self), try holders(in: transaction))
        }
        let t = context.t
        return SettingsFrame(request, context).page(t("Roles"), status: refusal == nil ? 200 : 422) { html in
            html.p(t("A role says what its people see and do. Each user has one."), .class("prose"))
            html.ul(.class("stack")) { html in
                for role in roles { html.li { line(role, counts[role.id.number] ?? 0, &$0, t) } }
            }
            html.card(t("Add a role")) { html in
                if let refusal { html.notice(t(refusal.fields.first?.message ?? refusal.message), .bad) }
                html.form(.class("row wrap"), .method("post"), .action("/settings/roles")) { html in
                    html.csrfField(context.csrfToken ?? "")
                    html.input(
                        .class("input grow"), .type("text"), .name("name"), .required(), .placeholder(t("Name")),
                        .aria("label", t("Name")), .attribute("maxlength", "120"))
                    html.select(.class("input"), .name("like"), .aria("label", t("Beginning as"))) { html in
                        html.option(t("Nothing allowed yet"), .value(""))
                        for role in roles where !role.isAdministrator {
                            html.option(
                                t(Message("Like {role}", ["role": .text(role.name)])),
                                .value(String(role.id.number)))
                        }
                    }
                    html.action(Action(t("Add"), icon: "plus", look: .primary, submit: true))
                }
            }
        }
    }

    private static func line(_ role: Role, _ count: Int, _ html: inout HTML, _ t: Translator) {
        html.a(.class("linked"), .href("/settings/roles/\(role.id.number)")) { html in
            html.span(.class("row strong")) { html in
                html.icon(role.isAdministrator ? "key-round" : "shield-check", .small)
                html.span(role.name, .class("grow"))
                html.span(t(Message("{count} person", "{count} people", count: count)), .class("muted xs number"))
            }
            if let description = role.description { html.span(description, .class("s muted")) }
        }
    }

    private static func holders(in transaction: Transaction) throws -> [Int64: Int] {
        let rows = try transaction.connection.rows(
            "SELECT role, COUNT(*) FROM \"user\" WHERE role IS NOT NULL GROUP BY role", .integer, .integer)
        return Dictionary(
            rows.map { ($0[0].integer ?? 0, Int($0[1].integer ?? 0)) }, uniquingKeysWith: { first, _ in first })
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier()
        let role = try await context.read { try $0.find(ID<Role>(id)) }
        return try await answer(role, request, context)
    }

    private static func answer(
        _ role: Role, _ request: Request, _ context: Context, refusal: Refusal? = nil
    ) async throws -> Response {
        let counts = try await context.read { try holders(in: $0) }
        let permissions = context.product.registry.permissions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let page = RolePage(
            role: role, holders: counts[role.id.number] ?? 0, permissions: permissions, context: context,
            refusal: refusal)
        return SettingsFrame(request, context).page(role.name, status: refusal == nil ? 200 : 422) { page.write(&$0) }
    }

    // Changing

    @Sendable private static func add(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = try await request.form()
        let like = form["like"].flatMap { Int64($0) }
        do {
            let id = try await context.write { transaction -> Int64 in
                var role = try like.map { try transaction.find(ID<Role>($0)).copied() } ?? Role()
                role.name = (form["name"] ?? "").trimmingWhitespace()
                return try transaction.save(role).number
            }
            return Response.accepted(request, next: "/settings/roles/\(id)").saying(Toast(context.t("Saved.")))
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            return try await list(request, context, refusal: refusal)
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier(), form = try await request.form(), schema = context.schema
        do {
            try await context.write { transaction in
                let role = RoleForm.read(form, onto: try transaction.find(ID<Role>(id)), schema)
                _ = try transaction.save(role)
            }
            return Response.accepted(request, next: "/settings/roles/\(id)").saying(Toast(context.t("Saved.")))
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            let old = try await context.read { try $0.find(ID<Role>(id)) }
            return try await answer(RoleForm.read(form, onto: old, schema), request, context, refusal: refusal)
        }
    }

    @Sendable private static func copy(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier(), t = context.t
        let made = try await context.write { transaction -> Int64 in
            let old = try transaction.find(ID<Role>(id)), names = Set(try transaction.all(Role.self).map(\.name))
            var role = old.copied()
            var number = 1
            repeat {
                role.name = t(Message("{role}, copy {number}", ["role": .text(old.name), "number": .number(number)]))
                number += 1
            } while names.contains(role.name)
            return try transaction.save(role).number
        }
        return Response.accepted(request, next: "/settings/roles/\(made)").saying(Toast(t("Role copied.")))
    }

    @Sendable private static func delete(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier()
        let journal = try await context.write { transaction in
            try transaction.delete([id], of: transaction.schema.kind(of: Role.self))
        }
        let toast = Toast(context.t("Role deleted."), undo: "/journal/\(journal)/undo")
        return Response.accepted(request, next: "/settings/roles").saying(toast)
    }
}

extension Role {
    /// A new role that allows the same. What an administrator may do is not copied line by line: a copy of that role
    /// is one, too.
    func copied() -> Role {
        var role = Role()
        role.description = description
        role.isAdministrator = isAdministrator
        role.rights = rights.map { right in
            var copy = right
            copy.id = ID(0)
            return copy
        }
        role.fieldRights = fieldRights.map { field in
            var copy = field
            copy.id = ID(0)
            return copy
        }
        role.permissions = permissions.map { permission in
            var copy = permission
            copy.id = ID(0)
            return copy
        }
        return role
    }
}
