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
        /// What the viewer may do to it.
        var acts: Set<Viewer.Act> = []
        var related: [RelatedRecords] = []
        var neighbours = Neighbours()
        /// Who opened it last, for whoever may know.
        var lastSeen: [LastSeen] = []
        var panels: [(panel: Panel, html: HTML)] = []
        var hasLater = false
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
            loaded.lastSeen = try LastSeen.of(Reference(kind: kind.name, id: id), in: transaction)
            loaded.acts = try transaction.acts(on: id, of: kind)
            let context = context.seen(by: context.viewer(beside: kind, loaded.acts))
            loaded.neighbours = try NeighbourFinder(kind: kind, transaction: transaction).find(
                view, of: record, context.t)
            loaded.hasLater = panels.contains { $0.column == .later }
            for panel in panels where panel.column != hidden && panel.column != .later {
                guard let html = try panel.render(record, kind, context, transaction) else { continue }
                loaded.panels.append((panel, html))
            }
            return loaded
        }
    }

    /// The panels that come when the page stands.
    func later(_ id: Int64) async throws -> (title: String, panels: [HTML]) {
        let panels = (context.product.registry.panels[kind.name] ?? []).filter { $0.column == .later }
        return try await context.read { transaction in
            let record = try transaction.record(id, of: kind)
            let context = context.seen(by: context.viewer(beside: kind, try transaction.acts(on: id, of: kind)))
            return (
                record.shownTitle(in: kind, context.t),
                try panels.compactMap { try $0.render(record, kind, context, transaction) }
            )
        }
    }

    /// The record and the names it mentions: for the side panel and for one field.
    func brief(_ id: Int64) async throws -> Loaded {
        try await context.read { transaction in
            let record = try transaction.record(id, of: kind)
            let references = RecordLinks.references(in: [record], of: kind)
            var loaded = Loaded(
                record: record, showing: try RecordLinks.showing(references, context.t, in: transaction))
            loaded.acts = try transaction.acts(on: id, of: kind)
            return loaded
        }
    }
}

extension Context {
    /// Whose rights say what is offered on the page of a record: where it may not be changed, nothing is.
    func viewer(beside kind: Kind, _ acts: Set<Viewer.Act>) -> Viewer {
        acts.contains(.change) ? viewer : viewer.onlyLooking(at: kind)
    }
}
