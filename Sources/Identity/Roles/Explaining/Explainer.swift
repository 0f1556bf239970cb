import Records
import Storage

/// Says why somebody can or cannot see, change, delete or export one record, by asking each grant of their role about
/// that record: the predicate is the one that lists, searches and exports are made with.
package struct Explainer {
    let record: Record
    let kind: Kind
    /// Of whoever asks: names are told as far as they see them.
    let transaction: Transaction
    private let house: Transaction
    private let permissions: Set<String>
    private let place: ConditionCompiler.Place

    /// Not found where whoever asks does not see the record.
    package init(_ id: Int64, of kind: Kind, in transaction: Transaction) throws {
        record = try transaction.record(id, of: kind)
        self.kind = kind
        self.transaction = transaction
        house = transaction.asHouse
        permissions = Set(transaction.permissions.keys)
        place = ConditionCompiler.Place(kind)
    }

    package func explain(_ person: Int64) throws -> [Explanation] {
        let user = try house.find(ID<User>(person))
        guard user.isActive, let role = try user.role.map({ try house.find($0) }) else {
            let reason =
                user.isActive
                ? Message("no role was given to this person") : Message("the account of this person is closed")
            return Explanation.acts.map {
                Explanation(act: $0, isAllowed: false, reasons: [$0.notBecause(user.name, reason)])
            }
        }
        let viewer = try Rights.viewer(of: person, permissions, in: house)
        let words = try ReasonWords(
            user: user, role: role, record: record, kind: kind, viewer: viewer, transaction: transaction)
        let isSeen = try holds(viewer.grants(for: kind.name), .read, viewer)
        return try Explanation.acts.map { act in
            guard isSeen || act == .read else {
                return Explanation(
                    act: act, isAllowed: false,
                    reasons: [act.notBecause(user.name, Message("this person does not even see it"))])
            }
            let grants = viewer.grants(for: kind.name, to: act)
            let held = try grants.filter { try holds([$0], act, viewer) }
            if held.isEmpty {
                let reasons = try words.missing(grants, act).map { act.notBecause(user.name, $0) }
                return Explanation(act: act, isAllowed: false, reasons: reasons)
            }
            let reasons = try held.flatMap { try words.reasons($0, act) }.map { act.because(user.name, $0) }
            return Explanation(act: act, isAllowed: true, reasons: reasons)
        }
    }

    /// Whether one of these grants is met by the record.
    private func holds(_ grants: [Viewer.Grant], _ act: Viewer.Act, _ viewer: Viewer) throws -> Bool {
        let compiler = transaction.compiler(for: viewer)
        let predicate = try transaction.refusing { () throws(ConditionFault) in
            try compiler.any(of: grants, at: place, to: act)
        }
        guard let predicate else { return true }
        return try transaction.connection.integer(
            """
            SELECT \(place.column("id")) FROM \(place.from)
            WHERE \(place.column("id")) = \(record.id) AND \(predicate)
            """
        )
            != nil
    }

    // Everybody

    /// Somebody who sees the record.
    package struct Onlooker: Sendable {
        package let id: Int64
        package let name: String
        package let role: String
        package let mayChange: Bool
    }

    private static let atOnce = 40

    /// Who of the company sees the record, by name: two queries for forty people.
    package func onlookers() throws -> [Onlooker] {
        let chart = try CompanyChart(in: house)
        let roles = Dictionary(try house.all(Role.self).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let people = try house.all(User.self, where: .test(path: ["is_active"], .equals(true)))
            .sorted { (folded($0.name), $0.id.number) < (folded($1.name), $1.id.number) }
        var found: [Onlooker] = []
        for some in people.chunked(by: Explainer.atOnce) {
            let viewers = some.compactMap { user -> (User, Role, Viewer)? in
                guard let role = user.role.flatMap({ roles[$0] }) else { return nil }
                let stand = CompanyPlace(user: user.id.number, team: user.team?.number, chart)
                return (user, role, Rights.viewer(at: stand, as: role, permissions, transaction.schema))
            }
            let seeing = try able(viewers.map(\.2), .read), changing = try able(viewers.map(\.2), .change)
            found += viewers.filter { seeing.contains($0.0.id.number) }.map { user, role, _ in
                Onlooker(
                    id: user.id.number, name: user.name, role: role.name,
                    mayChange: changing.contains(user.id.number))
            }
        }
        return found
    }

    /// Which of these may do this to the record.
    private func able(_ viewers: [Viewer], _ act: Viewer.Act) throws -> Set<Int64> {
        var able: Set<Int64> = [], asked: [SQL] = []
        for viewer in viewers {
            let predicate = try transaction.refusing { () throws(ConditionFault) in
                try transaction.compiler(for: viewer).rights(at: place, to: act)
            }
            guard let predicate else {
                able.insert(viewer.user)
                continue
            }
            asked.append(
                """
                SELECT CAST(\(viewer.user) AS BIGINT) FROM \(place.from)
                WHERE \(place.column("id")) = \(record.id) AND \(predicate)
                """)
        }
        if !asked.isEmpty { able.formUnion(try transaction.connection.integers(SQL.joined(asked, " UNION ALL "))) }
        return able
    }
}
