import Records
import Web

/// One customer, once: duplicates and merging, the company's idea of a good record, groups of customers, and the files
/// it came from.
package enum Quality {
    package static func register(in registry: inout Registry) {
        registry.storage.rules.merging.keepApart(CustomerGroup.name, QualityCriterion.name, SourceFile.name)
        registry.storage.rules.merging.conditions(in: "condition", of: CustomerGroup.name)
        registry.storage.rules.merging.conditions(in: "condition", of: QualityCriterion.name)
        registry.storage.rules.merging.conditions(in: "applies_when", of: QualityCriterion.name)
        registry.storage.rules.merging.tables(
            ["quality_day", "inventory_key", "source_report"], .stays("counts and fingerprints, names no record"))
        GroupRoutes.register(in: &registry)
        QualityCriteria.register(in: &registry)
        Duplicates.register(in: &registry)
        CockpitPages.register(in: &registry)
        SourceFiles.register(in: &registry)
    }
}
