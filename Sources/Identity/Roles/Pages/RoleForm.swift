import Records
import Storage
import Web

/// What was chosen on the page of a role, as the role it makes.
enum RoleForm {
    /// A kind that followed “every other kind” and still says the same goes on following it.
    static func read(_ form: Form, onto old: Role, _ schema: Schema) -> Role {
        var role = old
        role.name = (form["name"] ?? old.name).trimmingWhitespace()
        role.description = form["description"].map { $0.trimmingWhitespace() }.flatMap { $0.isEmpty ? nil : $0 }
        guard !old.isAdministrator else { return role }
        let matrix = RoleMatrix(schema)
        let shown = Set(matrix.kinds.map(\.name) + [RoleRight.everyKind])
        role.rights = old.rights.filter { !shown.contains($0.entity) }
        let every = line(RoleRight.everyKind, form, from: RoleMatrix.every(in: old) ?? RoleRight())
        if RoleMatrix.acts.contains(where: { every[$0.name] != .none }) { role.rights.append(every) }
        for kind in matrix.kinds {
            let before = RoleMatrix.line(kind, in: old), chosen = line(kind.name, form, from: before)
            let hadOwn = old.rights.contains { $0.entity == kind.name }
            if !hadOwn, chosen.says(before) { continue }
            role.rights.append(chosen)
        }
        role.fieldRights = fields(form, matrix) + old.fieldRights.filter { !shown.contains($0.entity) }
        role.permissions = form.all("permission").map { name in
            var permission = old.permissions.first { $0.permission == name } ?? RolePermission()
            permission.permission = name
            return permission
        }
        return role
    }

    /// What the form does not speak of stays.
    private static func line(_ entity: String, _ form: Form, from before: RoleRight) -> RoleRight {
        var line = before
        if line.entity != entity { line.id = ID(0) }
        line.entity = entity
        for act in RoleMatrix.acts {
            if let scope = form["right[\(entity)].\(act.name)"].flatMap({ RightScope(rawValue: $0) }) {
                line[act.name] = scope
            }
        }
        return line
    }

    private static func fields(_ form: Form, _ matrix: RoleMatrix) -> [RoleField] {
        matrix.kinds.flatMap { kind in
            RoleMatrix.fields(of: kind).compactMap { field -> RoleField? in
                guard let access = form["field[\(kind.name)].\(field.name)"].flatMap({ FieldAccess(rawValue: $0) }),
                    access != .write
                else { return nil }
                var line = RoleField()
                (line.entity, line.field, line.access) = (kind.name, field.name, access)
                return line
            }
        }
    }
}
