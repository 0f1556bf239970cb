import Localisation
import Records
import Storage

/// Several records side by side, before they become one: where they differ, what each of them says, and what will move.
struct MergeForm: Sendable {
    let kind: Kind
    /// The one that stays first.
    let records: [Record]
    let showing: Showing
    /// What points to the others, by kind.
    let moving: [String: Int]
    /// Why this person may not merge them.
    let refusal: Message?
    /// What each field would hold, were nothing chosen: field → record.
    let defaults: [String: Int64]

    var survivor: Record { records[0] }
    var ids: [Int64] { records.map(\.id) }

    static func load(
        _ ids: [Int64], staying: Int64?, _ kind: Kind, _ context: Context, in transaction: Transaction
    ) throws -> MergeForm {
        guard transaction.merges(kind) else { throw Refusal.notFound() }
        let become = try transaction.survivors(of: ids, kind)
        var seen: Set<Int64> = []
        var order = ids.map { become[$0] ?? $0 }.filter { seen.insert($0).inserted }
        if let staying, let place = order.firstIndex(of: become[staying] ?? staying) {
            order.insert(order.remove(at: place), at: 0)
        }
        guard order.count >= 2 else {
            throw Refusal(code: "nothing_to_merge", Message("Choose at least two different records to merge."))
        }
        guard order.count <= 20 else {
            throw Refusal(
                code: "too_many", Message("At most {limit} records can be merged at once.", ["limit": .number(20)]))
        }
        let found = try transaction.records(order, of: kind)
        let records = order.compactMap { found[$0] }
        guard records.count == order.count else { throw Refusal.notFound() }
        let union = FieldUnion(kind, records, choosing: [:], in: transaction.asHouse)
        var defaults: [String: Int64] = [:]
        for field in FieldUnion.fields(kind) { defaults[field.name] = union.source(of: field).id }
        let mayChange = try transaction.allowed([order[0]], of: kind, to: .change).contains(order[0])
        let others = Array(order.dropFirst())
        let mayDelete =
            try transaction.viewer.may(.delete, kind)
            && transaction.allowed(others, of: kind, to: .delete).isSuperset(of: others)
        let moving = try MergeCounts(kind: kind, transaction: transaction).relations(to: others)
        return MergeForm(
            kind: kind, records: records,
            showing: try RecordLinks.showing(
                RecordLinks.references(in: records, of: kind), context.t, in: transaction),
            moving: moving.filter { transaction.schema[$0.key].map { transaction.viewer.may(.read, $0) } ?? false },
            refusal: mayChange && mayDelete
                ? nil
                : Message(
                    "To merge records you must be able to change the one that stays and to delete the others. Ask "
                        + "their owner or an administrator."),
            defaults: defaults)
    }

    /// Fields this person sees, in the order of the form.
    func fields(_ viewer: Viewer) -> [FieldSpec] {
        FieldUnion.fields(kind).filter { viewer.sees($0, of: kind) && !$0.isQuiet }
    }

    func isSame(_ field: FieldSpec) -> Bool {
        let first = Array(survivor.values(field.name, in: kind))
        return records.allSatisfy { Array($0.values(field.name, in: kind)) == first }
    }
}

extension Transaction {
    /// Whether records of a kind can become one.
    package func merges(_ kind: Kind) -> Bool { mergeBook.mayMerge(kind) }
}
