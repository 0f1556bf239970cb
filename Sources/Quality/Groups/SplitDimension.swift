import Records
import Storage

/// A trait by which customers may be split: any field with few values, and what is told by several.
struct SplitDimension: Sendable {
    let name: String
    let label: Message
    let by: SplitBy

    /// Those that people ask for first, then every other field. What the viewer may not see is not among them.
    static func all(of kind: Kind, _ schema: Schema, _ viewer: Viewer, _ settings: WorkspaceSettings)
        -> [SplitDimension]
    {
        let bands = SizeBands(settings), seen = kind.declared.filter { viewer.sees($0, of: kind) }
        func field(_ name: String) -> FieldSpec? { seen.first { $0.name == name } }
        var list: [SplitDimension] = []
        if let naf = field("naf"), field("trade") == nil {
            list.append(SplitDimension(name: "naf_division", label: Message("NAF division"), by: .beginning(naf, 2)))
        }
        if let postcode = field("postcode"), field("department") == nil {
            list.append(
                SplitDimension(
                    name: "postcode_area", label: Message("Beginning of the postcode"), by: .beginning(postcode, 2)))
        }
        if let people = field("employees") {
            list.append(
                SplitDimension(
                    name: "headcount", label: Message("Size by headcount"), by: .cases(bands.headcount(people))))
        }
        if let revenue = field("revenue") {
            list.append(
                SplitDimension(
                    name: "turnover", label: Message("Size by turnover"),
                    by: .cases(bands.turnover(revenue, settings.currency))))
        }
        if let people = field("employees"), let revenue = field("revenue"), settings.currency == "EUR" {
            list.append(
                SplitDimension(
                    name: "category", label: Message("Category of enterprise"),
                    by: .cases(EnterpriseCategory.cases(people, revenue))))
        }
        let fields = seen.filter { $0.isSplit(schema, viewer) }
        let first = ["naf_section", "trade", "region", "department", "source", "sector", "owner"]
        let ranked = fields.enumerated().sorted { left, right in
            let places = [left, right].map { first.firstIndex(of: $0.element.name) ?? first.count }
            return (places[0], left.offset) < (places[1], right.offset)
        }.map(\.element)
        let head = ranked.prefix { first.contains($0.name) }, tail = ranked.dropFirst(head.count)
        func own(_ field: FieldSpec) -> SplitDimension {
            SplitDimension(name: field.name, label: field.label, by: .field(field))
        }
        return head.map(own) + list + tail.map(own)
    }
}

extension FieldSpec {
    /// Whether many records share its values: choices, links, yes or no, and short texts; not what names one record.
    fileprivate func isSplit(_ schema: Schema, _ viewer: Viewer) -> Bool {
        guard !isUnique, !isQuiet, match == nil else { return false }
        switch shape {
        case .choice, .boolean: return true
        case .link(let target): return schema[target].map { viewer.may(.read, $0) } ?? false
        case .text: return !["siren", "siret", "vat_number", "street", "first_name", "last_name"].contains(name)
        default: return false
        }
    }
}
