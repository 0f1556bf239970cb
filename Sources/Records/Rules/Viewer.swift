/// Through whose eyes something is looked at: compiled into every query, so that list, count, search, export and report
/// agree on what exists. Made by Identity, understood by everybody.
package struct Viewer: Sendable, Hashable {
    /// 0 for the house.
    package let user: Int64
    /// Per kind, what may be seen; a kind that is absent is not seen at all. Nil: the house itself, which sees
    /// everything.
    package let grants: [String: [Grant]]?
    /// `opportunity.amount`
    package let hiddenFields: Set<String>
    package let readOnlyFields: Set<String>
    /// Kinds of which nothing may be made, changed or deleted.
    package let readOnlyKinds: Set<String>
    package let permissions: Set<String>

    /// One reason to see a record of a kind; several grants widen.
    package enum Grant: Sendable, Hashable {
        case all
        case owners([Int64])
        case condition(Condition)
    }

    package init(
        user: Int64, grants: [String: [Grant]]?, hiddenFields: Set<String> = [], readOnlyFields: Set<String> = [],
        readOnlyKinds: Set<String> = [], permissions: Set<String> = []
    ) {
        self.user = user
        self.grants = grants
        self.hiddenFields = hiddenFields
        self.readOnlyFields = readOnlyFields
        self.readOnlyKinds = readOnlyKinds
        self.permissions = permissions
    }

    /// Migrations, jobs of the house, triggers and gates.
    package static let house = Viewer(user: 0, grants: nil)

    package var isHouse: Bool { grants == nil }

    package func grants(for kind: String) -> [Grant] { grants.map { $0[kind] ?? [] } ?? [.all] }

    package func may(_ permission: String) -> Bool { isHouse || permissions.contains(permission) }

    /// Hidden fields are unknown fields: in reads, conditions, sorts, groups and search.
    package func sees(_ field: FieldSpec, of kind: Kind) -> Bool {
        if isHouse { return true }
        if hiddenFields.contains("\(kind.name).\(field.name)") { return false }
        return field.permission.map { permissions.contains($0) } ?? true
    }

    package func mayChange(_ kind: Kind) -> Bool { isHouse || !readOnlyKinds.contains(kind.owner ?? kind.name) }

    package func mayWrite(_ field: FieldSpec, of kind: Kind) -> Bool {
        mayChange(kind) && sees(field, of: kind) && !field.isReadOnly
            && !readOnlyFields.contains("\(kind.name).\(field.name)")
    }
}

/// By which door a change came in; written in the history.
package enum Door: String, Sendable, Choice {
    case screen, api, `import`, command, job, demo

    package var label: String {
        switch self {
        case .screen: "Screen"
        case .api: "API"
        case .import: "Import"
        case .command: "Command line"
        case .job: "Background job"
        case .demo: "Demo data"
        }
    }
}
