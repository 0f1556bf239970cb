import Identity
import Localisation
import Records
import Storage
import Web

/// The distribution of leads in the settings: how soon they are answered, who gets which, who is there to take them.
enum RulePages {
    static let path = "/settings/leads"
    static let permission = Distribution.permission

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(label: Message("Leads"), icon: Lead.icon, path: path, permission: permission))
        registry.routes.get(path, [], list)
        registry.routes.post(path, [], keepSettings)
        registry.routes.post(path + "/crew/:id", [], keepMember)
        registry.routes.get(path + "/rules/new", [], new)
        registry.routes.get(path + "/rules/:id", [], show)
        registry.routes.post(path + "/rules", [], create)
        registry.routes.post(path + "/rules/:id", [], save)
        registry.routes.post(path + "/rules/:id/delete", [], delete)
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        return try await context.read { try LeadSettingsPage.load(context, in: $0) }.answer(request, context)
    }

    /// Empty numbers mean: no limit, no clock, no recycling.
    @Sendable private static func keepSettings(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = try await request.form()
        var settings = LeadSettings(context.workspace.settings), refusals: [FieldRefusal] = []
        func number(_ name: String, _ range: ClosedRange<Int>) -> Int? {
            let text = (form[name] ?? "").trimmingWhitespace()
            if text.isEmpty { return nil }
            guard let value = Int(text), range.contains(value) else {
                refusals.append(
                    FieldRefusal(
                        name, code: "out_of_range",
                        Message(
                            "A whole number from {first} to {limit} is expected.",
                            ["first": .number(range.lowerBound), "limit": .number(range.upperBound)])))
                return nil
            }
            return value
        }
        settings.respondMinutes = number("respond_minutes", 1...10_000)
        settings.capacity = number("capacity", 0...10_000)
        settings.recycleDays = number("recycle_days", 1...3650)
        settings.recycleTimes = number("recycle_times", 0...100) ?? 2
        settings.goesToKnownOwner = form["to_known_owner"] == "true"
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        let kept = settings
        try await context.write { try kept.save(in: $0) }
        try await context.workspace.reload()
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }

    /// How many leads somebody takes, and whether they are there.
    @Sendable private static func keepMember(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let user = try request.identifier(), form = try await request.form()
        let text = (form["maximum"] ?? "").trimmingWhitespace()
        guard text.isEmpty || Int(text) != nil else {
            throw Refusal(fields: [
                FieldRefusal("maximum", code: "invalid_type", Message("A whole number is expected."))
            ])
        }
        let isAway = form["is_away"] == "true", until = form["away_until"].flatMap { Day(iso: $0) }
        try await context.write { transaction in
            let house = transaction.asHouse, kind = house.schema.kind(of: LeadCapacity.self)
            let known = try house.all(
                LeadCapacity.self, where: .test(path: ["user"], .equals(.text(String(user)))))
            var draft = Draft(
                id: known.first?.id.number,
                fields: [
                    "maximum": Int(text).values, "is_away": [.boolean(isAway)],
                    "away_until": isAway ? until.values : [.null],
                ])
            if known.isEmpty { draft.fields["user"] = [.integer(user)] }
            try house.save(draft, as: kind)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }

    @Sendable private static func new(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let query = request.query
        return try await context.read { transaction in
            var rule = DistributionRule()
            rule.position = try (transaction.all(DistributionRule.self).map(\.position).max() ?? 0) + 10
            return try RuleForm.load(rule, query, in: transaction)
        }.answer(request, context)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier(), query = request.query
        return try await context.read { transaction in
            try RuleForm.load(transaction.find(ID<DistributionRule>(id)), query, in: transaction)
        }.answer(request, context)
    }

    @Sendable private static func create(_ request: Request, _ context: Context) async throws -> Response {
        try await keep(nil, request, context)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try await keep(try request.identifier(), request, context)
    }

    private static func keep(_ id: Int64?, _ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let form = try await request.form()
        do {
            try await context.write { transaction in
                let house = transaction.asHouse
                let rule = try id.map { try house.find(ID<DistributionRule>($0)) } ?? DistributionRule()
                try house.save(RuleForm.filled(rule, form))
            }
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            var page = try await context.read { transaction in
                let stored = try id.map { try transaction.find(ID<DistributionRule>($0)) } ?? DistributionRule()
                return try RuleForm.load(stored, form, in: transaction)
            }
            page.refusal = refusal
            return page.answer(request, context)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }

    @Sendable private static func delete(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier()
        try await context.write { transaction in
            let house = transaction.asHouse
            _ = try house.delete([id], of: house.schema.kind(of: DistributionRule.self))
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("The rule is deleted.")))
    }
}
