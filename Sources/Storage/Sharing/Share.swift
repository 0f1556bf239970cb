import Records

/// A record opened to somebody, or to a team, who would not see it otherwise. Shares widen what a role allows, never
/// narrow it. They outlive a deleted record, so that restoring it restores who sees it.
package struct Share: Sendable, Hashable {
    package enum Holder: Sendable, Hashable {
        case user(Int64)
        case team(Int64)
    }

    package let id: Int64
    package let holder: Holder
    /// Or only look at it.
    package let mayChange: Bool
    package let since: Instant
    package let by: Int64?

    static let table = TableSpec(
        "share",
        [
            .init("id", .integer), .init("kind", .text), .init("record_id", .integer),
            .init("user_id", .integer, required: false), .init("team_id", .integer, required: false),
            .init("may_change", .boolean), .init("at", .instant), .init("by_user", .integer, required: false),
        ], primaryKey: ["id"],
        indexes: [
            .init("share_of_user", ["user_id", "kind", "record_id"]),
            .init("share_of_team", ["team_id", "kind", "record_id"]),
            .init("share_of_record", ["record_id", "kind"]),
        ],
        merging: .moves(
            [RecordPointer("record_id", kindIn: "kind")], once: ["user_id", "team_id"], stronger: "may_change"))

    /// The ids of records of a kind that are shared with the viewer.
    static func query(_ kind: Kind, _ viewer: Viewer, toChange: Bool) -> SQL {
        let enough: SQL = toChange ? " AND may_change = TRUE" : ""
        let own: SQL =
            "SELECT record_id FROM share WHERE user_id = \(viewer.user) AND kind = \(kind.name)\(enough)"
        if viewer.teams.isEmpty { return own }
        return
            """
            \(own) UNION ALL SELECT record_id FROM share
            WHERE team_id IN (\(SQL.list(viewer.teams))) AND kind = \(kind.name)\(enough)
            """
    }
}

extension Transaction {
    /// With whom a record is shared, oldest first. Not found where the viewer does not see it.
    package func shares(of id: Int64, _ kind: Kind) throws -> [Share] {
        guard try existing([id], of: kind).contains(id) else { throw Refusal.notFound() }
        return try connection.rows(
            """
            SELECT id, user_id, team_id, may_change, at, by_user FROM share
            WHERE record_id = \(id) AND kind = \(kind.name) ORDER BY id
            """, .integer, .integer, .integer, .boolean, .instant, .integer
        ).compactMap { row in
            let holder = row[1].integer.map(Share.Holder.user) ?? row[2].integer.map(Share.Holder.team)
            return holder.map {
                Share(
                    id: row[0].integer ?? 0, holder: $0, mayChange: row[3].boolean ?? false,
                    since: row[4].instant ?? now,
                    by: row[5].integer)
            }
        }
    }

    /// Opens a record to somebody; sharing again says anew whether they may change it. Whoever sees a record may show
    /// it to others; only who may change it can let others change it.
    package func share(_ id: Int64, of kind: Kind, with holder: Share.Holder, mayChange: Bool) throws {
        let act: Viewer.Act = mayChange ? .change : .read
        guard try existing([id], of: kind).contains(id) else { throw Refusal.notFound() }
        guard try allowed([id], of: kind, to: act).contains(id) else { throw Refusal.notYours() }
        let (user, team): (Int64?, Int64?) =
            switch holder {
            case .user(let user): (user, nil)
            case .team(let team): (nil, team)
            }
        for (name, number) in [("user", user), ("team", team)] {
            guard let number, let target = schema[name] else { continue }
            guard try asHouse.existing([number], of: target).contains(number) else {
                throw Refusal(fields: [
                    FieldRefusal(
                        name, code: "unknown_record",
                        Message(
                            "There is no {kind} with the identifier {id}.",
                            ["kind": .message(target.label), "id": .text(String(number))]))
                ])
            }
        }
        let known = try shares(of: id, kind).first { $0.holder == holder }
        if let known, known.mayChange == mayChange { return }
        if let known { try connection.execute("DELETE FROM share WHERE id = \(known.id)") }
        try connection.execute(
            """
            INSERT INTO share (id, kind, record_id, user_id, team_id, may_change, at, by_user)
            VALUES (\(ids.next()), \(kind.name), \(id), \(user), \(team), \(mayChange), \(now), \(author))
            """)
        try noteSharing("shared", id, kind, holder)
    }

    /// Takes a share back. Everybody may give up what was shared with them; else one must be able to change the record.
    package func unshare(_ share: Int64, of id: Int64, _ kind: Kind) throws {
        guard let found = try shares(of: id, kind).first(where: { $0.id == share }) else { throw Refusal.notFound() }
        let isMine = found.holder == .user(viewer.user) || found.by == viewer.user
        guard try isMine || allowed([id], of: kind, to: .change).contains(id) else { throw Refusal.notYours() }
        try connection.execute("DELETE FROM share WHERE id = \(share)")
        try noteSharing("unshared", id, kind, found.holder)
    }

    private func noteSharing(_ action: String, _ id: Int64, _ kind: Kind, _ holder: Share.Holder) throws {
        let who: JSON =
            switch holder {
            case .user(let user): .record(["user": .text(String(user))])
            case .team(let team): .record(["team": .text(String(team))])
            }
        let told = JSON.record(["with": who]).string
        try History.write([History.Line(kind: kind.name, id: id, action: action, changes: told)], in: self)
        try SearchIndex.refresh([id], of: kind, in: self)
        try Outbox.write([Event("\(kind.name).\(action)", Reference(kind: kind.name, id: id), who)], in: self)
    }

    /// Which of these records the viewer may do this to; nothing is said about whether they see them.
    package func allowed(_ ids: [Int64], of kind: Kind, to act: Viewer.Act) throws -> Set<Int64> {
        let place = ConditionCompiler.Place(kind)
        guard let rights = try compiler.rights(at: place, to: act) else { return Set(ids) }
        return Set(
            try connection.integers(
                """
                SELECT \(place.column("id")) FROM \(place.from)
                WHERE \(place.column("id")) IN (\(SQL.set(ids))) AND \(rights)
                """))
    }
}

extension Transaction {
    /// What the viewer may do to this record, besides looking at it.
    package func acts(on id: Int64, of kind: Kind) throws -> Set<Viewer.Act> {
        var acts: Set<Viewer.Act> = []
        for act in [Viewer.Act.change, .delete, .export] where viewer.may(act, kind) {
            if try allowed([id], of: kind, to: act).contains(id) { acts.insert(act) }
        }
        return acts
    }

    /// What a role may be given beside rights on records: name and sentence.
    package var permissions: [String: Message] { rules.permissions }
}

extension Refusal {
    /// Seen, but not to be changed by this person.
    package static func notYours() -> Refusal {
        Refusal(
            .forbidden, code: "not_allowed",
            Message("You may look at this record but not change it. Ask its owner or an administrator."))
    }
}
