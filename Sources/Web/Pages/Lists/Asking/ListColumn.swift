import Localisation
import Records

/// A column of a list: a field, the first item of a part (a contact's e-mail), or what is to be done next.
enum ListColumn: Sendable {
    case field(FieldSpec)
    case part(Kind.PartKind)
    case nextActivity

    static let nextActivityName = "next_activity"

    var name: String {
        switch self {
        case .field(let field): field.name
        case .part(let part): part.name
        case .nextActivity: ListColumn.nextActivityName
        }
    }

    var label: Message {
        switch self {
        case .field(let field): field.label
        case .part(let part): part.kind.label
        case .nextActivity: Message("Next activity")
        }
    }

    var field: FieldSpec? { if case .field(let field) = self { field } else { nil } }

    var isAmount: Bool {
        guard let shape = field?.shape else { return false }
        return shape == .money || shape == .integer || shape == .exact
    }
}

extension ListColumn {
    /// Every column this viewer may choose, the declared order first.
    static func all(of kind: Kind, schema: Schema, viewer: Viewer) -> [ListColumn] {
        var columns = kind.declared.filter { viewer.sees($0, of: kind) }.map { ListColumn.field($0) }
        columns += kind.parts.filter { viewer.sees(part: $0.name, of: kind) }.map { .part($0) }
        if NextActivity.link(of: kind, schema, viewer) != nil { columns.append(.nextActivity) }
        let system = kind.fields.prefix(kind.systemFieldCount).filter {
            $0.name != "version" && viewer.sees($0, of: kind)
        }
        return columns + system.map { .field($0) }
    }

    private static let mostAtFirst = 10

    /// What a list shows until somebody chooses: the title, then what the declaration lists.
    static func standard(of kind: Kind, among all: [ListColumn]) -> [ListColumn] {
        let ways = Set(["emails", "phones"])
        let listed = all.filter { column in
            switch column {
            case .field(let field): field.isListed || field.name == kind.title
            case .part(let part): ways.contains(part.name)
            // What nobody looks after, such as a group, waits for nothing; nor does a paper that lasts until a day, nor
            // a mail, whose record is what waits.
            case .nextActivity:
                kind.subjectField == nil
                    && (kind["account"] != nil
                        || kind["valid_until"] == nil && kind.declared.contains { $0.shape == .link("user") })
            }
        }
        // Many custom fields are listed by default: a table stays readable, the chooser has the rest.
        var shown = listed.filter { $0.name != nextActivityName }.prefix(mostAtFirst)
        if shown.isEmpty { shown = all.prefix(4) }
        return shown + listed.filter { $0.name == nextActivityName }
    }

    /// `title,amount,owner`: unknown names are left out; the title always stands first.
    static func chosen(_ text: String?, of kind: Kind, among all: [ListColumn]) -> [ListColumn] {
        var columns: [ListColumn] = []
        for name in (text ?? "").split(separator: ",").prefix(60) {
            guard let column = all.first(where: { $0.name == name }), !columns.contains(where: { $0.name == name })
            else { continue }
            columns.append(column)
        }
        if columns.isEmpty { columns = standard(of: kind, among: all) }
        let title = kind.titleField
        columns.removeAll { $0.name == title.name }
        return [.field(title)] + columns
    }
}
