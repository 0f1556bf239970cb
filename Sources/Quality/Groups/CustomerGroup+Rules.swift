import Records
import Storage
import Web

extension CustomerGroup {
    /// A group asks for what its author may ask for, and is never made of itself, however long the way round.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        var groups = transaction.schema.groups.byID
        // What is required may still be missing here; it is refused afterwards.
        func text(_ name: String, of change: Change) -> String { change.new.value(name, in: change.kind).text ?? "" }
        for change in changes where !change.isNew {
            groups[change.new.id] = NamedGroup(
                id: change.new.id, name: text("name", of: change), kind: text("kind", of: change),
                condition: stored(text("condition", of: change)))
        }
        for index in changes.indices {
            let change = changes[index], written = text("condition", of: change)
            if !change.isNew, change.changes("kind") {
                changes[index].refuse(
                    "kind", code: "not_allowed",
                    Message("A group stays made of what it is made of. Make another one."))
                continue
            }
            guard !written.isEmpty, change.changes("condition"), let kind = transaction.schema[text("kind", of: change)]
            else { continue }
            do throws(FieldRefusal) {
                let condition = try StoredCondition.read(written, "condition", of: kind, in: transaction)
                if isAmong(condition, change.new.id, groups) {
                    changes[index].refuse(
                        "condition", code: "cycle",
                        Message(
                            "The group “{name}” is made of itself. Change its condition.",
                            ["name": .text(text("name", of: change))]))
                }
            } catch {
                changes[index].refuse(error)
            }
        }
    }

    private static func stored(_ text: String) -> Condition? {
        guard case .success(let json) = Result(catching: { try JSON(parsing: text) }),
            case .success(let condition) = Result(catching: { try Condition(json: json) })
        else { return nil }
        return condition
    }

    /// Whether the condition leads back to this group.
    private static func isAmong(_ condition: Condition, _ id: Int64, _ groups: [Int64: NamedGroup]) -> Bool {
        guard id != 0 else { return false }
        var open = Array(condition.groups), seen: Set<Int64> = []
        while let next = open.popLast() {
            if next == id { return true }
            guard seen.insert(next).inserted else { continue }
            open += groups[next]?.condition?.groups ?? []
        }
        return false
    }

    static func saved(_: [Change], _ transaction: Transaction) throws { try transaction.raiseConfigurationVersion() }

    /// What others are made of stays.
    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let gone = Set(records.map(\.id))
        let users = transaction.schema.groups.byID.values.filter { group in
            !gone.contains(group.id) && !(group.condition?.groups ?? []).isDisjoint(with: gone)
        }
        if !users.isEmpty {
            let names = users.map(\.name).sorted().joined(separator: ", ")
            throw Refusal(
                .conflict, code: "still_used",
                Message("Other groups are made of this one: {names}. Change them first.", ["names": .text(names)]))
        }
        try transaction.raiseConfigurationVersion()
    }
}

extension Condition {
    /// The groups it names.
    package var groups: Set<Int64> {
        switch self {
        case .constant: return []
        case .all(let list), .any(let list): return list.reduce(into: []) { $0.formUnion($1.groups) }
        case .not(let inner), .related(_, let inner, _): return inner.groups
        case .test(let path, let test):
            guard path.last == Schema.groupField else { return [] }
            let operands: [JSON] =
                switch test {
                case .equals(let operand), .differs(let operand): [operand]
                case .among(let operands): operands
                default: []
                }
            return Set(operands.compactMap { $0.integer ?? $0.text.flatMap { Int64($0) } })
        }
    }
}
