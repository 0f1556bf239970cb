import Records
import Storage

/// A form about to be saved, and what somebody else has saved since it was opened. `version` in the form is the one its
/// person saw; once they have chosen, `resolved` is the one they chose over and `choice[city]` says whose value stands.
struct Edit: Sendable {
    let conflict: Conflict
    private let choices: [String: String]
    /// Changed by others after the person chose: to be chosen again.
    private let unseen: Set<String>

    init(_ form: Form, _ current: Record, _ kind: Kind, in transaction: Transaction) throws {
        let version = form["version"].flatMap { Int64($0) } ?? current.version
        conflict = try Conflict(current, seen: version, kind, in: transaction)
        let chosen = form.items.compactMap { item in item.choiceName.map { ($0, item.value) } }
        choices = Dictionary(chosen) { $1 }
        guard let resolved = form["resolved"].flatMap({ Int64($0) }), resolved != current.version else {
            unseen = []
            return
        }
        let later = try Conflict(current, seen: resolved, kind, in: transaction)
        unseen = later.changed ?? Set(choices.keys)
    }

    /// What the form is compared with: only what its person changed is meant.
    var base: Record { conflict.base ?? conflict.current }

    /// Leaves in the draft what its person wants written over what is there now. Returns what others changed and what
    /// stays; throws where both changed the same and nobody has chosen.
    func settle(_ draft: inout Draft, in transaction: Transaction) throws -> Set<String> {
        let kind = conflict.kind, current = conflict.current
        if conflict.base == nil, current.version == 0 { return [] }
        let mine = Set(draft.fields.keys).union(draft.parts.keys)
        let theirs = conflict.changed ?? mine
        var open: [String] = []
        for name in mine.sorted() where theirs.contains(name) {
            if isAsStored(name, draft) || choices[name] == "theirs" && !unseen.contains(name) {
                draft.fields[name] = nil
                draft.parts[name] = nil
            } else if choices[name] != "mine" || unseen.contains(name) {
                open.append(name)
            }
        }
        if !open.isEmpty { throw EditConflict(conflict: conflict, draft: draft, fields: open) }
        return theirs.subtracting(mine).filter { name in
            kind[name].map { transaction.viewer.sees($0, of: kind) && !$0.isReadOnly }
                ?? transaction.viewer.sees(part: name, of: kind)
        }
    }

    private func isAsStored(_ name: String, _ draft: Draft) -> Bool {
        if let values = draft.fields[name] {
            return Array(conflict.current.values(name, in: conflict.kind)) == values
        }
        return (conflict.current.parts[name] ?? []).map(\.values) == draft.parts[name]?.map(\.values)
    }
}

/// Both changed the same fields: the second one chooses, field by field.
struct EditConflict: Error, Sendable {
    let conflict: Conflict
    /// What its person typed.
    let draft: Draft
    let fields: [String]

    func typed(_ name: String) -> JSON {
        let kind = conflict.kind
        if let values = draft.fields[name], let field = kind[name] { return field.json(values[...]) }
        return kind.part(name)?.kind.json(draft.parts[name] ?? []) ?? .null
    }
}
