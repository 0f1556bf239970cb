import Records
import Storage

/// Who is in which team, and which team stands below which: read once where many people are asked about.
struct CompanyChart: Sendable {
    private(set) var members: [Int64: [Int64]] = [:]
    private var parents: [Int64: Int64] = [:]
    private var children: [Int64: [Int64]] = [:]
    private(set) var names: [Int64: String] = [:]

    init(in transaction: Transaction) throws {
        for row in try transaction.connection.rows("SELECT id, parent, name FROM team", .integer, .integer, .text) {
            guard let id = row[0].integer else { continue }
            names[id] = row[2].text ?? ""
            guard let parent = row[1].integer else { continue }
            parents[id] = parent
            children[parent, default: []].append(id)
        }
        let rows = try transaction.connection.rows(
            "SELECT id, team FROM \"user\" WHERE team IS NOT NULL", .integer, .integer)
        for row in rows { members[row[1].integer ?? 0, default: []].append(row[0].integer ?? 0) }
    }

    /// The team and those above it.
    func chain(of team: Int64) -> [Int64] {
        var chain = [team]
        while let parent = parents[chain[chain.count - 1]], !chain.contains(parent) { chain.append(parent) }
        return chain
    }

    /// The team and those below it.
    func below(_ team: Int64) -> Set<Int64> {
        var below: Set<Int64> = [team], open = [team]
        while let next = open.popLast() {
            for child in children[next] ?? [] where below.insert(child).inserted { open.append(child) }
        }
        return below
    }
}
