import Records
import Storage
import Web

/// The customer reference: criteria, scores and their upkeep.
package enum QualityCriteria {
    /// All are measured when the server runs.
    package static func queueAll(in transaction: Transaction) throws {
        for kind in transaction.schema.entities where kind.isScored { try QualityJob.queue(kind.name, in: transaction) }
    }

    /// After records were loaded past the rules: all are measured, a batch at a time.
    package static func measureAll(in workspace: Workspace) async throws {
        for kind in workspace.schema.entities where kind.isScored {
            var last: Int64? = 0
            while let start = last {
                last = try await workspace.write(.house, .job) { transaction in
                    try QualityJob.measure(kind, after: start, in: transaction).last
                }
            }
        }
    }

    static func register(in registry: inout Registry) {
        registry.add(QualityCriterion.self)
        registry.storage.tables.append(QualityDay.table)
        registry.storage.rules.add(
            to: QualityCriterion.name, prepare: QualityCriterion.prepare, saved: QualityCriterion.saved,
            deleting: QualityCriterion.deleting)
        QualityUpkeep.register(in: &registry)
        QualityJob.register(in: &registry)
        QualityPanel.register(in: &registry)
        CriteriaPages.register(in: &registry)
    }
}
