import Records
import Storage
import Web

/// Makes the eyes of a person from their role, their team and the teams below it: compiled once, applied everywhere.
package enum Rights {
    /// The shape of the company: everybody sees it, administrators change it.
    static let structure: Set<String> = [
        "user", "team", "role", "pipeline", "stage", "quality_criterion", "distribution_rule",
        "lead_capacity",
    ]
    /// Everybody sees what is sold and what is handed out about it, which groups of customers there are, and how
    /// customers are followed up.
    static let shown: Set<String> = [
        "product", "customer_group", "email_template", "follow_up_plan", "library_document",
    ]
    /// Of these only the author sees what is not finished, though it is about a record others see.
    static let unfinished: [String: Condition] = [
        "email": .test(path: ["state"], .equals(.text("draft"))),
        "text_message": .test(path: ["state"], .equals(.text("draft"))),
    ]

    /// Of these, whoever has the permission also sees the ones that are nobody’s, to take them.
    static let pools: [String: String] = ["lead": "leads.take"]

    /// For work done without a request. Somebody who is gone or no longer active sees nothing.
    package static func viewer(of user: Int64?, in workspace: Workspace, registry: Registry) async throws -> Viewer {
        guard let user else { return .house }
        let permissions = Set(registry.permissions.keys)
        return try await workspace.read(.house) { try viewer(of: user, permissions, in: $0) }
    }

    /// `permissions` are all there are: an administrator has them.
    package static func viewer(of user: Int64, _ permissions: Set<String>, in transaction: Transaction) throws -> Viewer
    {
        let row = try transaction.connection.first(
            "SELECT role, team FROM \"user\" WHERE id = \(user) AND is_active = TRUE", .integer, .integer)
        guard let row, let role = row[0].integer else { return Viewer(user: user, grants: [:]) }
        return try viewer(
            of: user, team: row[1].integer, as: transaction.asHouse.find(ID<Role>(role)), permissions, in: transaction)
    }

    /// What somebody with this role in this team would see: also asked before the role is given.
    package static func viewer(
        of user: Int64, team: Int64?, as role: Role, _ permissions: Set<String>, in transaction: Transaction
    ) throws -> Viewer {
        let place = try CompanyPlace(user: user, team: team, in: transaction)
        return viewer(at: place, as: role, permissions, transaction.schema)
    }

    /// The same for somebody whose place in the company is known.
    static func viewer(
        at place: CompanyPlace, as role: Role, _ permissions: Set<String>, _ schema: Schema
    ) -> Viewer {
        let user = place.user
        let lines = Dictionary(role.rights.map { ($0.entity, $0) }, uniquingKeysWith: { first, _ in first })
        var rights: [String: Viewer.Rights] = [:]
        for kind in schema.entities where kind.subjectField == nil || structure.contains(kind.name) {
            rights[kind.name] = Rights.rights(kind, role, lines, place)
        }
        let seesAll = rights.values.allSatisfy { $0.read.contains(.all) }
        for kind in schema.entities where rights[kind.name] == nil {
            rights[kind.name] = about(kind, role, lines, place, seesAll: seesAll)
        }
        for kind in schema.entities where ReadingCircle.isKnown(to: kind) {
            rights[kind.name] = ReadingCircle.narrowed(rights[kind.name], place)
        }
        rights[SavedView.name] = Viewer.Rights(SavedView.grants(for: user))
        let hidden = role.fieldRights.filter { $0.access == .hidden },
            shown = role.fieldRights.filter { $0.access == .read }
        return Viewer(
            user: user, teams: place.chain, rights: rights,
            hiddenFields: role.isAdministrator ? [] : Set(hidden.map { "\($0.entity).\($0.field)" }),
            readOnlyFields: role.isAdministrator ? [] : Set(shown.map { "\($0.entity).\($0.field)" }),
            permissions: role.isAdministrator
                ? permissions : permissions.intersection(role.permissions.map(\.permission)))
    }

    private static func rights(
        _ kind: Kind, _ role: Role, _ lines: [String: RoleRight], _ place: CompanyPlace
    ) -> Viewer.Rights {
        if role.isAdministrator || kind.name == SavedView.name { return Viewer.Rights([.all]) }
        let isStructure = structure.contains(kind.name)
        var rights = Viewer.Rights()
        if let line = lines[kind.name] ?? (isStructure ? nil : lines[RoleRight.everyKind]) {
            rights.read = place.grants(line.read)
            rights.create = place.grants(line.create)
            rights.change = place.grants(line.change)
            rights.delete = place.grants(line.delete)
            rights.export = place.grants(line.export)
            if let permission = pools[kind.name], role.permissions.contains(where: { $0.permission == permission }),
                line.read != .all
            {
                rights.read.append(.condition(.test(path: ["owner"], .empty(true))))
            }
        }
        if isStructure || shown.contains(kind.name) {
            rights.read = [.all]
            if lines[kind.name] == nil { rights.export = [.all] }
        }
        return rights
    }

    /// Notes, activities, files, changes of stage: seen with what they are about, and by whoever owns them.
    private static func about(
        _ kind: Kind, _ role: Role, _ lines: [String: RoleRight], _ place: CompanyPlace, seesAll: Bool
    ) -> Viewer.Rights {
        if role.isAdministrator { return Viewer.Rights([.all]) }
        let subject = kind.subjectField?.name ?? "about"
        var rights = Viewer.Rights()
        guard let line = lines[kind.name] ?? lines[RoleRight.everyKind] else {
            // Nobody writes these by hand; whoever sees the record sees its past.
            if kind.declared.allSatisfy(\.isReadOnly) { rights.read = seesAll ? [.all] : [.through(subject)] }
            return rights
        }
        func grants(_ scope: RightScope) -> [Viewer.Grant] {
            switch scope {
            case .all: seesAll ? [.all] : [through(kind, subject), .owners([place.user])]
            default: place.grants(scope).filter { $0 != .shared }
            }
        }
        rights.read = grants(line.read)
        rights.create = line.create == .none ? [] : [.all]
        rights.change = grants(line.change)
        rights.delete = grants(line.delete)
        rights.export = grants(line.export)
        return rights
    }
}

extension Rights {
    private static func through(_ kind: Kind, _ subject: String) -> Viewer.Grant {
        guard let unfinished = unfinished[kind.name] else { return .through(subject) }
        return .both([.through(subject)], [.condition(.not(unfinished))])
    }
}

/// Where somebody stands: the people of the team, and of the teams below.
struct CompanyPlace {
    let user: Int64
    /// The team and those above it.
    let chain: [Int64]
    let team: [Int64]
    private let subtree: [Int64]

    init(user: Int64, team: Int64?, in transaction: Transaction) throws {
        self.user = user
        guard let team else {
            (chain, self.team, subtree) = ([], [user], [user])
            return
        }
        var parents: [Int64: Int64] = [:], children: [Int64: [Int64]] = [:]
        for row in try transaction.connection.rows("SELECT id, parent FROM team", .integer, .integer) {
            guard let id = row[0].integer, let parent = row[1].integer else { continue }
            parents[id] = parent
            children[parent, default: []].append(id)
        }
        var chain = [team], below: Set<Int64> = [team], open = [team]
        while let parent = parents[chain[chain.count - 1]], !chain.contains(parent) { chain.append(parent) }
        while let next = open.popLast() {
            for child in children[next] ?? [] where below.insert(child).inserted { open.append(child) }
        }
        self.chain = chain
        var members: [Int64: [Int64]] = [:]
        let rows = try transaction.connection.rows(
            "SELECT id, team FROM \"user\" WHERE team IN (\(SQL.list(below.sorted())))", .integer, .integer)
        for row in rows { members[row[1].integer ?? 0, default: []].append(row[0].integer ?? 0) }
        self.team = Set((members[team] ?? []) + [user]).sorted()
        subtree = Set(members.values.flatMap { $0 } + [user]).sorted()
    }

    /// From the chart of the company, for many people at once.
    init(user: Int64, team: Int64?, _ chart: CompanyChart) {
        self.user = user
        guard let team else {
            (chain, self.team, subtree) = ([], [user], [user])
            return
        }
        chain = chart.chain(of: team)
        self.team = Set((chart.members[team] ?? []) + [user]).sorted()
        subtree = Set(chart.below(team).flatMap { chart.members[$0] ?? [] } + [user]).sorted()
    }

    func grants(_ scope: RightScope) -> [Viewer.Grant] {
        switch scope {
        case .none: []
        case .own: [.owners([user]), .shared]
        case .team: [.owners(team), .shared]
        case .subtree: [.owners(subtree), .shared]
        case .all: [.all]
        }
    }
}
