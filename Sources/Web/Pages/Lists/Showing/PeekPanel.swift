import Localisation
import Records

/// A record looked at beside its list: what is filled in of it, edited where it stands.
struct PeekPanel: Sendable {
    let kind: Kind
    let record: Record
    let pointed: Pointed
    let context: Context

    func render(_ html: inout HTML) {
        let t = context.t
        let showing = Showing(t: t, now: context.now, links: pointed.links(context.schema))
        let columns = ListColumn.all(of: kind, schema: context.schema, viewer: context.viewer)
        let row = ListRow(
            kind: kind, columns: columns, pointed: pointed, showing: showing, context: context)
        let facts = columns.compactMap { column -> Fact? in
            if column.name == kind.title { return nil }
            let cell = row.content(of: column, record)
            guard !cell.isEmpty else { return nil }
            let edit = column.field.flatMap { field in
                context.viewer.mayWrite(field, of: kind) ? "/\(kind.plural)/\(record.id)/fields/\(field.name)" : nil
            }
            return Fact(name: "peek-" + column.name, label: t(column.label), cell: cell, edit: edit)
        }
        html.peekFragment(title: row.name(of: record), href: "/\(kind.plural)/\(record.id)", t) { html in
            html.facts(facts, t)
        }
    }
}
