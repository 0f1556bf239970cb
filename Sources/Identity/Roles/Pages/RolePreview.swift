import Records
import Storage

/// What a role would change for somebody, before it is given: per kind of record how many they see now and would see
/// then, and the first of those gained and lost.
struct RolePreview: Sendable {
    static let shown = 10
    static let counted = 10_000

    struct Line: Sendable {
        let kind: Kind
        /// Counted up to `counted`, and one more where there are more.
        let now: Int
        let then: Int
        let gained: [Reference]
        let lost: [Reference]
    }

    let lines: [Line]
    /// As whoever asks sees them.
    let titles: [Reference: String]

    /// - Parameter transaction: of whoever asks.
    init(of user: Int64, as role: Role, _ permissions: Set<String>, in transaction: Transaction) throws {
        let house = transaction.asHouse
        let person = try house.find(ID<User>(user))
        let now = try Rights.viewer(of: user, permissions, in: house)
        let then = try Rights.viewer(
            of: user, team: person.team?.number, as: role, permissions, in: house)
        lines = try RoleMatrix(transaction.schema).kinds.filter { !RoleMatrix.isShownToAll($0) }.map { kind in
            Line(
                kind: kind, now: try RolePreview.count(kind, now, transaction),
                then: try RolePreview.count(kind, then, transaction),
                gained: try RolePreview.first(kind, then, without: now, transaction),
                lost: try RolePreview.first(kind, now, without: then, transaction))
        }
        titles = try transaction.titles(lines.flatMap { $0.gained + $0.lost })
    }

    private static func count(_ kind: Kind, _ viewer: Viewer, _ transaction: Transaction) throws -> Int {
        try transaction.seen(by: viewer).count(kind, cap: counted + 1)
    }

    /// The newest records that the one sees and the other does not.
    private static func first(
        _ kind: Kind, _ viewer: Viewer, without other: Viewer, _ transaction: Transaction
    ) throws -> [Reference] {
        let place = ConditionCompiler.Place(kind)
        let condition = try transaction.refusing { () throws(ConditionFault) -> SQL? in
            // Everything is seen by the other: nothing is left.
            guard let hidden = try transaction.compiler(for: other).rights(at: place) else { return nil }
            let seen = try transaction.compiler(for: viewer).rights(at: place).map { "\($0) AND " as SQL } ?? ""
            return "\(seen)(\(hidden)) IS NOT TRUE"
        }
        guard let condition else { return [] }
        return try transaction.connection.integers(
            """
            SELECT \(place.column("id")) FROM \(place.from) WHERE \(condition)
            ORDER BY \(place.column("id")) DESC LIMIT \(shown)
            """
        ).map { Reference(kind: kind.name, id: $0) }
    }
}
