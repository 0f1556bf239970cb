import Localisation
import Records

/// A record's values as facts: what is filled first, what is empty behind a fold, each edited where it stands.
struct RecordFacts: Sendable {
    let record: Record
    let kind: Kind
    let viewer: Viewer
    let showing: Showing

    private var address: String { "/\(kind.plural)/\(record.id)" }

    func fact(_ field: FieldSpec) -> Fact {
        Fact(
            name: field.name, label: showing.t(field.label), icon: field.shape.icon,
            cell: showing.cell(field, record.values(field.name, in: kind)),
            edit: viewer.mayWrite(field, of: kind) ? "\(address)/fields/\(field.name)" : nil)
    }

    /// Declared and custom fields the viewer sees; the title stands above the page.
    private var fields: [FieldSpec] {
        kind.declared.filter { $0.name != kind.title && !$0.isQuiet && viewer.sees($0, of: kind) }
    }

    var filled: [Fact] { fields.filter { !isEmpty($0) }.map(fact) + partFacts }
    var empty: [Fact] { fields.filter { isEmpty($0) && viewer.mayWrite($0, of: kind) }.map(fact) }

    /// An unticked box says something only where people look for it.
    private func isEmpty(_ field: FieldSpec) -> Bool {
        let values = record.values(field.name, in: kind)
        return values.allSatisfy(\.isNull) || (values.first?.boolean == false && !field.isListed)
    }

    /// E-mails, telephones, accounts: one fact with a value for each row.
    private var partFacts: [Fact] {
        kind.parts.filter { viewer.sees(part: $0.name, of: kind) }.compactMap { part in
            let rows = record.parts[part.name] ?? []
            guard !rows.isEmpty else { return nil }
            return Fact(
                name: part.name, label: showing.t(part.kind.label), icon: part.kind.declared.first?.shape.icon,
                cell: .many(rows.map { cell(part.kind, $0) }), edit: nil)
        }
    }

    /// The first value of a row; a second one beside it where it tells more (a role, “mobile”).
    private func cell(_ part: Kind, _ row: PartRow) -> Cell {
        var cells: [Cell] = []
        var at = 0
        for field in part.declared {
            let values = row.values[at..<at + field.columns.count]
            at += field.columns.count
            if field.shape == .boolean, values.first?.boolean != true || field.name == "is_primary" { continue }
            if !viewer.sees(field, of: part) || field.isTrace(in: part) && !cells.isEmpty { continue }
            let cell = field.shape == .boolean ? Cell.badge(Badge(showing.t(field.label))) : showing.cell(field, values)
            if !cell.isEmpty { cells.append(cell) }
        }
        return .many(Array(cells.prefix(3)))
    }

    /// When it was made and last changed, and by whom.
    var provenance: [Fact] {
        ["created_at", "created_by", "updated_at", "updated_by", "external_id"].compactMap { kind[$0] }
            .filter { !record.value($0.name, in: kind).isNull }
            .map { field in
                var fact = fact(field)
                fact.edit = field.name == "external_id" ? fact.edit : nil
                return fact
            }
    }

    /// What tells at a glance who this is: ticks and choices of the list, a place, a website.
    var about: [Cell] {
        var cells: [Cell] = []
        for field in kind.declared where viewer.sees(field, of: kind) && field.name != kind.title {
            let values = record.values(field.name, in: kind)
            switch field.shape {
            case .boolean where values.first?.boolean == true && field.name.hasPrefix("is_"):
                cells.append(.badge(Badge(showing.t(field.label), .good)))
            case .choice where field.isBar && values.first?.isNull == false:
                let reason = showing.text(field, values)
                cells.insert(
                    .badge(Badge(showing.t(field.label), .bad, icon: "shield-check", title: reason)), at: 0)
            case .choice where field.isListed || field.isReadOnly && field.isRequired:
                cells.append(showing.cell(field, values))
            case .link where field.isListed && field.name != "owner": cells.append(showing.cell(field, values))
            case .text where field.name == "city" || field.name == "job_title":
                cells.append(showing.cell(field, values))
            case .url: cells.append(showing.cell(field, values))
            default: break
            }
        }
        return Array(cells.filter { !$0.isEmpty }.prefix(5))
    }

    /// Where a telephone and a mail program are led: the first number and address of the record.
    var reach: [Action] {
        let t = showing.t
        var actions: [Action] = []
        if let phone = firstText(.phone) {
            actions.append(
                Action(t("Call"), icon: "phone", href: "tel:" + phone.filter { !$0.isWhitespace }, [.title(phone)]))
        }
        if let email = firstText(.email) {
            actions.append(Action(t("E-mail"), icon: "mail", href: "mailto:" + email, [.title(email)]))
        }
        return actions
    }

    private func firstText(_ shape: Shape) -> String? {
        for field in kind.declared where field.shape == shape && viewer.sees(field, of: kind) {
            if let text = record.value(field.name, in: kind).text { return text }
        }
        for part in kind.parts where viewer.sees(part: part.name, of: kind) {
            var at = 0
            for field in part.kind.declared {
                let text = record.parts[part.name]?.first?.values[at].text
                if field.shape == shape, viewer.sees(field, of: part.kind), let text { return text }
                at += field.columns.count
            }
        }
        return nil
    }
}

extension FieldSpec {
    /// Says why something must not be done with a record (`prospecting_barred`): told before anything else.
    fileprivate var isBar: Bool { isReadOnly && name.hasSuffix("_barred") }
}

extension Shape {
    /// A small picture of what the value is.
    var icon: String {
        switch self {
        case .text, .longText: "type"
        case .email: "mail"
        case .phone: "phone"
        case .url: "globe"
        case .integer, .exact: "hash"
        case .money: "banknote"
        case .boolean: "square-check-big"
        case .day: "calendar"
        case .instant: "clock"
        case .choice: "tag"
        case .link, .reference: "link"
        }
    }
}
