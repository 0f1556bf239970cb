import Records
import Storage

/// Why a grant is met by a record or not, in the middle of a sentence: “it belongs to Luc, who is in a team below”.
struct ReasonWords {
    private let user: User
    private let role: Role
    private let record: Record
    private let kind: Kind
    private let transaction: Transaction
    /// Whose the record is; nil where it is nobody's.
    private let owner: User?
    private let shares: [Share]
    private let teams: CompanyChart

    init(
        user: User, role: Role, record: Record, kind: Kind, viewer: Viewer, transaction: Transaction
    ) throws {
        self.user = user
        self.role = role
        self.record = record
        self.kind = kind
        self.transaction = transaction
        let house = transaction.asHouse
        teams = try CompanyChart(in: house)
        let id = record.value(kind.ownerField, in: kind).integer
        owner = try id.flatMap { try house.records([$0], of: house.schema.kind(of: User.self))[$0] }
            .map { try User($0, kind: house.schema.kind(of: User.self)) }
        let chain = Set(viewer.teams)
        shares = try house.shares(of: record.id, kind).filter { share in
            switch share.holder {
            case .user(let id): id == user.id.number
            case .team(let id): chain.contains(id)
            }
        }
    }

    // Met

    func reasons(_ grant: Viewer.Grant, _ act: Viewer.Act) throws -> [Message] {
        switch grant {
        case .all:
            return [
                role.isAdministrator
                    ? Message("the role “{role}” may do everything", roleName)
                    : Message("the role “{role}” reaches every record of this kind", roleName)
            ]
        case .owners: return [ownership]
        case .shared: return try shares.filter { act == .read || $0.mayChange }.map(sharing)
        case .through(let name): return [try about(name)]
        case .condition: return [Message("it is shared with everybody")]
        case .both(let first, let second): return try (first + second).prefix(2).flatMap { try reasons($0, act) }
        }
    }

    private var roleName: [String: Message.Argument] { ["role": .text(role.name)] }

    private var ownership: Message {
        guard let owner else { return Message("it belongs to nobody") }
        let isMade = kind.ownerField == "created_by"
        if owner.id == user.id { return isMade ? Message("this person made it") : Message("it belongs to this person") }
        let names: [String: Message.Argument] = [
            "owner": .text(owner.name), "team": .text(owner.team.flatMap { teams.names[$0.number] } ?? ""),
        ]
        guard let own = user.team, let other = owner.team else {
            return Message("it belongs to {owner}", names)
        }
        if own == other { return Message("it belongs to {owner}, who is in the same team ({team})", names) }
        if teams.below(own.number).contains(other.number) {
            return Message("it belongs to {owner}, who is in {team}, a team below theirs", names)
        }
        return Message("it belongs to {owner}", names)
    }

    private func sharing(_ share: Share) throws -> Message {
        let by = try share.by.flatMap { try transaction.asHouse.titles([Reference(kind: "user", id: $0)]).values.first }
        switch (share.holder, by) {
        case (.user, let by?): return Message("{sharer} shared it with this person", ["sharer": .text(by)])
        case (.user, nil): return Message("it was shared with this person")
        case (.team(let id), let by?):
            return Message(
                "{sharer} shared it with the team {team}",
                ["sharer": .text(by), "team": .text(teams.names[id] ?? "")])
        case (.team(let id), nil):
            return Message("it was shared with the team {team}", ["team": .text(teams.names[id] ?? "")])
        }
    }

    private func about(_ name: String) throws -> Message {
        guard let reference = subject(name), let title = try transaction.titles([reference])[reference] else {
            return Message("it is about a record that this person sees")
        }
        return Message("it is about “{record}”, which this person sees", ["record": .text(String(title.prefix(120)))])
    }

    private func subject(_ name: String) -> Reference? {
        guard let field = kind[name] else { return nil }
        let values = Array(record.values(name, in: kind))
        if let target = field.shape.linkTarget {
            return values.first?.integer.map { Reference(kind: target, id: $0) }
        }
        guard let target = values.first?.text, let id = values.last?.integer else { return nil }
        return Reference(kind: target, id: id)
    }

    // Not met

    func missing(_ grants: [Viewer.Grant], _ act: Viewer.Act) throws -> [Message] {
        if grants.isEmpty { return [Message("the role “{role}” allows it for no record of this kind", roleName)] }
        let isAbout = grants.contains { if case .through = $0 { true } else { false } }
        if isAbout { return [Message("this person does not see what it is about")] }
        guard grants.contains(where: { if case .owners = $0 { true } else { false } }) else {
            return [Message("nothing in the role “{role}” reaches it", roleName)]
        }
        let reasons: [Message]
        if let owner {
            reasons = [
                Message(
                    "it belongs to {owner}, whom the role “{role}” does not reach",
                    roleName.merging(["owner": .text(owner.name)]) { $1 })
            ]
        } else {
            reasons = [Message("it belongs to nobody")]
        }
        guard grants.contains(.shared) else { return reasons }
        return reasons + [
            shares.isEmpty
                ? Message("it is not shared with this person")
                : Message("it is shared with this person only to be seen")
        ]
    }
}
