import Records

/// With whom a record is shared, as the history keeps it: `{"user":"12"}` or `{"team":"7"}`.
package enum ShareHolder {
    package static func reference(_ json: JSON) -> Reference? {
        for kind in ["user", "team"] {
            if let id = json[kind]?.text.flatMap({ Int64($0) }) { return Reference(kind: kind, id: id) }
        }
        return nil
    }
}

extension Share.Holder {
    package var reference: Reference {
        switch self {
        case .user(let id): Reference(kind: "user", id: id)
        case .team(let id): Reference(kind: "team", id: id)
        }
    }
}
