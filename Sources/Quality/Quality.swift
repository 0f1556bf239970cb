import Records
import Web

/// One customer, once: duplicates and merging, the company's idea of a good record, groups of customers, and the files it
/// came from.
package enum Quality {
    package static func register(in registry: inout Registry) {
        GroupRoutes.register(in: &registry)
        QualityCriteria.register(in: &registry)
        Duplicates.register(in: &registry)
        CockpitPages.register(in: &registry)
        SourceFiles.register(in: &registry)
    }
}
