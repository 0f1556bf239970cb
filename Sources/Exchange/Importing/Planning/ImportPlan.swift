import Foundation
import Records

/// A mapping that was understood: compared with the schema and with the columns of a file, ready for its lines.
package struct ImportPlan: Sendable {
    package let kind: Kind
    let mapping: ImportMapping
    let record: RecordPlan
    let match: Match?
    /// What the cells of each column mean, by its place; nil where the column is not used.
    let cells: [CellPlan?]
    let words: ChoiceWords

    /// By which field a record is found.
    struct Match: Sendable {
        let path: String
        let field: FieldSpec
        let part: Kind.PartKind?
        let plan: FieldPlan
    }

    /// How one column is read before its fields look at it.
    struct CellPlan: Sendable {
        let style: CellStyle
        let values: [String: String]

        func text(_ cell: String) -> String? {
            let text = style.text(cell)
            guard !values.isEmpty else { return text }
            guard let meant = values[text ?? ""] else { return text }
            return meant.isEmpty ? nil : meant
        }
    }

    /// The cells of a line as its fields look at them.
    func texts(_ row: TableRow) -> [String?] {
        zip(cells, row.cells).map { plan, cell in plan.flatMap { $0.text(cell) } }
    }

    /// Whether a line may link to another line of the same file, which may stand below it.
    var linksWithinFile: Bool { record.links.contains(where: isWithinFile) }

    func isWithinFile(_ link: LinkPlan) -> Bool {
        guard let match, match.part == nil, link.target == kind.name, !link.field.isRequired else { return false }
        return link.keys.first?.field.name == match.field.name
    }
}

/// The words by which people call the values of choice fields, in both languages: `kind.field` → folded word → value.
package struct ChoiceWords: Sendable, Hashable {
    private(set) var values: [String: [String: String]] = [:]

    package init() {}

    package init(_ schema: Schema, labels: (Message) -> [String]) {
        for kind in schema.kinds.values {
            for field in kind.fields {
                guard let options = field.shape.options else { continue }
                var words: [String: String] = [:]
                for option in options {
                    for label in [option.label.text] + labels(option.label) { words[folded(label)] = option.value }
                }
                for option in options { words[folded(option.value)] = option.value }
                values["\(kind.name).\(field.name)"] = words
            }
        }
    }

    func value(_ text: String, _ field: FieldSpec, _ kind: Kind) -> String? {
        values["\(kind.name).\(field.name)"]?[folded(text)]
    }

    package var json: JSON {
        .object(
            values.sorted { $0.key < $1.key }.map { field, words in
                .init(field, .object(words.sorted { $0.key < $1.key }.map { .init($0.key, .text($0.value)) }))
            })
    }

    package init(_ json: JSON?) {
        for field in json?.members ?? [] {
            for word in field.value.members ?? [] { values[field.name, default: [:]][word.name] = word.value.text }
        }
    }
}
