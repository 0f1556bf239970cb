import Records

/// To whose records a list keeps itself: its tests of `owner` that must all hold, told apart from what else it asks.
struct AskedOwners {
    let people: Set<Int64>
    /// What else is asked. A constant stands where a test of owners stood, so that faults name the path as written.
    let rest: Condition
    private let kind: Kind

    /// Nil where the list leaves open whose, or tells it by a field that the viewer does not see.
    init?(_ condition: Condition, _ kind: Kind, _ viewer: Viewer) {
        guard let field = kind["owner"], field.shape == .link("user"), viewer.sees(field, of: kind) else { return nil }
        var people: Set<Int64>?
        rest = AskedOwners.rest(of: condition, viewer, &people)
        guard let people else { return nil }
        self.people = people
        self.kind = kind
    }

    private static func rest(of condition: Condition, _ viewer: Viewer, _ people: inout Set<Int64>?) -> Condition {
        if case .all(let list) = condition {
            var others: [Condition] = []
            for item in list { others.append(rest(of: item, viewer, &people)) }
            return .all(others)
        }
        guard case .test(path: ["owner"], let test) = condition, let named = named(by: test, viewer) else {
            return condition
        }
        people = people?.intersection(named) ?? named
        return .constant(true)
    }

    private static func named(by test: Condition.Test, _ viewer: Viewer) -> Set<Int64>? {
        switch test {
        case .equals(let operand): return JSON.identifier(operand).map { [$0] }
        case .among(let operands):
            let people = operands.compactMap { JSON.identifier($0) }
            return people.count == operands.count ? Set(people) : nil
        case .isMe(true): return [viewer.user]
        default: return nil
        }
    }

    /// Whether the rest asks nothing but the row itself. What looks into other records is asked once, not once an
    /// owner.
    var asksOnlyTheRow: Bool { asksOnlyTheRow(rest) }

    private func asksOnlyTheRow(_ condition: Condition) -> Bool {
        switch condition {
        case .constant: return true
        case .all(let list), .any(let list): return list.allSatisfy(asksOnlyTheRow)
        case .not(let inner): return asksOnlyTheRow(inner)
        case .related: return false
        case .test(let path, let test):
            guard path.count == 1, kind[path[0]] != nil else { return false }
            switch test {
            case .under: return false
            case .among(let operands): return operands.count <= PageFilter.mostBranches
            default: return true
            }
        }
    }
}
