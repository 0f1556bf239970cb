import Records
import Storage

extension Context {
    /// Writes down that this person looked at something, beside the page: nothing waits for it.
    package func note(
        _ action: Access.Action, _ kind: Kind? = nil, _ record: Int64? = nil, count: Int? = nil,
        condition: Condition? = nil
    ) {
        note(access(action, kind, record, count: count, condition: condition))
    }

    /// Somebody at the door, who is nobody here yet.
    package func note(_ action: Access.Action, user: Int64?) {
        note(Access(action, user: user, door: door, origin: origin))
    }

    package func note(_ access: Access) { product.accessLog.note(access, in: workspace) }

    package func access(
        _ action: Access.Action, _ kind: Kind? = nil, _ record: Int64? = nil, count: Int? = nil,
        condition: Condition? = nil
    ) -> Access {
        Access(
            action, user: viewer.user == 0 ? nil : viewer.user, door: door, origin: origin, kind: kind?.name,
            record: record, count: count, condition: condition)
    }
}
