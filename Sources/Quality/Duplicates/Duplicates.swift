import Records
import Storage
import Web

/// Records that may be one and the same: looked for at night, reviewed by people, decided once.
package enum Duplicates {
    package static func register(in registry: inout Registry) {
        registry.storage.tables += [DuplicatePair.table, DuplicateScanLog.table]
        registry.storage.rules.merging.afterwards { try DuplicateQueue.settle($0, in: $1) }
        registry.storage.rules.merging.afterUndoing { try DuplicateQueue.unsettle($0, in: $1) }
        DuplicateJobs.register(in: &registry)
        DuplicatePages.register(in: &registry)
        DuplicatePanel.register(in: &registry)
        DuplicateApi.register(in: &registry)
    }
}
