import People
import Records
import Storage

/// The companies of a group with what each brings alone, and with all below it.
struct GroupTree: Sendable {
    struct Line: Sendable {
        let company: AccountGroup.Line
        let own: GroupSums
        fileprivate(set) var total: GroupSums
        fileprivate(set) var children = 0
        /// Which of its sisters it is, from 1, and how many they are.
        fileprivate(set) var place = 1
        fileprivate(set) var sisters = 1
    }

    let root: Int64
    let group: AccountGroup
    private(set) var lines: [Line]
    let sight: GroupSight

    /// Five queries, however large the group.
    static func load(_ root: Int64, in transaction: Transaction) throws -> GroupTree {
        let group = try AccountGroup.load(root, in: transaction)
        guard let subtree = transaction.subtree(of: transaction.schema.kind(of: Account.self)) else {
            throw Refusal.notFound()
        }
        let table = try transaction.refusing { () throws(ConditionFault) in
            try subtree.table(under: "\(root)", depth: 3)
        }
        let own = try GroupSums.load(.each(table), in: transaction)
        return GroupTree(root: root, group: group, own: own, sight: GroupSight(transaction))
    }

    private init(root: Int64, group: AccountGroup, own: [Int64: GroupSums], sight: GroupSight) {
        (self.root, self.group, self.sight) = (root, group, sight)
        lines = group.lines.map { Line(company: $0, own: own[$0.id] ?? GroupSums(), total: own[$0.id] ?? GroupSums()) }
        let places = Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($1.company.id, $0) })
        // What stands below comes after: from the end, everything is complete when it is added to what stands above.
        for place in lines.indices.reversed() where lines[place].company.depth > 0 {
            guard let above = lines[place].company.parent.flatMap({ places[$0] }) else { continue }
            lines[above].total += lines[place].total
        }
        for place in lines.indices where lines[place].company.depth > 0 {
            guard let above = lines[place].company.parent.flatMap({ places[$0] }) else { continue }
            lines[above].children += 1
            lines[place].place = lines[above].children
        }
        for place in lines.indices where lines[place].company.depth > 0 {
            guard let above = lines[place].company.parent.flatMap({ places[$0] }) else { continue }
            lines[place].sisters = lines[above].children
        }
    }
}
