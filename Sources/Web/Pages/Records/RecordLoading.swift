import Localisation
import Records
import Storage

/// Reads what a record's page shows, in one transaction and a bounded number of queries.
struct RecordLoading: Sendable {
    let kind: Kind
    let context: Context

    struct Loaded: Sendable {
        let record: Record
        let showing: Showing
        var related: [RelatedRecords] = []
        var neighbours = Neighbours()
        var panels: [(panel: Panel, html: HTML)] = []
    }

    func whole(_ id: Int64, view: String?, without hidden: Panel.Column? = nil) async throws -> Loaded {
        let panels = context.product.registry.panels[kind.name] ?? []
        let told = Set(panels.flatMap(\.replaces))
        let ways = RelatedRecords.ways(to: kind, context.schema, context.viewer).filter { !told.contains($0.kind) }
        return try await context.read { transaction in
            let record = try transaction.record(id, of: kind)
            let related = try ways.map { try RelatedRecords.load($0, of: id, in: transaction) }
            var references = RecordLinks.references(in: [record], of: kind)
            for group in related { references.formUnion(RecordLinks.references(in: group.records, of: group.kind)) }
            var loaded = Loaded(
                record: record, showing: try RecordLinks.showing(references, context.t, in: transaction))
            loaded.related = related
            loaded.neighbours = try NeighbourFinder(kind: kind, transaction: transaction).find(
                view, of: record, context.t)
            for panel in panels where panel.column != hidden {
                guard let html = try panel.render(record, kind, context, transaction) else { continue }
                loaded.panels.append((panel, html))
            }
            return loaded
        }
    }

    /// The record and the names it mentions: for the side panel and for one field.
    func brief(_ id: Int64) async throws -> Loaded {
        try await context.read { transaction in
            let record = try transaction.record(id, of: kind)
            let references = RecordLinks.references(in: [record], of: kind)
            return Loaded(record: record, showing: try RecordLinks.showing(references, context.t, in: transaction))
        }
    }
}
