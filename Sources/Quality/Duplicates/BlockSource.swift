import Records
import Storage

/// Where records that may be one stand together: those that share a stored key, or a value of a field. Read in order,
/// page by page, so that memory stays flat whatever the number of records.
struct BlockSource: Sendable {
    enum Origin: Sendable, Hashable {
        /// The rows of `match_key` with this name.
        case key(String)
        /// A link or a text of the record itself.
        case field(String)
    }

    let kind: Kind
    let origin: Origin

    /// The strongest first. A name in common says less than a number, a postcode less than a name.
    static func all(of kind: Kind) -> [BlockSource] {
        let matched = kind.fields.compactMap(\.match) + kind.parts.flatMap { $0.kind.fields.compactMap(\.match) }
        let order: [MatchKey] = [.siret, .siren, .reference, .email, .phone, .domain, .companyName, .personName]
        var origins = order.filter(matched.contains).map { Origin.key($0.rawValue) }
        if kind.hasSounds { origins.append(.key(MatchKeys.sound)) }
        origins += ["account", "birthday", "postcode"].filter { kind[$0] != nil }.map(Origin.field)
        return origins.map { BlockSource(kind: kind, origin: $0) }
    }

    var name: String {
        switch origin {
        case .key(let name), .field(let name): name
        }
    }

    /// So many are all compared with each other; of more, each with those whose names stand near its own.
    var largest: Int { name == "postcode" || name == "birthday" ? 8 : 24 }
    /// How far a name is compared with the names after it.
    var window: Int { name == "postcode" || name == "birthday" ? 3 : 6 }

    /// Values with their records, after `last`, in order.
    func page(after last: String?, limit: Int, in transaction: Transaction) throws -> [(value: String, id: Int64)] {
        let query: SQL
        switch origin {
        case .key(let name):
            let after: SQL = last.map { " AND value > \($0)" } ?? ""
            query = """
                SELECT value, record_id FROM match_key WHERE kind = \(kind.name) AND key = \(name)\(after)
                ORDER BY value, record_id LIMIT \(limit)
                """
        case .field(let name):
            // Named with its table: what PostgreSQL would else sort by is the text, and identifiers are numbers.
            let column: SQL = "r.\(name: name)"
            let after: SQL = try last.map { " AND \(column) > \(try bound($0))" } ?? ""
            query = """
                SELECT CAST(\(column) AS TEXT), r.id FROM \(name: kind.table) AS r WHERE \(column) IS NOT NULL\(after)
                ORDER BY \(column), r.id LIMIT \(limit)
                """
        }
        return try transaction.connection.rows(query, .text, .integer).map { ($0[0].text ?? "", $0[1].integer ?? 0) }
    }

    /// The records of one value in the order of how their names sound, after a name: for blocks too large to compare
    /// each with each, such as everybody behind one switchboard.
    func named(
        _ value: String, after last: (sound: String, id: Int64)?, limit: Int, in transaction: Transaction
    ) throws -> [(sound: String, id: Int64)] {
        let after: SQL =
            last.map { " AND (s.value > \($0.sound) OR (s.value = \($0.sound) AND s.record_id > \($0.id)))" } ?? ""
        let members: SQL
        switch origin {
        case .key(let name):
            members = "SELECT record_id FROM match_key WHERE kind = \(kind.name) AND key = \(name) AND value = \(value)"
        case .field(let name):
            members = "SELECT id FROM \(name: kind.table) WHERE \(name: name) = \(try bound(value))"
        }
        return try transaction.connection.rows(
            """
            SELECT s.value, s.record_id FROM match_key AS s
            WHERE s.kind = \(kind.name) AND s.key = \(MatchKeys.sound) AND s.record_id IN (\(members))\(after)
            ORDER BY s.value, s.record_id LIMIT \(limit)
            """, .text, .integer
        ).map { ($0[0].text ?? "", $0[1].integer ?? 0) }
    }

    /// How many rows there are to pass, for the progress.
    func count(in transaction: Transaction) throws -> Int {
        let query: SQL =
            switch origin {
            case .key(let name): "SELECT COUNT(*) FROM match_key WHERE kind = \(kind.name) AND key = \(name)"
            case .field(let name): "SELECT COUNT(*) FROM \(name: kind.table) WHERE \(name: name) IS NOT NULL"
            }
        return Int(try transaction.connection.integer(query) ?? 0)
    }

    /// The value of a field as its column has it.
    private func bound(_ value: String) throws -> Value {
        guard case .field(let name) = origin, let column = kind[name]?.columns.first else { return .text(value) }
        switch column.type {
        case .integer: return Int64(value).map(Value.integer) ?? .null
        case .day: return Day(iso: value).map(Value.day) ?? .null
        default: return .text(value)
        }
    }
}
