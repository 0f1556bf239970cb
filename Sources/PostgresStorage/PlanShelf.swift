import CPostgres
import Storage

/// The plans one connection has prepared on the server, by text and types of values; the most recent 500.
struct PlanShelf {
    struct Plan {
        let key: Key
        let name: String
        var isNew: Bool
    }
    struct Key: Hashable {
        let sql: String
        let types: [Oid]
    }

    private var names = RecentCache<Key, String>(limit: 500)
    private var lastNumber = 0
    private var dropped: [String] = []
    private var areStale = false

    /// Nil for what is not asked twice (DDL).
    mutating func plan(for sql: String, _ types: [Oid]) -> Plan? {
        let key = Key(sql: sql, types: types)
        if let name = names.find(key) { return Plan(key: key, name: name, isNew: false) }
        guard isWorthPreparing(sql) else { return nil }
        lastNumber += 1
        return Plan(key: key, name: "e\(lastNumber)", isNew: true)
    }

    mutating func keep(_ plan: Plan) { dropped += names.keep(plan.name, as: plan.key) }

    /// A table has changed under the plans.
    mutating func forgetAll() {
        names.removeAll()
        areStale = true
    }

    mutating func commandsToTidy() -> [String] {
        defer {
            dropped = []
            areStale = false
        }
        return areStale ? ["DEALLOCATE ALL"] : dropped.map { "DEALLOCATE \($0)" }
    }

    private func isWorthPreparing(_ sql: String) -> Bool {
        let word = sql.drop { $0.isWhitespace || $0 == "(" }.prefix { $0.isLetter }.uppercased()
        return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"].contains(word)
    }
}
