import Localisation
import Records

/// One record as a line of a list: its name, and what stands in each column.
struct ListRow: Sendable {
    let kind: Kind
    let columns: [ListColumn]
    let pointed: Pointed
    let showing: Showing
    let context: Context
    /// `?view=…`: the list a record is opened from, so that its page knows its neighbours.
    var place = ""

    var t: Translator { context.t }

    /// The same line of a record that may not be changed.
    var onlyLooking: ListRow {
        ListRow(
            kind: kind, columns: columns, pointed: pointed, showing: showing,
            context: context.seen(by: context.viewer.onlyLooking(at: kind)), place: place)
    }

    /// People and companies are known by their names.
    var hasAvatar: Bool { isCompany || kind.titleField.match == .personName || kind.name == "user" }
    var isCompany: Bool { kind.titleField.match == .companyName }

    func name(of record: Record) -> String { name(of: record, titled: kind.titleField) }

    private func name(of record: Record, titled field: FieldSpec) -> String {
        let text = showing.text(field, record.values(field.name, in: kind))
        guard !text.isEmpty else { return t(Message("{kind} without a name", ["kind": .message(kind.label)])) }
        return text.utf8.count <= 200 ? text : String(text.prefix(200))
    }

    func isEditable(_ field: FieldSpec) -> Bool {
        context.viewer.may(.change, kind) && context.viewer.mayWrite(field, of: kind) && field.shape != .longText
    }

    func content(of column: ListColumn, _ record: Record) -> Cell {
        switch column {
        case .field(let field):
            context.product.registry.cells["\(kind.name).\(field.name)"].map { $0(record, kind, context) }
                ?? content(of: field, record.values(field.name, in: kind))
        case .part(let part): content(of: part, record.id)
        case .nextActivity: nextActivity(record)
        }
    }

    private func content(of field: FieldSpec, _ values: ArraySlice<Value>) -> Cell {
        if field.shape == .longText { return .text(String((values.first?.text ?? "").prefix(120))) }
        return showing.cell(field, values)
    }

    private func content(of part: Kind.PartKind, _ id: Int64) -> Cell {
        guard let text = pointed.parts[part.name]?[id] else { return .empty }
        let spec = part.kind.titleField
        return spec.shape.linkTarget == nil ? showing.cell(spec, [.text(text)]) : .text(text)
    }

    private func nextActivity(_ record: Record) -> Cell {
        let due = pointed.next[record.id]
        if due == nil, NextActivity.isClosed(record, kind) { return .empty }
        return .badge(NextActivity.badge(due, today: context.today, t))
    }
}

extension ListRow {
    /// The name of any record, the field found once.
    func naming() -> (Record) -> String {
        let field = kind.titleField
        return { name(of: $0, titled: field) }
    }

    /// What a column shows of any record, written: the column looked at once. Values that come again in a list, such
    /// as a stage, an owner or a state, are written once and copied.
    func writing(_ column: ListColumn) -> (Record, inout HTML) -> Void {
        switch column {
        case .field(let field):
            let range = kind.range(of: kind.index(of: field.name) ?? 0)
            if let shown = context.product.registry.cells["\(kind.name).\(field.name)"] {
                return { $1.cell(shown($0, kind, context)) }
            }
            guard field.shape.comesAgain else {
                return { $1.cell(content(of: field, $0.values[range])) }
            }
            let written = WrittenCells<ArraySlice<Value>>()
            return { record, html in
                let values = record.values[range]
                written.write(values, to: &html) { content(of: field, values) }
            }
        case .part(let part):
            let items = pointed.parts[part.name] ?? [:], spec = part.kind.titleField
            let isLink = spec.shape.linkTarget != nil
            return { record, html in
                guard let text = items[record.id] else { return }
                if isLink { html.text(text) } else { html.cell(showing.cell(spec, [.text(text)])) }
            }
        case .nextActivity:
            let written = WrittenCells<NextActivity.Due?>(), isClosable = NextActivity.isClosable(kind)
            return { record, html in
                // What is closed looks different from what has nothing to be done.
                if isClosable { return html.cell(nextActivity(record)) }
                written.write(pointed.next[record.id], to: &html) { nextActivity(record) }
            }
        }
    }
}

/// Cells of one list that were written already, by what they show.
private final class WrittenCells<Key: Hashable> {
    private var pieces: [Key: HTML] = [:]

    func write(_ key: Key, to html: inout HTML, _ cell: () -> Cell) {
        if let piece = pieces[key] { return html.append(piece) }
        var piece = HTML(sprite: html.sprite, capacity: 160)
        piece.cell(cell())
        pieces[key] = piece
        html.append(piece)
    }
}

extension Shape {
    /// Few values stand in many records.
    fileprivate var comesAgain: Bool {
        switch self {
        case .choice, .boolean, .link, .reference: true
        default: false
        }
    }
}
