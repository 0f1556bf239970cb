import Records
import Storage

/// Finds the record here that an exported one is: by its identifier, its external identifier or a unique field; and,
/// under an owner that was found so itself, by its title (a stage of a pipeline).
struct IdentityMatcher {
    private let kind: Kind
    private var ids: Set<Int64> = []
    /// Column → folded value → record.
    private var byValue: [String: [String: Int64]] = [:]
    private var byTitle: [String: Int64] = [:]
    /// Records that were merged into others here → those.
    private var survivors: [Int64: Int64] = [:]
    private let unique: [FieldSpec]
    private let owner: FieldSpec?

    init(_ kind: Kind, _ transaction: Transaction) throws {
        self.kind = kind
        unique = kind.fields.filter { $0.name == "external_id" || $0.isUnique && $0.shape.isText }
        owner = kind.declared.first { $0.isRequired && $0.goesWithLink && $0.shape.linkTarget != nil }
        let title = kind.titleField
        var types: [ColumnType] = [.integer] + unique.map { _ in .text }, names = ["id"] + unique.map(\.name)
        if let owner, title.shape.isText {
            types += [.integer, .text]
            names += [owner.name, title.name]
        }
        try transaction.connection.each(
            "SELECT old_id, survivor_id FROM merge_alias WHERE kind = \(kind.name)", [.integer, .integer]
        ) { row in
            survivors[row[0].integer ?? 0] = row[1].integer
            return true
        }
        try transaction.connection.each("SELECT \(SQL.names(names)) FROM \(name: kind.table)", types) { row in
            let id = row[0].integer ?? 0
            ids.insert(id)
            for (place, field) in unique.enumerated() {
                if let text = row[place + 1].text { byValue[field.name, default: [:]][folded(text)] = id }
            }
            if row.count > unique.count + 1, let owner = row[unique.count + 1].integer,
                let text = row[unique.count + 2].text
            {
                byTitle["\(owner) \(folded(text))"] = id
            }
            return true
        }
    }

    /// Nothing is here that could be found.
    var isPointless: Bool { ids.isEmpty }

    /// What this record has become here; nil where it was not merged, or what it became is gone.
    func survivor(of id: Int64) -> Int64? {
        if ids.contains(id) { return nil }
        return survivors[id].flatMap { ids.contains($0) ? $0 : nil }
    }

    /// Nil where it keeps its identifier.
    func match(_ record: Record, _ moved: [String: [Int64: Int64]]) -> Int64? {
        if ids.contains(record.id) { return nil }
        for field in unique {
            if let text = record.value(field.name, in: kind).text, let here = byValue[field.name]?[folded(text)] {
                return here
            }
        }
        guard let owner, let target = owner.shape.linkTarget, let above = record.value(owner.name, in: kind).integer,
            let here = moved[target]?[above]
        else { return nil }
        return byTitle["\(here) \(folded(record.title(in: kind)))"]
    }
}
