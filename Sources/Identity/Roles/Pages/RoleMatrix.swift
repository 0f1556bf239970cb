import Localisation
import Records
import Storage
import Web

/// The kinds of records a role speaks of, and what its page shows of each.
struct RoleMatrix: Sendable {
    static let acts: [(name: String, label: String)] = [
        ("read", "See"), ("create", "Add"), ("change", "Change"), ("delete", "Delete"), ("export", "Export"),
    ]
    /// Settled by other rules: nobody writes the one, everybody has their own of the other, and who may change roles
    /// may do everything.
    private static let settled: Set<String> = ["role", "saved_view", "stage_change"]

    let kinds: [Kind]

    init(_ schema: Schema) {
        kinds = schema.entities.filter { !RoleMatrix.settled.contains($0.name) }
    }

    /// The line of a kind as it works now: its own, that of every kind, or nothing.
    static func line(_ kind: Kind, in role: Role) -> RoleRight {
        if let own = role.rights.first(where: { $0.entity == kind.name }) { return own }
        var line = RoleRight()
        if !Rights.structure.contains(kind.name), let every = every(in: role) { line = every }
        line.entity = kind.name
        // What everybody sees everybody exports, until a line says otherwise.
        if isShownToAll(kind) { line.export = .all }
        return line
    }

    static func every(in role: Role) -> RoleRight? { role.rights.first { $0.entity == RoleRight.everyKind } }

    /// What everybody sees is not asked.
    static func isShownToAll(_ kind: Kind) -> Bool {
        Rights.structure.contains(kind.name) || Rights.shown.contains(kind.name)
    }

    static func fields(of kind: Kind) -> [(name: String, label: Message, isWritten: Bool)] {
        kind.declared.map { ($0.name, $0.label, !$0.isReadOnly) } + kind.parts.map { ($0.name, $0.kind.label, true) }
    }

    static func access(_ kind: Kind, _ field: String, in role: Role) -> FieldAccess {
        role.fieldRights.first { $0.entity == kind.name && $0.field == field }?.access ?? .write
    }
}

extension RoleRight {
    subscript(act: String) -> RightScope {
        get {
            switch act {
            case "read": read
            case "create": create
            case "change": change
            case "delete": delete
            default: export
            }
        }
        set {
            switch act {
            case "read": read = newValue
            case "create": create = newValue
            case "change": change = newValue
            case "delete": delete = newValue
            default: export = newValue
            }
        }
    }

    func says(_ other: RoleRight) -> Bool { RoleMatrix.acts.allSatisfy { self[$0.name] == other[$0.name] } }
}
