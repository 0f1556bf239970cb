import Records

/// `{"field":"group","is":"12"}`: records that the group's own condition holds for, asked through the same eyes as
/// everything else. A field that no table has; groups may be made of groups.
struct GroupTest {
    let place: ConditionCompiler.Place
    let compiler: ConditionCompiler
    let path: String

    /// Groups inside groups inside groups: beyond this nobody knows any more what is meant.
    private static let deepest = 8

    func sql(_ test: Condition.Test) throws(ConditionFault) -> SQL {
        guard compiler.viewer.may(.read, compiler.schema.kind(compiler.schema.groups.kind)) else {
            throw ConditionFault(
                "\(path).field",
                Message(
                    "{kind} has no field “{field}”.",
                    ["kind": .message(place.kind.label), "field": .text(Schema.groupField)]))
        }
        switch test {
        case .equals(let operand): return try inside([operand])
        case .differs(let operand): return "(\(try inside([operand]))) IS NOT TRUE"
        case .among(let operands): return try inside(operands)
        case .empty(let yes):
            let any = try inside(compiler.schema.groups.of(place.kind).map { .text(String($0.id)) })
            return yes ? "(\(any)) IS NOT TRUE" : any
        default:
            throw ConditionFault(
                "\(path).\(test.name)",
                Message("A group is asked with “is”, “is_not”, “in” or “empty”."))
        }
    }

    private func inside(_ operands: [JSON]) throws(ConditionFault) -> SQL {
        var alternatives: [SQL] = []
        for operand in operands { alternatives.append("(\(try inside(operand)))") }
        return alternatives.isEmpty ? "1 = 0" : "(\(SQL.joined(alternatives, " OR ")))"
    }

    private func inside(_ operand: JSON) throws(ConditionFault) -> SQL {
        let id = operand.integer ?? operand.text.flatMap { Int64($0) }
        guard let id, let group = compiler.schema.groups.byID[id], group.kind == place.kind.name else {
            throw ConditionFault(
                path,
                Message(
                    "There is no group of {kind} with the identifier “{id}”.",
                    [
                        "kind": .message(place.kind.pluralLabel),
                        "id": .text(operand.text ?? operand.integer.map(String.init) ?? ""),
                    ]))
        }
        guard !compiler.expanding.contains(id), compiler.expanding.count < GroupTest.deepest else {
            throw ConditionFault(
                path,
                Message("The group “{name}” is made of itself. Change its condition.", ["name": .text(group.name)]))
        }
        var inner = compiler
        inner.expanding.append(id)
        guard let condition = group.condition, let sql = inner.compiled(condition, at: place) else {
            throw ConditionFault(
                path,
                Message(
                    "The group “{name}” cannot be used here: it asks for something that is gone, or not yours to see.",
                    ["name": .text(group.name)]))
        }
        return sql
    }
}

extension ConditionCompiler {
    /// Nil where the condition cannot be used; why is not for whoever uses a group made by somebody else.
    fileprivate func compiled(_ condition: Condition, at place: Place) -> SQL? {
        do { return try sql(condition, at: place, path: "$") } catch { return nil }
    }
}
