import Records

/// Words of the index that nobody types: whose a record is and with whom it is shared. Somebody who sees few records
/// searches among those, instead of among all and then dropping most.
enum SearchToken {
    /// No word of any language begins so.
    private static let mark = "zqx"

    static func owner(_ user: Int64) -> String { "\(mark)o\(user)" }

    static func holder(_ holder: Share.Holder) -> String {
        switch holder {
        case .user(let user): "\(mark)u\(user)"
        case .team(let team): "\(mark)t\(team)"
        }
    }

    /// The tokens of which a record of this kind must have one to be seen. Nil where tokens cannot tell.
    static func wanted(_ kind: Kind, _ viewer: Viewer) -> [String]? {
        if kind.subjectField != nil { return nil }
        var tokens: [String] = []
        for grant in viewer.grants(for: kind.name) {
            switch grant {
            case .owners(let users): tokens += users.map(owner)
            case .shared: tokens += ([.user(viewer.user)] + viewer.teams.map(Share.Holder.team)).map(holder)
            case .all, .through, .condition, .both: return nil
            }
        }
        return tokens
    }
}

extension Share {
    /// With whom each of these records is shared.
    static func holders(of ids: [Int64], _ connection: any Connection) throws -> [Int64: [Holder]] {
        if ids.isEmpty { return [:] }
        var holders: [Int64: [Holder]] = [:]
        let rows = try connection.rows(
            "SELECT record_id, user_id, team_id FROM share WHERE record_id IN (\(SQL.set(ids))) ORDER BY id",
            .integer, .integer, .integer)
        for row in rows {
            guard let holder = row[1].integer.map(Holder.user) ?? row[2].integer.map(Holder.team) else { continue }
            holders[row[0].integer ?? 0, default: []].append(holder)
        }
        return holders
    }
}
