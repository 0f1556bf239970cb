import Localisation
import Records
import Storage
import Web

/// The facts of two records, one line a field: what both have empty is left out.
struct DuplicateFacts: Sendable {
    struct Line: Sendable {
        let label: Message
        let cells: [Cell]
        /// Both say something, and not the same.
        let differs: Bool
    }

    private let kind: Kind
    private let records: [Record]
    private let showing: Showing
    private let viewer: Viewer
    private let country: String

    init(_ kind: Kind, _ records: [Record], _ showing: Showing, _ context: Context) {
        (self.kind, self.records, self.showing) = (kind, records, showing)
        (viewer, country) = (context.viewer, context.workspace.settings.country)
    }

    var lines: [Line] {
        let fields = kind.declared.filter { !$0.isQuiet && viewer.sees($0, of: kind) }.map(line)
        let parts = kind.parts.filter { viewer.sees(part: $0.name, of: kind) }.map(line)
        let traces = ["created_at", "updated_at"].compactMap { kind[$0] }.map { field in
            Line(label: field.label, cells: cells(field), differs: false)
        }
        return (fields + parts + traces).filter { line in line.cells.contains { !$0.isEmpty } }
    }

    private func line(_ field: FieldSpec) -> Line {
        let values = records.map { Array($0.values(field.name, in: kind)) }
        // An unticked box is no fact.
        let isSaid = values.map { value in
            !value.allSatisfy(\.isNull) && !(field.shape == .boolean && value.first?.boolean == false)
        }
        let cells = zip(records, isSaid).map { record, isSaid in
            isSaid ? showing.cell(field, record.values(field.name, in: kind)) : .empty
        }
        return Line(
            label: field.label, cells: cells, differs: isSaid.allSatisfy(\.self) && !isSame(values[0], values[1], field)
        )
    }

    /// One number written in two ways is one number.
    private func isSame(_ one: [Value], _ two: [Value], _ field: FieldSpec) -> Bool {
        guard let left = one.first?.text, let right = two.first?.text else { return one == two }
        switch field.shape {
        case .phone:
            let numbers = [left, right].map { PhoneNumber.normalised($0, country: country) ?? $0 }
            return numbers[0] == numbers[1]
        case .url: return Website.host(left) == Website.host(right)
        default: return one == two
        }
    }

    private func cells(_ field: FieldSpec) -> [Cell] {
        records.map { showing.cell(field, $0.values(field.name, in: kind)) }
    }

    private func line(_ part: Kind.PartKind) -> Line {
        let rows = records.map { $0.parts[part.name] ?? [] }
        let cells = rows.map { rows in Cell.many(rows.map { cell(part.kind, $0) }) }
        let said = rows.map { rows in Set(rows.map { first($0, of: part.kind) }) }
        return Line(
            label: part.kind.label, cells: cells, differs: !rows.contains { $0.isEmpty } && said[0] != said[1])
    }

    private func first(_ row: PartRow, of part: Kind) -> [Value] {
        part.declared.first.map { Array(row.values.prefix($0.columns.count)) } ?? []
    }

    /// What the row is about: its first value that says something.
    private func cell(_ part: Kind, _ row: PartRow) -> Cell {
        var at = 0
        for field in part.declared {
            let values = row.values[at..<at + field.columns.count]
            at += field.columns.count
            guard viewer.sees(field, of: part), field.shape != .boolean else { continue }
            let cell = showing.cell(field, values)
            if !cell.isEmpty { return cell }
        }
        return .empty
    }
}
