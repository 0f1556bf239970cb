import Records

/// The list of every kind of record, with nobody writing it: table, calendar, timeline, map; filters, saved views,
/// columns; mass edit and mass delete. Everything under `/<plural>` and `/<plural>/list/…`.
package enum ListPages {
    package static func register(in registry: inout Registry) {
        registry.add(SavedView.self)
        registry.storage.rules.merging.keepApart(SavedView.name)
        registry.storage.rules.merging.conditions(in: "condition", of: SavedView.name)
        registry.storage.rules.add(to: SavedView.name, prepare: SavedView.prepare, deleting: SavedView.deleting)
        registry.storage.tables.append(ListPreference.table)
        registry.jobs.add("bulk_edit", "Mass edit", work: BulkWork.edit)
        registry.jobs.add("bulk_delete", "Mass delete", work: BulkWork.delete)
        ListRoutes.register(in: &registry)
        ListMapRoutes.register(in: &registry)
        SummaryRoutes.register(in: &registry)
        FilterRoutes.register(in: &registry)
        ViewRoutes.register(in: &registry)
        ColumnRoutes.register(in: &registry)
        BulkRoutes.register(in: &registry)
    }
}
