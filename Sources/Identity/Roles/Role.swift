import Records

/// What some people of the company may see and do: per kind of record and per field, and what else they may. Several
/// users have the same role; which records “own” or “team” mean depends on who they are.
package struct Role: Entity {
    package static let name = "role", plural = "roles"
    package static let label = "Role", pluralLabel = "Roles"
    package static let icon = "shield-check"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    /// A short name that stays, for programs and the command line: `seller`.
    package var key: String?
    package var description: String?
    /// May do everything, whatever the lines say.
    package var isAdministrator = false
    package var rights: [RoleRight] = []
    package var fieldRights: [RoleField] = []
    package var permissions: [RolePermission] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .searched, .listed, .sorted, .unique),
        Field("key", \.key, "Key", .max(63), .unique, .listed),
        Field("description", \.description, "Description", .shape(.longText), .max(2000), .listed),
        Field("is_administrator", \.isAdministrator, "May do everything", .required, .listed),
    ]
    package static let parts: [Part<Self>] = [
        Part("rights", \.rights, "Rights by kind of record"),
        Part("field_rights", \.fieldRights, "Rights by field"),
        Part("permissions", \.permissions, "Permissions"),
    ]
}

/// One kind of record (or `*`, every kind that has no line of its own) and how far each act reaches.
package struct RoleRight: PartItem, Hashable {
    package static let name = "right"
    package static let everyKind = "*"
    package var id = ID<Self>()
    package var entity = RoleRight.everyKind
    package var read = RightScope.none, create = RightScope.none, change = RightScope.none
    package var delete = RightScope.none, export = RightScope.none
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("entity", \.entity, "Records", .required, .max(63)),
        Field("read", \.read, "See", .required),
        Field("create", \.create, "Add", .required),
        Field("change", \.change, "Change", .required),
        Field("delete", \.delete, "Delete", .required),
        Field("export", \.export, "Export", .required),
    ]
}

/// How far a right reaches: nobody's records, one's own, those of the team, of the team and the teams below it, all.
package enum RightScope: String, Choice {
    case none, own, team, subtree, all

    package var label: String {
        switch self {
        case .none: "None"
        case .own: "Own and shared"
        case .team: "The team’s"
        case .subtree: "The team’s and those of teams below"
        case .all: "All"
        }
    }
}

/// A field that this role does not see, or sees without changing it.
package struct RoleField: PartItem, Hashable {
    package static let name = "field"
    package var id = ID<Self>()
    package var entity = "", field = ""
    package var access = FieldAccess.hidden
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("entity", \.entity, "Records", .required, .max(63)),
        Field("field", \.field, "Field", .required, .max(63)),
        Field("access", \.access, "Access", .required),
    ]
}

package enum FieldAccess: String, Choice {
    case hidden, read, write

    package var label: String {
        switch self {
        case .hidden: "Hidden"
        case .read: "See"
        case .write: "See and change"
        }
    }
}

/// Something that is no record: `sales.see_revenue`, `settings.manage`.
package struct RolePermission: PartItem, Hashable {
    package static let name = "permission"
    package var id = ID<Self>()
    package var permission = ""
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("permission", \.permission, "Permission", .required, .max(63))
    ]
}
