import Records

/// `{"field":"shared_with","is_me":true}`: records that were opened to the viewer or one of their teams. A field that
/// no table has; every kind whose records can be shared knows it.
enum SharedTest {
    static let name = Condition.sharedWith

    static func sql(
        _ test: Condition.Test, at place: ConditionCompiler.Place, _ viewer: Viewer, path: String
    ) throws(ConditionFault) -> SQL {
        switch test {
        case .isMe(let yes):
            let mine: SQL = "\(place.column("id")) IN (\(Share.query(place.kind, viewer, toChange: false)))"
            return yes ? mine : "(\(mine)) IS NOT TRUE"
        case .empty(let yes):
            let shared: SQL =
                "\(place.column("id")) IN (SELECT record_id FROM share WHERE kind = \(place.kind.name))"
            return yes ? "(\(shared)) IS NOT TRUE" : shared
        default:
            throw ConditionFault(
                "\(path).\(test.name)",
                Message("“{field}” is asked with “is_me” or “empty”.", ["field": .text(name)]))
        }
    }
}

extension Kind {
    /// Whether single records can be opened to people who would not see them: those that somebody owns. What is about
    /// a record goes with it.
    package var isShareable: Bool { owner == nil && self["owner"] != nil && subjectField == nil }
}
