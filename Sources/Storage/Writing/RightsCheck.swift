import Records

/// Whether the viewer may make or change each of these records. Seeing them has been settled before: what is not seen
/// is not found.
struct RightsCheck {
    let kind: Kind
    let transaction: Transaction

    /// Before the rules: what they ask for is asked only of those who may change the record.
    func checkChanged(_ changes: inout [Change]) throws {
        if transaction.viewer.isHouse { return }
        let old = changes.filter { !$0.isRefused }.compactMap(\.old?.id)
        if old.isEmpty { return }
        let allowed = try transaction.allowed(old, of: kind, to: .change)
        for index in changes.indices where !changes[index].isRefused {
            if let id = changes[index].old?.id, !allowed.contains(id) { changes[index].refuse(Refusal.notYours()) }
        }
    }

    /// A new record without owner is its maker's; one may make records only for those whose records one may make.
    func checkMade(_ changes: inout [Change]) {
        if transaction.viewer.isHouse { return }
        let grants = transaction.viewer.grants(for: kind.name, to: .create)
        if grants.contains(.all) || kind.ownerField == "created_by" { return }
        var owners: Set<Int64> = []
        for case .owners(let users) in grants { owners.formUnion(users) }
        for index in changes.indices where changes[index].isNew && !changes[index].isRefused {
            if let owner = changes[index].new.value("owner", in: kind).integer {
                if owners.contains(owner) { continue }
                changes[index].refuse(
                    "owner", code: "not_allowed",
                    Message("You may add records only for yourself or your team. Choose another owner."))
            } else {
                changes[index].new.set("owner", [.integer(transaction.viewer.user)], in: kind)
            }
        }
    }
}
