import Identity
import Records
import Storage
import Web

/// Whose agenda is shown, and whose could be.
struct AgendaPeople: Sendable {
    struct Person: Sendable, Hashable {
        let id: Int64
        let name: String
        let time: WorkingTime
    }

    let shown: [Person]
    /// How many a team has beyond those shown.
    let hidden: Int
    /// What the choice offers: me, colleagues, teams that the viewer sees.
    let colleagues: [(id: Int64, name: String)]
    let teams: [(id: Int64, name: String)]
    let title: String?

    static let most = 20
    private static let choices = 200

    static func load(_ whose: AgendaAddress.Whose, _ me: Int64, in transaction: Transaction) throws -> AgendaPeople {
        let colleagues = try active("", transaction)
        let teams = try named(Team.name, transaction)
        let people: [(id: Int64, name: String)]
        var title: String?
        switch whose {
        case .mine: people = try active(" AND u.id = \(me)", transaction.asHouse)
        case .person(let id):
            people = try active(" AND u.id = \(id)", transaction)
            guard let name = people.first?.name else { throw Refusal.notFound() }
            title = name
        case .team(let id):
            guard let name = try transaction.titles([Reference(kind: Team.name, id: id)]).values.first else {
                throw Refusal.notFound()
            }
            title = name
            let kind = transaction.schema.kind(of: Team.self)
            let below: SQL = try transaction.subtree(of: kind)?.ids(under: "\(id)") ?? "\(id)"
            people = try active(" AND u.team IN (\(below))", transaction)
        }
        let shown = people.prefix(most)
        let times = try WorkingTime.of(shown.map(\.id), in: transaction)
        return AgendaPeople(
            shown: shown.map {
                Person(id: $0.id, name: $0.name, time: times[$0.id] ?? transaction.settings.workingTime)
            }, hidden: people.count - shown.count, colleagues: colleagues, teams: teams, title: title)
    }

    /// People who work here and whom the viewer sees, by name.
    private static func active(_ condition: SQL, _ transaction: Transaction) throws -> [(id: Int64, name: String)] {
        let place = ConditionCompiler.Place(transaction.schema.kind(of: User.self))
        guard transaction.viewer.isHouse || !transaction.viewer.grants(for: User.name).isEmpty else { return [] }
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        return try transaction.connection.rows(
            """
            SELECT u.id, u.name FROM "user" AS u WHERE u.is_active = TRUE\(condition)
            AND u.id IN (SELECT \(place.column("id")) FROM \(place.from) WHERE 1 = 1\(rights))
            ORDER BY u.name_key, u.id LIMIT \(choices)
            """, .integer, .text
        ).map { ($0[0].integer ?? 0, $0[1].text ?? "") }
    }

    private static func named(_ kind: String, _ transaction: Transaction) throws -> [(id: Int64, name: String)] {
        let place = ConditionCompiler.Place(transaction.schema.kind(kind))
        guard !transaction.viewer.grants(for: kind).isEmpty else { return [] }
        let rights = try transaction.compiler.rights(at: place).map { " WHERE \($0)" as SQL } ?? ""
        return try transaction.connection.rows(
            """
            SELECT \(place.column("id")), \(place.column("name")) FROM \(place.from)\(rights)
            ORDER BY \(place.column("name_key")), \(place.column("id")) LIMIT \(choices)
            """, .integer, .text
        ).map { ($0[0].integer ?? 0, $0[1].text ?? "") }
    }

    func name(_ id: Int64) -> String? { shown.first { $0.id == id }?.name }

    /// One of six colours for each of a team, by their order.
    func hue(_ id: Int64) -> Int { (shown.firstIndex { $0.id == id } ?? 0) % 6 + 1 }
}
