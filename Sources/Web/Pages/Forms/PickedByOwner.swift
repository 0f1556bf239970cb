import Localisation
import Records
import Storage

/// Records found by the name of what they belong to: a sale by its account, whatever its own title says. Two looks into
/// indexes: for the account, then for what is linked to it.
struct PickedByOwner: Sendable {
    let kind: Kind
    let id: Int64
    let title: String
    let owner: String

    private static let mostOwners = 5, ofEachKind = 3

    /// What records of a kind belong to: the first link that lists show, people apart.
    private static func field(of kind: Kind, _ transaction: Transaction) -> FieldSpec? {
        kind.declared.first { field in
            guard field.isListed, let target = field.shape.linkTarget, target != "user", target != kind.name,
                let owner = transaction.schema[target], owner.fields.contains(where: \.isSearched)
            else { return false }
            return transaction.viewer.sees(field, of: kind) && !transaction.viewer.grants(for: target).isEmpty
        }
    }

    /// Of one kind: those whose owner is called so.
    static func records(
        _ typed: String, _ kind: Kind, _ scope: Condition, _ order: [ListQuery.Sort], in transaction: Transaction
    ) throws -> [Record] {
        guard let field = field(of: kind, transaction), let target = field.shape.linkTarget else { return [] }
        let owners = try SearchIndex.find(typed, kinds: [target], limit: mostOwners, in: transaction)
        return try linked(kind, field, to: owners.map(\.id), scope, order, limit: 20, in: transaction)
    }

    /// Of every kind: what belongs to the first of those that were found.
    static func near(_ found: [Reference], in transaction: Transaction) throws -> [PickedByOwner] {
        let owners = Array(found.prefix(mostOwners))
        let names = try transaction.titles(owners)
        var near: [PickedByOwner] = []
        let kinds = transaction.schema.kinds.values.sorted { $0.name < $1.name }
        for kind in kinds where kind.owner == nil && kind.titleField.isSearched {
            guard !transaction.viewer.grants(for: kind.name).isEmpty, let field = field(of: kind, transaction),
                let target = field.shape.linkTarget
            else { continue }
            let ids = owners.filter { $0.kind == target }.map(\.id)
            let records = try linked(kind, field, to: ids, .everything, [], limit: ofEachKind, in: transaction)
            near += records.map { record in
                let owner = record.value(field.name, in: kind).integer.flatMap {
                    names[Reference(kind: target, id: $0)]
                }
                return PickedByOwner(
                    kind: kind, id: record.id, title: record.title(in: kind), owner: owner ?? "")
            }
        }
        return near
    }

    private static func linked(
        _ kind: Kind, _ field: FieldSpec, to owners: [Int64], _ scope: Condition, _ order: [ListQuery.Sort],
        limit: Int, in transaction: Transaction
    ) throws -> [Record] {
        guard !owners.isEmpty else { return [] }
        let among = Condition.test(path: [field.name], .among(owners.map { .number(String($0)) }))
        var query = ListQuery(scope.and(among), sort: order, limit: limit)
        query.withParts = false
        return try transaction.page(kind, query).records
    }

    /// What tells namesakes apart where nothing else does.
    static func titles(of records: [Record], _ kind: Kind, in transaction: Transaction) throws -> [Int64: String] {
        guard let field = field(of: kind, transaction), let target = field.shape.linkTarget else { return [:] }
        var owners: [Int64: Reference] = [:]
        for record in records {
            owners[record.id] = record.value(field.name, in: kind).integer.map { Reference(kind: target, id: $0) }
        }
        let titles = try transaction.titles(Set(owners.values))
        return owners.compactMapValues { titles[$0] }
    }

    func option(_ context: Context) -> HTML.PickerOption {
        let detail = owner.isEmpty ? context.t(kind.label) : "\(context.t(kind.label)) · \(owner)"
        return .init(value: "\(kind.name):\(id)", title: title, detail: detail, icon: kind.icon)
    }
}
