import Localisation
import Records
import Storage
import Web

/// “What would this role see?”, as a page and over REST.
enum RolePreviewPages {
    private static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.routes.get("/settings/roles/:id/preview", [], show)
        registry.api(.get, Api.root + "/roles/:id/preview", .code(operation), read)
    }

    private static func load(_ role: Int64, _ user: Int64, _ context: Context) async throws -> RolePreview {
        let permissions = Set(context.product.registry.permissions.keys)
        return try await context.read { transaction in
            try RolePreview(of: user, as: try transaction.find(ID<Role>(role)), permissions, in: transaction)
        }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier(), chosen = request.query["person"].flatMap { Int64($0) }
        let (role, people) = try await context.read { transaction in
            (
                try transaction.find(ID<Role>(id)),
                try transaction.all(User.self, where: .test(path: ["is_active"], .equals(true)))
            )
        }
        let preview: RolePreview?
        if let chosen { preview = try await load(id, chosen, context) } else { preview = nil }
        let t = context.t
        return SettingsFrame(request, context).page(t("What would this role see?")) { html in
            html.p(t(Message("If somebody had the role “{role}”:", ["role": .text(role.name)])), .class("prose"))
            html.form(.class("row wrap"), .method("get"), .action("/settings/roles/\(id)/preview")) { html in
                html.select(.class("input"), .name("person"), .aria("label", t("Person")), .required()) { html in
                    html.option(t("Choose a person"), .value(""))
                    for person in people.sorted(by: { folded($0.name) < folded($1.name) }) {
                        html.option(
                            person.name, .value(String(person.id.number)), .selected(person.id.number == chosen))
                    }
                }
                html.action(Action(t("Show"), icon: "eye", look: .primary, submit: true))
                html.action(Action(t("Back to the role"), look: .quiet, href: "/settings/roles/\(id)"))
            }
            if let preview { write(preview, &html, context) }
        }
    }

    private static func write(_ preview: RolePreview, _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("scroll"), .role("group"), .aria("label", t("Records")), .tabindex(0)) { html in
            html.table(.class("table plain")) { html in
                html.thead { html in
                    html.tr { html in
                        html.th(t("Records"), .attribute("scope", "col"))
                        html.th(t("Seen now"), .class("amount"), .attribute("scope", "col"))
                        html.th(t("Seen then"), .class("amount"), .attribute("scope", "col"))
                    }
                }
                html.tbody { html in
                    for line in preview.lines {
                        html.tr { html in
                            html.th(t(line.kind.pluralLabel), .attribute("scope", "row"))
                            html.td(number(line.now, t), .class("amount number"))
                            html.td(number(line.then, t), .class("amount number"))
                        }
                    }
                }
            }
        }
        for line in preview.lines {
            changes(line.kind, t("Gained"), "plus", line.gained, preview, &html, t)
            changes(line.kind, t("Lost"), "x", line.lost, preview, &html, t)
        }
        if preview.lines.allSatisfy({ $0.gained.isEmpty && $0.lost.isEmpty }) {
            html.notice(t("Nothing changes in what this person sees."), .good)
        }
    }

    private static func changes(
        _ kind: Kind, _ word: String, _ icon: String, _ records: [Reference], _ preview: RolePreview,
        _ html: inout HTML, _ t: Translator
    ) {
        guard !records.isEmpty else { return }
        html.heading(
            "\(word) · \(t(kind.pluralLabel))", detail: records.count == RolePreview.shown ? t("the first ten") : nil)
        html.ul(.class("s")) { html in
            for record in records {
                html.li(.class("row")) { html in
                    html.icon(icon, .small)
                    let name = preview.titles[record].map { String($0.prefix(120)) } ?? "\(t(kind.label)) \(record.id)"
                    html.a(name, .class("link cut target"), .href("/\(kind.plural)/\(record.id)"))
                }
            }
        }
    }

    private static func number(_ count: Int, _ t: Translator) -> String {
        count > RolePreview.counted ? t.number(RolePreview.counted) + "+" : t.number(count)
    }

    // For programs

    @Sendable private static func read(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        try request.checkQuery(only: ["user"])
        let id = try request.identifier()
        guard let user = request.query["user"].flatMap({ Int64($0) }) else {
            throw Refusal(fields: [
                FieldRefusal("user", code: "required", Message("Say for whom: the identifier of a user."))
            ])
        }
        let preview = try await load(id, user, context)
        func list(_ records: [Reference]) -> JSON {
            .array(
                records.map {
                    .record(["id": .text(String($0.id)), "title": preview.titles[$0].map(JSON.text) ?? .null])
                })
        }
        return .json(
            .record([
                "data": .array(
                    preview.lines.map { line in
                        .record([
                            "entity": .text(line.kind.plural), "now": .number(String(line.now)),
                            "then": .number(String(line.then)), "gained": list(line.gained), "lost": list(line.lost),
                        ])
                    })
            ]))
    }

    private static let operation = #"""
        {"summary":"What somebody would see who had this role","tags":["roles"],
        "description":"Per kind of record how many are seen now and would be seen then (up to 10,001), and the first \#
        ten gained and lost.",
        "parameters":[{"name":"user","in":"query","required":true,
        "schema":{"type":"string","pattern":"^[0-9]{1,18}$"}}],
        "responses":{"200":{"description":"Now and then","content":{"application/json":{"schema":{"type":"object",
        "required":["data"],"properties":{"data":{"type":"array","items":{"type":"object",
        "required":["entity","now","then","gained","lost"]}}}}}}}}}
        """#
}
