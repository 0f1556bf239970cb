import Records

/// Where a value comes from: the first filled one of these columns, else a default.
struct CellSource: Sendable {
    var columns: [Int] = []
    var filling: CellTemplate?

    func text(_ cells: [String?]) -> String? { fileText(cells) ?? filling?.text(cells) }

    /// What the file itself says, without the default.
    func fileText(_ cells: [String?]) -> String? {
        for column in columns { if let text = cells[column] { return text } }
        return nil
    }

    /// Every column that has a say.
    var allColumns: [Int] { columns + (filling?.columns ?? []) }
}

/// How the cells of a line fill one record: its fields, its links, its parts.
struct RecordPlan: Sendable {
    let kind: Kind
    var fields: [FieldPlan] = []
    var links: [LinkPlan] = []
    var parts: [PartPlan] = []

    init(_ kind: Kind) { self.kind = kind }

    /// Every column that has a say in this record, those of its links too.
    var columns: Set<Int> {
        var all = Set(fields.flatMap { $0.source.allColumns + ($0.second?.allColumns ?? []) })
        for link in links { all.formUnion(link.record.columns) }
        for part in parts { for item in part.items { all.formUnion(item.columns) } }
        return all
    }
}

/// One field of its own.
struct FieldPlan: Sendable {
    let field: FieldSpec
    var source = CellSource()
    /// The currency of an amount, the id of a reference whose kind is in `source`.
    var second: CellSource?
    var style: CellStyle
    /// What a refusal calls it: its path from the record of the line.
    let path: String
}

/// A link: the plan of the record it leads to, by which that is found, made or completed.
struct LinkPlan: Sendable {
    let field: FieldSpec
    /// The kind it leads to; for a reference, the one its path names.
    let target: String
    let path: String
    let policy: ImportMapping.LinkPolicy
    var record: RecordPlan
    /// What a record made for a value says besides; `*` for any value.
    var completions: [String: RecordPlan] = [:]

    /// The fields by which the linked record is found, the surest first.
    var keys: [FieldPlan] {
        record.fields.filter { LinkPlan.strength($0.field, record.kind) > 0 }
            .sorted { LinkPlan.strength($0.field, record.kind) > LinkPlan.strength($1.field, record.kind) }
    }

    /// 0: says nothing about which record it is.
    static func strength(_ field: FieldSpec, _ kind: Kind) -> Int {
        if field.name == "id" { return 6 }
        if field.name == "external_id" { return 5 }
        if field.isUnique { return 4 }
        switch field.match {
        case .siret, .siren, .email, .reference: return 3
        case .phone, .domain: return 0
        case .companyName, .personName, nil: return field.name == kind.title ? 2 : 0
        }
    }
}

/// The items of one part that a line fills.
struct PartPlan: Sendable {
    let part: Kind.PartKind
    var items: [RecordPlan] = []
}
