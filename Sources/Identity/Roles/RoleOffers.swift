import Records
import Storage

/// What a later version adds to the presets reaches the roles that were made from them: each kind, permission and
/// hidden field is offered once, and what the company makes of it afterwards stays.
package enum RoleOffers {
    /// What was given to the roles of a company.
    package struct Given: Sendable, Hashable {
        /// Names of the roles that got something.
        package var roles: [String] = []
        /// Roles that the company made itself: nobody knows what they are for.
        package var own: [String] = []
        /// What there is a right to now.
        package var things: [Message] = []
        /// Roles that hold what is refused by now, with the reason.
        package var refused: [String: Refusal] = [:]

        package var isEmpty: Bool { roles.isEmpty && refused.isEmpty }
    }

    /// From which preset a role was made; its name and its key may be others by now.
    static let originTable = TableSpec(
        "role_origin", [.init("role_id", .integer), .init("preset", .text)], primaryKey: ["role_id"])
    static let offerTable = TableSpec(
        "role_offer", [.init("thing", .text), .init("at", .instant)], primaryKey: ["thing"])

    /// What the roles of companies knew that were founded before offers were noted.
    private static let firstKnown: Set<Thing> = Set(
        ["account", "contact", "opportunity", "activity", "note", "attachment"].map { .kind($0) }
            + [.permission("sales.see_revenue")])

    /// One thing a preset says something of.
    fileprivate enum Thing: Hashable {
        case kind(String), permission(String), field(String, String)

        var name: String {
            switch self {
            case .kind(let name): "kind \(name)"
            case .permission(let name): "permission \(name)"
            case .field(let kind, let field): "field \(kind).\(field)"
            }
        }

        func label(_ transaction: Transaction) -> Message? {
            switch self {
            case .kind(let name): transaction.schema[name]?.pluralLabel
            case .permission(let name): transaction.permissions[name]
            case .field(let kind, let field):
                transaction.schema[kind].flatMap { $0[field]?.label ?? $0.part(field)?.kind.pluralLabel }
            }
        }
    }

    /// All that presets speak of and this version knows.
    private static func things(_ transaction: Transaction) -> [Thing] {
        var things: Set<Thing> = []
        for role in RolePreset.allCases.map({ $0.role("en") }) {
            things.formUnion(role.rights.filter { $0.entity != RoleRight.everyKind }.map { .kind($0.entity) })
            things.formUnion(role.permissions.map { .permission($0.permission) })
            things.formUnion(role.fieldRights.map { .field($0.entity, $0.field) })
        }
        return things.filter { $0.label(transaction) != nil }.sorted { $0.name < $1.name }
    }

    private static func unknown(_ transaction: Transaction) throws -> [Thing] {
        var known = Set(
            try transaction.connection.rows("SELECT thing FROM role_offer", .text).compactMap { $0[0].text })
        if known.isEmpty { known = Set(firstKnown.map(\.name)) }
        return things(transaction).filter { !known.contains($0.name) }
    }

    package static func areWaiting(in transaction: Transaction) throws -> Bool { try !unknown(transaction).isEmpty }

    /// The roles of a company that is founded now know everything.
    static func begin(_ roles: [RolePreset: ID<Role>], in transaction: Transaction) throws {
        for (preset, role) in roles { try note(preset, of: role.number, transaction) }
        try note(things(transaction), transaction)
    }

    /// A company that is founded upon roles of its own, from a configuration file: nothing is added to them.
    static func beginWithoutPresets(in transaction: Transaction) throws {
        let isNoted = try transaction.connection.integer("SELECT COUNT(*) FROM role_offer") != 0
        if !isNoted { try note(things(transaction), transaction) }
    }

    /// Gives the roles made from presets what is new, where the company has not said anything of it.
    package static func give(in transaction: Transaction) throws -> Given {
        let new = try unknown(transaction)
        guard !new.isEmpty else { return Given() }
        try noteOrigins(transaction)
        let origins = Dictionary(
            try transaction.connection.rows("SELECT role_id, preset FROM role_origin", .integer, .text)
                .map { row -> (Int64, RolePreset?) in (row[0].integer ?? 0, RolePreset(rawValue: row[1].text ?? "")) },
            uniquingKeysWith: { $1 })
        var given = Given(), things: Set<Thing> = []
        for role in try transaction.all(Role.self).sorted(by: { $0.id.number < $1.id.number }) {
            guard let preset = origins[role.id.number] ?? nil else {
                if !role.isAdministrator { given.own.append(role.name) }
                continue
            }
            var fuller = role
            let added = fuller.take(new, from: preset.role("en"))
            guard !added.isEmpty else { continue }
            do {
                try transaction.save(fuller)
                given.roles.append(role.name)
                things.formUnion(added)
            } catch let refusal as Refusal {
                given.refused[role.name] = refusal
            }
        }
        given.things = things.sorted { $0.name < $1.name }.compactMap { $0.label(transaction) }
        let isFirst = try transaction.connection.integer("SELECT COUNT(*) FROM role_offer") == 0
        try note(isFirst ? RoleOffers.things(transaction) : new, transaction)
        return given
    }

    private static func note(_ things: [Thing], _ transaction: Transaction) throws {
        for thing in things {
            try transaction.connection.execute(
                """
                INSERT INTO role_offer (thing, at) VALUES (\(thing.name), \(transaction.now))
                ON CONFLICT (thing) DO NOTHING
                """)
        }
    }

    private static func note(_ preset: RolePreset, of role: Int64, _ transaction: Transaction) throws {
        try transaction.connection.execute(
            "INSERT INTO role_origin (role_id, preset) VALUES (\(role), \(preset.rawValue))")
    }

    /// Of roles made before origins were noted: the house made them, and their key or name is still the preset's.
    private static func noteOrigins(_ transaction: Transaction) throws {
        guard try transaction.connection.integer("SELECT role_id FROM role_origin LIMIT 1") == nil else { return }
        let made = try transaction.connection.rows(
            "SELECT id, key, name FROM role WHERE created_by IS NULL ORDER BY id", .integer, .text, .text)
        for role in made {
            let preset = RolePreset.allCases.first { preset in
                role[1].text == preset.rawValue || ["fr", "en"].contains { role[2].text == preset.name($0) }
            }
            if let preset, let id = role[0].integer { try note(preset, of: id, transaction) }
        }
    }
}

extension Role {
    /// What of these the preset grants, or hides, and this role says nothing of. A line of the company's own for every
    /// kind speaks of new kinds too.
    fileprivate mutating func take(_ things: [RoleOffers.Thing], from preset: Role) -> [RoleOffers.Thing] {
        if isAdministrator { return [] }
        let coversAll = rights.contains { $0.entity == RoleRight.everyKind }
        return things.filter { thing in
            switch thing {
            case .kind(let name):
                guard !coversAll, !rights.contains(where: { $0.entity == name }),
                    let line = preset.rights.first(where: { $0.entity == name })
                else { return false }
                rights.append(line)
            case .permission(let name):
                guard !permissions.contains(where: { $0.permission == name }),
                    let line = preset.permissions.first(where: { $0.permission == name })
                else { return false }
                permissions.append(line)
            case .field(let kind, let name):
                func isIt(_ line: RoleField) -> Bool { line.entity == kind && line.field == name }
                guard !fieldRights.contains(where: isIt), let line = preset.fieldRights.first(where: isIt) else {
                    return false
                }
                fieldRights.append(line)
            }
            return true
        }
    }
}
