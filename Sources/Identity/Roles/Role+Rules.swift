import Records
import Storage

extension Role {
    /// Keys are words of the web; every line names something that exists, once.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            var role = try changes[index].typed(Role.self)
            if let key = role.key {
                role.key = slug(key).replacing("-", with: "_")
            } else if changes[index].isNew, !role.name.isEmpty {
                role.key = slug(role.name).replacing("-", with: "_")
            }
            role.checkLines(&changes[index], transaction)
            role.checkPermissions(&changes[index], transaction)
            changes[index].replace(with: role)
        }
    }

    private func checkLines(_ change: inout Change, _ transaction: Transaction) {
        var kinds: Set<String> = []
        for (place, right) in rights.enumerated() {
            let path = "rights[\(place)].entity"
            if right.entity != RoleRight.everyKind,
                transaction.schema[right.entity]?.owner != nil || transaction.schema[right.entity] == nil
            {
                change.refuse(
                    path, code: "unknown_kind",
                    Message("“{value}” is not a kind of record.", ["value": .text(right.entity)]))
            } else if !kinds.insert(right.entity).inserted {
                change.refuse(
                    path, code: "repeated",
                    Message("“{value}” has a line already. Change that one.", ["value": .text(right.entity)]))
            }
        }
        for (place, line) in fieldRights.enumerated() {
            guard let kind = transaction.schema[line.entity] else {
                change.refuse(
                    "field_rights[\(place)].entity", code: "unknown_kind",
                    Message("“{value}” is not a kind of record.", ["value": .text(line.entity)]))
                continue
            }
            if line.field == kind.title, line.access == .hidden {
                change.refuse(
                    "field_rights[\(place)].access", code: "not_allowed",
                    Message(
                        "The name of a record cannot be hidden: “{field}”. Hide the records instead.",
                        ["field": .message(kind.titleField.label)]))
            }
            if kind[line.field] == nil, kind.part(line.field) == nil {
                change.refuse(
                    "field_rights[\(place)].field", code: "unknown_field",
                    Message(
                        "{kind} has no field “{field}”.",
                        ["kind": .message(kind.label), "field": .text(line.field)]))
            }
        }
    }

    private func checkPermissions(_ change: inout Change, _ transaction: Transaction) {
        let known = transaction.permissions
        for (place, line) in permissions.enumerated() where known[line.permission] == nil {
            change.refuse(
                "permissions[\(place)].permission", code: "unknown_choice",
                Message(
                    "One of these is expected: {options}.",
                    ["options": .text(known.keys.sorted().joined(separator: ", "))]))
        }
    }

    /// What a role allows is remembered by the version of the configuration.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        try transaction.raiseConfigurationVersion()
        if changes.contains(where: { !$0.isNew }) { try User.keepAnAdministrator(transaction) }
    }

    /// A role that somebody has stays: its people would see nothing.
    static func deleting(_ roles: [Record], _ transaction: Transaction) throws {
        for role in roles {
            let count = try transaction.connection.integer("SELECT COUNT(*) FROM \"user\" WHERE role = \(role.id)") ?? 0
            guard count > 0 else { continue }
            throw Refusal(
                .conflict, code: "still_linked",
                Message(
                    "{count} person has this role. Give them another one first.",
                    "{count} people have this role. Give them another one first.", count: Int(count)))
        }
        try transaction.raiseConfigurationVersion()
    }
}
